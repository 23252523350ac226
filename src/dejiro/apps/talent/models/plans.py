"""A plan for a period: who serves which request, computed by the core under the area's entitlement rule."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dejiro.apps.talent.models.pool import Specialist
from dejiro.apps.talent.models.requests import Request
from dejiro.foundation.accounts.models import User
from dejiro.foundation.organizations.models import Organization

# A queue and a busy machine may take so much longer than the time that the search itself is given.
GRACE: Final = timedelta(minutes=10)


class Plan(models.Model):
    """A plan: what was asked of the core (`problem`) and its answer, as JSON of the core's file format.

    With a `base` it is a re-plan: of the base's assignments at most `max_changes` are dropped or moved. A hypothetical
    one answers "what if" over its base with the `changes` that were named; it is never published. `carried` says how
    the entitlements of the computation came about: half-days of the pool, and of each body what it carried over.
    """

    class Status(models.TextChoices):
        """How far the plan is."""

        DRAFT = "draft", _("下書き")
        COMPUTING = "computing", _("計算中")
        READY = "ready", _("案ができた")
        FAILED = "failed", _("計算できなかった")
        PUBLISHED = "published", _("公表した")

    area = models.ForeignKey(Organization, models.PROTECT, related_name="talent_plans", verbose_name=_("都道府県"))
    name = models.CharField(_("計画の名前"), max_length=100)
    starts_on = models.DateField(_("最初の週（月曜日）"))
    weeks = models.PositiveSmallIntegerField(_("週の数"))
    seconds = models.PositiveSmallIntegerField(_("計算の時間（秒）"), default=20)
    base = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="revisions", verbose_name=_("もとの計画")
    )
    max_changes = models.PositiveSmallIntegerField(_("変えてよい支援の数"), null=True, blank=True)
    hypothetical = models.BooleanField(_("仮の案"), default=False)
    status = models.CharField(_("状態"), max_length=9, choices=Status, default=Status.DRAFT)
    curve = models.JSONField(_("変える数ごとの効果"), null=True, blank=True)
    problem = models.JSONField(_("計算の入力"), null=True, blank=True)
    answer = models.JSONField(_("計算の結果"), null=True, blank=True)
    verified = models.BooleanField(_("結果を別の手順で検算した"), default=False)
    edited = models.BooleanField(_("手で直した"), default=False)
    carried = models.JSONField(_("繰り越しを入れた持ち分"), null=True, blank=True)
    started_at = models.DateTimeField(_("計算を始めた日時"), null=True, blank=True)
    failure = models.TextField(_("計算できなかった理由"), blank=True)
    refused = models.JSONField(_("公表のとき提案できなかったもの"), default=list, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("作った人"))
    made_at = models.DateTimeField(_("作った日時"))
    published_at = models.DateTimeField(_("公表した日時"), null=True, blank=True)
    version = models.PositiveIntegerField(_("版"), default=1)

    class Meta:
        verbose_name = _("人材の計画")
        verbose_name_plural = _("人材の計画")
        ordering = ("-made_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(starts_on__week_day=2), name="plan_monday"),
            models.CheckConstraint(condition=Q(weeks__gte=1, weeks__lte=104), name="plan_weeks"),
            models.CheckConstraint(condition=Q(seconds__gte=1, seconds__lte=600), name="plan_seconds"),
            models.CheckConstraint(
                condition=~Q(status__in=["ready", "published"]) | Q(answer__isnull=False), name="plan_answer"
            ),
            models.CheckConstraint(condition=Q(max_changes=None) | Q(base__isnull=False), name="plan_changes"),
            models.CheckConstraint(
                condition=Q(hypothetical=False) | (Q(base__isnull=False) & ~Q(status="published")), name="plan_scenario"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("talent:plan", args=[self.pk])

    def has_stopped(self, now: datetime) -> bool:
        """True when it is said to be computing, but its time has long passed: the computing process was lost."""
        limit = timedelta(seconds=self.seconds) + GRACE
        return self.status == self.Status.COMPUTING and (self.started_at is None or now > self.started_at + limit)


class Pin(models.Model):
    """A pair that the coordinator fixes in a plan, or rules out, with the reason.

    A fixed pair may have whole weeks of its own, inside those of the request.
    """

    class Kind(models.TextChoices):
        """What is said of the pair."""

        FIXED = "fixed", _("この組に決める")
        FORBIDDEN = "forbidden", _("この組にはしない")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="pins", verbose_name=_("計画"))
    specialist = models.ForeignKey(Specialist, models.PROTECT, related_name="+", verbose_name=_("人材"))
    request = models.ForeignKey(Request, models.PROTECT, related_name="+", verbose_name=_("依頼"))
    kind = models.CharField(_("種類"), max_length=9, choices=Kind)
    reason = models.CharField(_("理由"), max_length=300)
    starts_on = models.DateField(_("いつから"), null=True, blank=True)
    ends_on = models.DateField(_("いつまで"), null=True, blank=True)

    class Meta:
        verbose_name = _("固定と除外")
        verbose_name_plural = _("固定と除外")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["plan", "specialist", "request"], name="pin_once"),
            models.CheckConstraint(
                condition=Q(starts_on=None, ends_on=None) | Q(kind="fixed", ends_on__gt=F("starts_on")),
                name="pin_period",
            ),
        )

    def __str__(self) -> str:
        return f"{self.specialist_id} {self.kind} {self.request_id}"


class Change(models.Model):
    """One thing that a hypothetical plan supposes of the pool or the requests."""

    class Kind(models.TextChoices):
        """What is supposed."""

        MORE = "more", _("人材を増やす")
        WITHOUT = "without", _("この人がいない")
        DROPPED = "dropped", _("この依頼がない")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="changes", verbose_name=_("仮の案"))
    kind = models.CharField(_("種類"), max_length=7, choices=Kind)
    role = models.CharField(_("役割"), max_length=30, blank=True)
    level = models.PositiveSmallIntegerField(_("レベル"), null=True, blank=True)
    people = models.PositiveSmallIntegerField(_("人数"), null=True, blank=True)
    half_days = models.PositiveSmallIntegerField(_("週の半日数"), null=True, blank=True)
    specialist = models.ForeignKey(
        Specialist, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("人材")
    )
    request = models.ForeignKey(
        Request, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("依頼")
    )
    starts_on = models.DateField(_("いつから"), null=True, blank=True)

    class Meta:
        verbose_name = _("仮の変更")
        verbose_name_plural = _("仮の変更")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    kind="more", role__gt="", level__range=(1, 4), people__range=(1, 50), half_days__range=(1, 10)
                )
                | Q(kind="without", specialist__isnull=False)
                | Q(kind="dropped", request__isnull=False),
                name="change_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan_id} {self.kind}"


class Credit(models.Model):
    """What a published plan owes a body, or gave it too much, against its fair share: carried to later periods.

    `kept` is what the period before left and this one could not take in. A plan made from this one takes its place when
    it is published (`replaced`).
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="credits", verbose_name=_("計画"))
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="talent_credits", verbose_name=_("団体")
    )
    fair_share = models.DecimalField(_("公平な持ち分（半日）"), max_digits=12, decimal_places=2)
    delivered = models.PositiveIntegerField(_("届く量（半日）"))
    kept = models.DecimalField(_("前から残る分（半日）"), max_digits=12, decimal_places=2, default=0)
    replaced = models.BooleanField(_("組み直しに置き換えた"), default=False)

    class Meta:
        verbose_name = _("持ち分の繰り越し")
        verbose_name_plural = _("持ち分の繰り越し")
        ordering = ("plan", "organization__code")
        constraints = (
            models.UniqueConstraint(fields=["plan", "organization"], name="credit_once"),
            models.CheckConstraint(condition=Q(fair_share__gte=0), name="credit_share"),
        )

    def __str__(self) -> str:
        return f"{self.organization_id} {self.amount}"

    @property
    def amount(self) -> Decimal:
        """Half-days: above 0 what is owed to the body, below 0 what it had too much."""
        return self.kept + self.fair_share - self.delivered
