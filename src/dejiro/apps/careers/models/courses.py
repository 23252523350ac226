"""The training catalogue of a prefecture, and who takes what."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dejiro.apps.careers.items import items, skill_label
from dejiro.apps.talent.public import role_label
from dejiro.foundation import clock
from dejiro.foundation.accounts.models import User
from dejiro.foundation.organizations.models import Organization


class Course(models.Model):
    """A course with its dates and seats; who completes it comes a step nearer to `role`, and its items, at `level`.

    `code` is its number in the catalogue, by which an import finds it again. `fee` is yen for one person.
    Once cancelled it stays so, with the reason.
    """

    class Mode(models.TextChoices):
        """Where it takes place."""

        ONLINE = "online", _("オンライン")
        ONSITE = "onsite", _("会場")

    area = models.ForeignKey(Organization, models.PROTECT, related_name="career_courses", verbose_name=_("都道府県"))
    code = models.CharField(_("講座番号"), max_length=20)
    title = models.CharField(_("講座名"), max_length=100)
    provider = models.CharField(_("実施する機関"), max_length=100)
    summary = models.TextField(_("内容"), max_length=2000)
    role = models.CharField(_("役割"), max_length=30)
    level = models.PositiveSmallIntegerField(_("レベル"))
    hours = models.PositiveSmallIntegerField(_("時間"))
    credits = models.PositiveSmallIntegerField(_("単位"))
    starts_on = models.DateField(_("始まる日"))
    ends_on = models.DateField(_("終わる日"))
    apply_by = models.DateField(_("申込の締切"))
    capacity = models.PositiveSmallIntegerField(_("定員（人）"))
    fee = models.PositiveIntegerField(_("受講料（円）"))
    mode = models.CharField(_("開催の形"), max_length=6, choices=Mode)
    place = models.CharField(_("会場"), max_length=100, blank=True)
    cancelled_at = models.DateTimeField(_("中止した日時"), null=True, blank=True)
    cancelled_reason = models.CharField(_("中止の理由"), max_length=300, blank=True)
    fictional = models.BooleanField(_("架空"), default=False)
    version = models.PositiveIntegerField(_("版"), default=1)

    class Meta:
        verbose_name = _("研修講座")
        verbose_name_plural = _("研修講座")
        ordering = ("starts_on", "code")
        constraints = (
            models.UniqueConstraint(fields=["area", "code"], name="course_code"),
            models.CheckConstraint(condition=Q(level__range=(1, 4)), name="course_level"),
            models.CheckConstraint(condition=Q(hours__gte=1, capacity__gte=1), name="course_size"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on"), apply_by__lte=F("starts_on")), name="course_dates"
            ),
            models.CheckConstraint(condition=~Q(mode="onsite") | ~Q(place=""), name="course_place"),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) ^ ~Q(cancelled_reason=""), name="course_cancelled_with_reason"
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("careers:course", args=[self.pk])

    @property
    def role_label(self) -> str:
        """The role as shown."""
        return role_label(self.role)

    @property
    def items(self) -> list[str]:
        """The codes of the items that it teaches, in the standard's order; no query where `teaches` was read."""
        taught = {one.item for one in self.teaches.all()}
        return [code for code in items() if code in taught]

    @property
    def item_labels(self) -> list[str]:
        """The items as shown."""
        return [skill_label(code) for code in self.items]

    @property
    def takes_applications(self) -> bool:
        """True until the end of the last day for applications, unless it is cancelled."""
        return self.cancelled_at is None and clock.today() <= self.apply_by


class CourseItem(models.Model):
    """A skill item that a course teaches."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="teaches", verbose_name=_("研修講座"))
    item = models.CharField(_("スキル項目"), max_length=40)

    class Meta:
        verbose_name = _("講座のスキル項目")
        verbose_name_plural = _("講座のスキル項目")
        constraints = (models.UniqueConstraint(fields=["course", "item"], name="course_item_once"),)

    def __str__(self) -> str:
        return f"{self.course_id} {self.item}"


class Enrolment(models.Model):
    """A person's way through one course; who withdrew or was declined may apply anew in a row of its own."""

    class Status(models.TextChoices):
        """How far it is."""

        APPLIED = "applied", _("上司の承認待ち")
        DECLINED = "declined", _("承認されなかった")
        ENROLLED = "enrolled", _("受講する")
        WAITING = "waiting", _("空き待ち")
        WITHDRAWN = "withdrawn", _("取り消した")
        ABSENT = "absent", _("修了しなかった")
        COMPLETED = "completed", _("修了した")
        CANCELLED = "cancelled", _("講座が中止になった")

    course = models.ForeignKey(Course, models.PROTECT, related_name="enrolments", verbose_name=_("研修講座"))
    user = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="career_enrolments", verbose_name=_("利用者")
    )
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("団体"))
    status = models.CharField(_("状態"), max_length=9, choices=Status, default=Status.APPLIED)
    applied_at = models.DateTimeField(_("申し込んだ日時"))
    approved_at = models.DateTimeField(_("承認した日時"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("承認した人")
    )
    reason = models.CharField(_("承認しない理由"), max_length=300, blank=True)
    credits = models.PositiveSmallIntegerField(_("得た単位"), default=0)

    class Meta:
        verbose_name = _("受講")
        verbose_name_plural = _("受講")
        ordering = ("approved_at", "applied_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["course", "user"],
                condition=~Q(status__in=["declined", "withdrawn"]),
                name="enrolment_once",
            ),
            models.CheckConstraint(condition=Q(status="completed") | Q(credits=0), name="enrolment_credits"),
            models.CheckConstraint(condition=Q(status="declined") ^ Q(reason=""), name="enrolment_reason"),
        )

    def __str__(self) -> str:
        return f"{self.course_id} {self.user_id}"
