"""The register of certified products (政策目的随意契約の認定)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dejiro.apps.pilots.models.pilots import Pilot
from dejiro.foundation import clock
from dejiro.foundation.organizations.models import Organization


class Certification(models.Model):
    """A body certifies a product by its own rule; `reused_from` is another body's certification that it relied on.

    Source: 地方自治法施行令第167条の2第1項第4号.
    """

    class Rule(models.TextChoices):
        YEARS = "years", _("認定の日から数える")
        FISCAL_YEAR = "fiscal_year", _("年数がたった日の年度末まで")

    area = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("都道府県"))
    issuer = models.ForeignKey(
        Organization, models.PROTECT, related_name="certifications", verbose_name=_("認定した団体")
    )
    product = models.CharField(_("製品・サービス"), max_length=100)
    company = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="certified", verbose_name=_("企業")
    )
    company_name = models.CharField(_("企業の名前"), max_length=100)
    purpose = models.TextField(_("政策目的"))
    basis = models.CharField(_("根拠（要綱など）"), max_length=200)
    pilot = models.ForeignKey(
        Pilot, models.PROTECT, null=True, blank=True, related_name="certifications", verbose_name=_("もとの実証")
    )
    reused_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="reuses", verbose_name=_("活用した認定")
    )
    decision = models.TextField(_("認定の理由"))
    certified_on = models.DateField(_("認定日"))
    rule = models.CharField(_("有効期間の数え方"), max_length=12, choices=Rule)
    years = models.PositiveSmallIntegerField(_("年数"))
    most_renewals = models.PositiveSmallIntegerField(_("更新できる回数"))
    expires_on = models.DateField(_("有効期限"))
    revoked_on = models.DateField(_("取消日"), null=True, blank=True)
    revoked_reason = models.TextField(_("取消の理由"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("登録した人"))
    version = models.PositiveIntegerField(_("版"), default=1)

    class Meta:
        verbose_name = _("認定")
        verbose_name_plural = _("認定")
        ordering = ("-certified_on", "-pk")
        constraints = (
            models.CheckConstraint(condition=models.Q(years__gte=1), name="pilots_certification_years"),
            models.CheckConstraint(
                condition=models.Q(expires_on__gte=models.F("certified_on")), name="pilots_certification_dates"
            ),
            models.UniqueConstraint(
                fields=["issuer", "reused_from"],
                condition=models.Q(revoked_on=None),
                name="pilots_certification_reused_once",
            ),
        )

    def __str__(self) -> str:
        return self.product

    def get_absolute_url(self) -> str:
        """Return the certification's page."""
        return reverse("pilots:certification", args=[self.pk])

    def in_force(self, on: date | None = None) -> bool:
        """True when it counts on a day; today by default."""
        on = on or clock.today()
        return self.revoked_on is None and self.certified_on <= on <= self.expires_on

    @property
    def state(self) -> str:
        """One of "in_force", "expired" and "revoked"."""
        if self.revoked_on is not None:
            return "revoked"
        return "in_force" if self.in_force() else "expired"


class Renewal(models.Model):
    """A certification is prolonged by its rule."""

    certification = models.ForeignKey(Certification, models.CASCADE, related_name="renewals", verbose_name=_("認定"))
    number = models.PositiveSmallIntegerField(_("回"))
    on = models.DateField(_("更新日"))
    before = models.DateField(_("前の期限"))
    after = models.DateField(_("新しい期限"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("更新した人"))

    class Meta:
        verbose_name = _("認定の更新")
        verbose_name_plural = _("認定の更新")
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["certification", "number"], name="pilots_renewal_numbered"),)

    def __str__(self) -> str:
        return f"{self.certification_id}-{self.number}"
