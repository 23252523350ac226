"""What a municipality asks for: a role at a level, so many half-days a week, over a period."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dejiro.apps.talent.standards import role_label
from dejiro.foundation.accounts.models import User
from dejiro.foundation.organizations.models import Organization

DAYS_PER_WEEK = 7


class Request(models.Model):
    """A request of a body. Weeks begin on Monday; `ends_on` is a Sunday, so that both bound whole weeks.

    `rest_of` is the request of which this one asks for weeks that nobody supported. `parts` says among how many people
    it may be divided; its approval makes so many requests of it, each of which leads to the first by `divided_from`.
    """

    class Status(models.TextChoices):
        """How far the request is."""

        DRAFT = "draft", _("下書き")
        SUBMITTED = "submitted", _("承認待ち")
        RETURNED = "returned", _("差し戻し")
        APPROVED = "approved", _("人材を待っている")
        SERVED = "served", _("支援が決まった")
        WITHDRAWN = "withdrawn", _("取り下げ")

    class Priority(models.IntegerChoices):
        """How much it matters to the body."""

        NORMAL = 1, _("ふつう")
        HIGH = 2, _("高い")
        URGENT = 3, _("急ぐ")

    area = models.ForeignKey(Organization, models.PROTECT, related_name="talent_requests", verbose_name=_("都道府県"))
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="own_talent_requests", verbose_name=_("団体")
    )
    title = models.CharField(_("件名"), max_length=100)
    problem = models.TextField(_("困っていること"), max_length=2000)
    situation = models.CharField(_("場面"), max_length=30, blank=True)
    role = models.CharField(_("役割"), max_length=30)
    level = models.PositiveSmallIntegerField(_("レベル"))
    half_days = models.PositiveSmallIntegerField(_("週の半日数"))
    parts = models.PositiveSmallIntegerField(_("分けてよい人数"), default=1)
    divided_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="divided", verbose_name=_("分ける前の依頼")
    )
    starts_on = models.DateField(_("いつから"))
    ends_on = models.DateField(_("いつまで"))
    onsite = models.BooleanField(_("来てほしい"), default=False)
    priority = models.PositiveSmallIntegerField(_("優先度"), choices=Priority, default=Priority.NORMAL)
    supervisor = models.CharField(_("受け入れる責任者"), max_length=100)
    share_percent = models.PositiveSmallIntegerField(_("団体が負担する割合（％）"), default=100)
    travel_percent = models.PositiveSmallIntegerField(_("団体が負担する旅費の割合（％）"), default=100)
    need = models.ForeignKey(
        "needs.Need", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("課題")
    )
    commitment = models.ForeignKey(
        "commitments.Commitment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("約束")
    )
    rest_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="rests", verbose_name=_("もとの依頼")
    )
    status = models.CharField(_("状態"), max_length=9, choices=Status, default=Status.DRAFT)
    prepared_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("書いた人"))
    prepared_at = models.DateTimeField(_("書いた日時"))
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("承認者")
    )
    approved_at = models.DateTimeField(_("承認した日時"), null=True, blank=True)
    reason = models.TextField(_("差し戻し・取り下げの理由"), max_length=1000, blank=True)
    fictional = models.BooleanField(_("架空"), default=False)
    version = models.PositiveIntegerField(_("版"), default=1)

    class Meta:
        verbose_name = _("人材の依頼")
        verbose_name_plural = _("人材の依頼")
        ordering = ("starts_on", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="talent_request_period"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=4), name="talent_request_level"),
            models.CheckConstraint(condition=Q(half_days__gte=1, half_days__lte=10), name="talent_request_week"),
            models.CheckConstraint(condition=Q(parts__gte=1, parts__lte=F("half_days")), name="talent_request_parts"),
            models.CheckConstraint(condition=Q(priority__gte=1, priority__lte=3), name="talent_request_priority"),
            models.CheckConstraint(condition=Q(share_percent__lte=100), name="talent_request_share"),
            models.CheckConstraint(condition=Q(travel_percent__lte=100), name="talent_request_travel"),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "served"])
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="talent_request_approval",
            ),
        )
        indexes = (models.Index(fields=["area", "status", "starts_on"], name="talent_request_waiting"),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("talent:request", args=[self.pk])

    @property
    def role_label(self) -> str:
        """The role as shown."""
        return role_label(self.role)

    @property
    def weeks(self) -> int:
        """How many weeks it lasts."""
        return ((self.ends_on - self.starts_on).days + 1) // DAYS_PER_WEEK

    @property
    def volume(self) -> int:
        """Half-days in all."""
        return self.half_days * self.weeks
