"""A round: what is proposed to be bought together, at which prices and common cost, and until when one may answer."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dejiro.foundation.accounts.models import User
from dejiro.foundation.organizations.models import Organization


class Round(models.Model):
    """A joint purchase proposed for a need.

    `fixed_share` is the rule that shares the common cost, in the coalition core's form: "equal", "quantity", "weight"
    or {"equal": "1/2", "weight": "1/2"}. `starts` lists the possible start months ("2027-04"). Prices are yen a unit
    and month; `months` is how many months the contract runs, from which yearly and whole sums follow.
    """

    class Status(models.TextChoices):
        """From proposal to effect."""

        DRAFT = "draft", _("準備中")
        OPEN = "open", _("約束を募集中")
        DECIDED = "decided", _("成立")
        FAILED = "failed", _("不成立")
        STARTED = "started", _("実行中")
        MEASURED = "measured", _("効果を測定済み")
        CANCELLED = "cancelled", _("取りやめ")

    class Scheme(models.TextChoices):
        """Who signs the contracts."""

        SEPARATE = "A", _("A 共通仕様で各団体が契約")
        ENTRUSTED = "B", _("B 都道府県に事務委託して契約")
        SUPPLIED = "C", _("C 推進団体がサービスとして提供")
        FRAMEWORK = "D", _("D 基本契約と個別契約")

    class Direction(models.TextChoices):
        """Which way the measure should move."""

        LOWER = "lower", _("小さいほど良い")
        HIGHER = "higher", _("大きいほど良い")

    area = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("都道府県"))
    need = models.ForeignKey("needs.Need", models.PROTECT, related_name="rounds", verbose_name=_("課題"))
    title = models.CharField(_("件名"), max_length=100)
    object = models.TextField(_("調達するもの"), max_length=4000)
    specification = models.TextField(_("共通仕様"), max_length=20000, blank=True)
    scheme = models.CharField(_("契約の方式"), max_length=1, choices=Scheme)
    unit = models.CharField(_("単位"), max_length=20)
    months = models.PositiveSmallIntegerField(_("契約月数"))
    fixed_cost = models.PositiveBigIntegerField(_("共通費用（円）"), help_text=_("月額。参加団体で分担する。"))
    fixed_share = models.JSONField(_("分担の規則"))
    starts = models.JSONField(_("開始月の候補"))
    capacity = models.PositiveIntegerField(_("供給できる数量"), null=True, blank=True)
    minimum_members = models.PositiveSmallIntegerField(_("必要な団体数"))
    minimum_authority = models.PositiveSmallIntegerField(_("必要な決裁の段階"))
    closes_at = models.DateTimeField(_("締切"))
    measure = models.CharField(_("効果の指標"), max_length=100)
    measure_unit = models.CharField(_("指標の単位"), max_length=20)
    measure_method = models.TextField(_("測り方"), max_length=2000)
    direction = models.CharField(_("望ましい向き"), max_length=6, choices=Direction)
    contact = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("問合せ先"))
    status = models.CharField(_("状態"), max_length=9, choices=Status, default=Status.DRAFT)
    closing_reason = models.TextField(_("取りやめの理由"), max_length=1000, blank=True)
    created_at = models.DateTimeField(_("登録日時"))
    version = models.PositiveIntegerField(_("版"), default=1)

    class Meta:
        verbose_name = _("募集")
        verbose_name_plural = _("募集")
        ordering = ("-closes_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=models.Q(months__gte=1), name="round_months"),
            models.CheckConstraint(condition=models.Q(minimum_members__gte=1), name="round_minimum_members"),
            models.CheckConstraint(condition=models.Q(capacity=None) | models.Q(capacity__gt=0), name="round_capacity"),
            models.CheckConstraint(
                condition=~models.Q(status="cancelled") | ~models.Q(closing_reason=""),
                name="round_cancelled_with_reason",
            ),
        )
        indexes = (models.Index(fields=["area", "status", "closes_at"], name="round_list"),)

    def __str__(self) -> str:
        return self.title


class Tier(models.Model):
    """From `min_quantity` units on, all units cost `unit_price` yen a unit and month."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="tiers", verbose_name=_("募集"))
    min_quantity = models.PositiveIntegerField(_("数量（以上）"))
    unit_price = models.PositiveIntegerField(_("単価（円・月）"))

    class Meta:
        verbose_name = _("価格段階")
        verbose_name_plural = _("価格段階")
        ordering = ("round", "min_quantity")
        constraints = (
            models.UniqueConstraint(fields=["round", "min_quantity"], name="tier_once"),
            models.CheckConstraint(condition=models.Q(min_quantity__gte=1, unit_price__gte=1), name="tier_positive"),
        )

    def __str__(self) -> str:
        return f"{self.min_quantity}: {self.unit_price}"
