"""A commitment: what a body will take, for how much at most, from when, on which conditions, and who stands for it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dejiro.apps.commitments.models.rounds import Round
from dejiro.foundation.accounts.models import User
from dejiro.foundation.organizations.models import Organization


class Authority(models.IntegerChoices):
    """How far the body has bound itself; a higher level binds more."""

    ESTIMATE = 1, _("担当の見込み")
    CHIEF = 2, _("課長の決裁")
    BUDGET_REQUESTED = 3, _("予算要求済み")
    BUDGET_SETTLED = 4, _("予算成立")
    ASSEMBLY_VOTED = 5, _("議会の議決")


class Commitment(models.Model):
    """One version of a body's commitment in a round. One is in force; a change supersedes it, nothing is overwritten.

    Prices are yen a unit and month, sums yen a month, both with the share of the common cost. `only_with` and
    `not_with` hold organization codes.
    """

    class Status(models.TextChoices):
        """From draft to end."""

        DRAFT = "draft", _("下書き")
        SUBMITTED = "submitted", _("承認待ち")
        IN_FORCE = "in_force", _("有効")
        SUPERSEDED = "superseded", _("差し替え済み")
        WITHDRAWN = "withdrawn", _("撤回")
        RETURNED = "returned", _("差し戻し")

    round = models.ForeignKey(Round, models.PROTECT, related_name="commitments", verbose_name=_("募集"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="commitments", verbose_name=_("団体"))
    quantity = models.PositiveIntegerField(_("数量"))
    max_unit_price = models.PositiveIntegerField(_("単価の上限（円・月）"), null=True, blank=True)
    max_total = models.PositiveBigIntegerField(_("総額の上限（円・月）"), null=True, blank=True)
    starts = models.JSONField(_("開始できる月"))
    min_members = models.PositiveSmallIntegerField(_("参加団体数の条件"), default=1)
    min_quantity = models.PositiveIntegerField(_("総数量の条件"), default=0)
    only_with = models.JSONField(_("参加を条件とする団体"), default=list, blank=True)
    not_with = models.JSONField(_("一緒には参加しない団体"), default=list, blank=True)
    condition_note = models.TextField(_("その他の条件"), max_length=1000, blank=True)
    authority = models.PositiveSmallIntegerField(_("決裁の段階"), choices=Authority, default=Authority.ESTIMATE)
    baseline = models.DecimalField(_("今の値"), max_digits=14, decimal_places=2, null=True, blank=True)
    baseline_on = models.DateField(_("今の値を測った日"), null=True, blank=True)
    baseline_source = models.CharField(_("今の値の出所"), max_length=200, blank=True)
    status = models.CharField(_("状態"), max_length=10, choices=Status, default=Status.DRAFT)
    prepared_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("作成者"))
    prepared_at = models.DateTimeField(_("作成日時"))
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("承認者")
    )
    approved_at = models.DateTimeField(_("承認日時"), null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name=_("差し替え元")
    )
    ending_reason = models.TextField(_("撤回・差し戻しの理由"), max_length=1000, blank=True)
    version = models.PositiveIntegerField(_("版"), default=1)

    class Meta:
        verbose_name = _("約束")
        verbose_name_plural = _("約束")
        ordering = ("-prepared_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["round", "organization"], condition=models.Q(status="in_force"), name="commitment_in_force_once"
            ),
            models.UniqueConstraint(
                fields=["round", "organization"],
                condition=models.Q(status__in=["draft", "submitted", "returned"]),
                name="commitment_prepared_once",
            ),
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="commitment_quantity"),
            models.CheckConstraint(condition=models.Q(min_members__gte=1), name="commitment_min_members"),
            models.CheckConstraint(
                condition=~models.Q(status__in=["in_force", "superseded"]) | models.Q(approved_by__isnull=False),
                name="commitment_approved",
            ),
            models.CheckConstraint(
                condition=models.Q(baseline=None, baseline_on=None)
                | models.Q(baseline__isnull=False, baseline_on__isnull=False),
                name="commitment_baseline_whole",
            ),
        )
        indexes = (models.Index(fields=["organization", "status"], name="commitment_organization"),)

    def __str__(self) -> str:
        return f"{self.organization_id} {self.round_id}"

    @property
    def counts(self) -> bool:
        """True when it is in force and binds enough to be counted in its round."""
        return self.status == self.Status.IN_FORCE and self.authority >= self.round.minimum_authority

    @property
    def is_prepared(self) -> bool:
        """True while it is being prepared: a draft, sent for approval, or returned."""
        return self.status in {self.Status.DRAFT, self.Status.SUBMITTED, self.Status.RETURNED}

    @property
    def is_estimate(self) -> bool:
        """True when it binds nobody but says what the officer expects; it needs no approval."""
        return self.authority == Authority.ESTIMATE


class Abstention(models.Model):
    """A body's answer that it will not take part in a round, so that nobody has to ask it again."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="abstentions", verbose_name=_("募集"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="abstentions", verbose_name=_("団体"))
    reason = models.TextField(_("理由"), max_length=1000)
    answered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("担当"))
    answered_at = models.DateTimeField(_("回答日時"))

    class Meta:
        verbose_name = _("不参加の回答")
        verbose_name_plural = _("不参加の回答")
        constraints = (models.UniqueConstraint(fields=["round", "organization"], name="abstention_once"),)

    def __str__(self) -> str:
        return f"{self.organization_id} {self.round_id}"
