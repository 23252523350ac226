"""The contract list (契約台帳) from which renewals are seen 18 months ahead."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dejiro.foundation.organizations.models import Organization


class Category(models.TextChoices):
    """What a need or a contract is about; the same list for both, so that they find each other."""

    DEVICES = "devices", _("端末・周辺機器")
    SOFTWARE = "software", _("ソフトウェア・クラウド")
    NETWORK = "network", _("ネットワーク・回線")
    SECURITY = "security", _("セキュリティ")
    SYSTEMS = "systems", _("業務システム・標準化")
    PROCEDURES = "procedures", _("手続・窓口")
    DATA = "data", _("データ利活用")
    PEOPLE = "people", _("人材・研修")
    OTHER = "other", _("その他")


class Contract(models.Model):
    """A contract of a body. `key` is the body's own number for it, by which an import finds it again."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="contracts", verbose_name=_("団体"))
    key = models.CharField(_("契約番号"), max_length=60)
    title = models.CharField(_("契約名"), max_length=150)
    category = models.CharField(_("分野"), max_length=10, choices=Category)
    product = models.CharField(_("製品・サービス"), max_length=120, blank=True)
    vendor = models.CharField(_("契約先"), max_length=120)
    starts_on = models.DateField(_("開始日"))
    ends_on = models.DateField(_("満了日"))
    quantity = models.PositiveIntegerField(_("数量"), null=True, blank=True)
    unit = models.CharField(_("単位"), max_length=20, blank=True)
    annual_amount = models.PositiveBigIntegerField(_("年額（円）"))
    note = models.TextField(_("備考"), blank=True, max_length=2000)
    version = models.PositiveIntegerField(_("版"), default=1)

    class Meta:
        verbose_name = _("契約")
        verbose_name_plural = _("契約")
        ordering = ("ends_on", "pk")
        constraints = (
            models.UniqueConstraint(fields=["organization", "key"], name="contract_key"),
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="contract_period"),
            models.CheckConstraint(
                condition=models.Q(quantity=None) | models.Q(quantity__gt=0), name="contract_quantity"
            ),
        )
        indexes = (models.Index(fields=["category", "ends_on"], name="contract_renewal"),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("needs:contract", args=[self.pk])
