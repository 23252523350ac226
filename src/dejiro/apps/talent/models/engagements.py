"""A specialist proposed to a body, and the work that begins when both have said yes."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dejiro.apps.talent.models.pool import Specialist
from dejiro.apps.talent.models.requests import Request


class Proposal(models.Model):
    """A specialist proposed for a request. Body and specialist each answer once, a no with its reason.

    The weeks are those of the request, unless the plan agreed on fewer (`starts_on`, `ends_on`).
    """

    class Answer(models.TextChoices):
        """What one side says."""

        WAITING = "waiting", _("返事待ち")
        ACCEPTED = "accepted", _("受ける")
        DECLINED = "declined", _("断る")

    request = models.ForeignKey(Request, models.PROTECT, related_name="proposals", verbose_name=_("依頼"))
    specialist = models.ForeignKey(Specialist, models.PROTECT, related_name="proposals", verbose_name=_("人材"))
    body_answer = models.CharField(_("団体の返事"), max_length=8, choices=Answer, default=Answer.WAITING)
    body_reason = models.TextField(_("団体が断る理由"), max_length=1000, blank=True)
    specialist_answer = models.CharField(_("本人の返事"), max_length=8, choices=Answer, default=Answer.WAITING)
    specialist_reason = models.TextField(_("本人が断る理由"), max_length=1000, blank=True)
    withdrawn = models.BooleanField(_("取り消し"), default=False)
    starts_on = models.DateField(_("いつから"), null=True, blank=True)
    ends_on = models.DateField(_("いつまで"), null=True, blank=True)
    made_at = models.DateTimeField(_("提案した日時"))
    version = models.PositiveIntegerField(_("版"), default=1)

    class Meta:
        verbose_name = _("人材の提案")
        verbose_name_plural = _("人材の提案")
        ordering = ("-made_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(withdrawn=False) & ~Q(body_answer="declined") & ~Q(specialist_answer="declined"),
                name="proposal_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(body_answer="declined") | ~Q(body_reason=""), name="proposal_body_reason"
            ),
            models.CheckConstraint(
                condition=~Q(specialist_answer="declined") | ~Q(specialist_reason=""),
                name="proposal_specialist_reason",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None, ends_on=None) | Q(ends_on__gt=F("starts_on")), name="proposal_period"
            ),
        )

    def __str__(self) -> str:
        return f"{self.request_id} {self.specialist_id}"

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("talent:proposal", args=[self.pk])

    @property
    def is_declined(self) -> bool:
        """True when one side said no."""
        return self.Answer.DECLINED in {self.body_answer, self.specialist_answer}

    @property
    def is_agreed(self) -> bool:
        """True when both sides said yes."""
        return self.body_answer == self.specialist_answer == self.Answer.ACCEPTED

    @property
    def is_open(self) -> bool:
        """True while an answer is awaited."""
        return not (self.withdrawn or self.is_declined or self.is_agreed)


class Engagement(models.Model):
    """Work that both sides agreed on. `rate` is yen for a half-day, as it stood when it began."""

    class Status(models.TextChoices):
        """Whether it still runs."""

        RUNNING = "running", _("支援中")
        ENDED = "ended", _("終了")

    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="engagement", verbose_name=_("提案"))
    request = models.ForeignKey(Request, models.PROTECT, related_name="engagements", verbose_name=_("依頼"))
    specialist = models.ForeignKey(Specialist, models.PROTECT, related_name="engagements", verbose_name=_("人材"))
    half_days = models.PositiveSmallIntegerField(_("週の半日数"))
    starts_on = models.DateField(_("いつから"))
    ends_on = models.DateField(_("いつまで"))
    rate = models.PositiveIntegerField(_("半日の単価（円）"))
    share_percent = models.PositiveSmallIntegerField(_("団体が負担する割合（％）"))
    travel_percent = models.PositiveSmallIntegerField(_("団体が負担する旅費の割合（％）"), default=100)
    status = models.CharField(_("状態"), max_length=7, choices=Status, default=Status.RUNNING)
    ending_reason = models.TextField(_("終了の理由"), max_length=1000, blank=True)
    body_rating = models.PositiveSmallIntegerField(_("団体の評価"), null=True, blank=True)
    body_comment = models.TextField(_("団体の感想"), max_length=1000, blank=True)
    specialist_rating = models.PositiveSmallIntegerField(_("本人の評価"), null=True, blank=True)
    specialist_comment = models.TextField(_("本人の感想"), max_length=1000, blank=True)
    version = models.PositiveIntegerField(_("版"), default=1)

    class Meta:
        verbose_name = _("支援")
        verbose_name_plural = _("支援")
        ordering = ("starts_on", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="engagement_period"),
            models.CheckConstraint(condition=Q(half_days__gte=1, half_days__lte=10), name="engagement_week"),
            models.CheckConstraint(condition=Q(share_percent__lte=100), name="engagement_share"),
            models.CheckConstraint(condition=Q(travel_percent__lte=100), name="engagement_travel"),
            models.CheckConstraint(
                condition=(Q(body_rating=None) | Q(body_rating__gte=1, body_rating__lte=5))
                & (Q(specialist_rating=None) | Q(specialist_rating__gte=1, specialist_rating__lte=5)),
                name="engagement_rating",
            ),
        )

    def __str__(self) -> str:
        return f"{self.request_id} {self.specialist_id}"

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("talent:engagement", args=[self.pk])


class Log(models.Model):
    """What was done in one week: half-days used, travel paid, and what came of it. `week` is its Monday."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="logs", verbose_name=_("支援"))
    week = models.DateField(_("週（月曜日）"))
    half_days = models.PositiveSmallIntegerField(_("使った半日数"))
    travel = models.PositiveIntegerField(_("旅費（円）"), default=0)
    done = models.TextField(_("したこと"), max_length=1000)
    deliverable = models.CharField(_("成果物"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("週の記録")
        verbose_name_plural = _("週の記録")
        ordering = ("-week", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["engagement", "week"], name="log_weekly"),
            models.CheckConstraint(condition=Q(week__week_day=2), name="log_monday"),
            models.CheckConstraint(condition=Q(half_days__lte=14), name="log_half_days"),
        )

    def __str__(self) -> str:
        return f"{self.engagement_id} {self.week}"
