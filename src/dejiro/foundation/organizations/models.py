"""Bodies that act on the platform, their units, and the rules that an area has adopted."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Organization(models.Model):
    """A prefecture, municipality, platform body, company or resident group, valid from-to.

    `area` is the prefecture in which the body takes part; a prefecture is its own area (null). A merged municipality
    keeps its row with `valid_to` and names its successor.
    """

    class Kind(models.TextChoices):
        """What a body is before the law."""

        PREFECTURE = "prefecture", _("都道府県")
        MUNICIPALITY = "municipality", _("市区町村")
        PLATFORM = "platform", _("共同化の推進団体")
        COMPANY = "company", _("企業")
        RESIDENTS = "residents", _("住民団体")

    kind = models.CharField(_("種別"), max_length=12, choices=Kind)
    code = models.CharField(_("団体コード"), max_length=13, help_text=_("6桁の団体コードまたは13桁の法人番号"))
    name = models.CharField(_("名称"), max_length=100)
    kana = models.CharField(_("よみ"), max_length=100, blank=True)
    area = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="bodies", verbose_name=_("都道府県")
    )
    population = models.PositiveIntegerField(_("人口（人）"), null=True, blank=True)
    households = models.PositiveIntegerField(_("世帯数"), null=True, blank=True)
    fiscal_strength = models.DecimalField(_("財政力指数"), max_digits=5, decimal_places=2, null=True, blank=True)
    latitude = models.FloatField(_("緯度"), null=True, blank=True)
    longitude = models.FloatField(_("経度"), null=True, blank=True)
    url = models.URLField(_("ウェブサイト"), blank=True)
    phone = models.CharField(_("代表電話"), max_length=20, blank=True)
    valid_from = models.DateField(_("いつから"))
    valid_to = models.DateField(_("いつまで"), null=True, blank=True, help_text=_("この日から無効"))
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("承継団体")
    )
    fictional = models.BooleanField(_("架空"), default=False)

    class Meta:
        verbose_name = _("団体")
        verbose_name_plural = _("団体")
        ordering = ("code", "valid_from")
        constraints = (
            models.UniqueConstraint(fields=["code", "valid_from"], name="organization_code_from"),
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(valid_to=None), name="organization_code_current"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gt=models.F("valid_from")),
                name="organization_period",
            ),
        )
        indexes = (models.Index(fields=["area", "kind"], name="organization_area_kind"),)

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A section (課・係) inside a body, valid from-to."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="units", verbose_name=_("団体"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上位組織")
    )
    name = models.CharField(_("名称"), max_length=100)
    phone = models.CharField(_("電話"), max_length=20, blank=True)
    valid_from = models.DateField(_("いつから"))
    valid_to = models.DateField(_("いつまで"), null=True, blank=True)

    class Meta:
        verbose_name = _("組織")
        verbose_name_plural = _("組織")
        ordering = ("organization", "name")
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "name"], condition=models.Q(valid_to=None), name="unit_name_current"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")), name="unit_period"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Rule(models.Model):
    """One version of a rule that an area adopted: its value beside the text of the agreement that says so."""

    area = models.ForeignKey(Organization, models.PROTECT, related_name="rules", verbose_name=_("都道府県"))
    key = models.CharField(_("規則"), max_length=60)
    value = models.JSONField(_("値"))
    text = models.TextField(_("根拠の文"))
    valid_from = models.DateField(_("いつから"))

    class Meta:
        verbose_name = _("規則")
        verbose_name_plural = _("規則")
        ordering = ("area", "key", "-valid_from")
        constraints = (models.UniqueConstraint(fields=["area", "key", "valid_from"], name="rule_version"),)

    def __str__(self) -> str:
        return f"{self.key}={self.value}"
