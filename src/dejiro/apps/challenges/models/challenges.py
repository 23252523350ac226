"""A challenge: what somebody looks for, under which conditions, and until when."""

from datetime import date, datetime, timedelta

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dejiro.apps.needs import public as needs
from dejiro.foundation import clock
from dejiro.foundation.accounts.models import User
from dejiro.foundation.organizations.models import Organization


class Challenge(models.Model):
    """A public call for ideas.

    A public body asks companies, researchers and residents; in a reverse call a company asks public bodies and brings
    the money.
    """

    class Status(models.TextChoices):
        """From draft to conclusion."""

        DRAFT = "draft", _("準備中")
        PUBLISHED = "published", _("公開中")
        CLOSED = "closed", _("選考中")
        CONCLUDED = "concluded", _("結果公表")

    area = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("都道府県"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="challenges", verbose_name=_("団体"))
    reverse_call = models.BooleanField(_("逆プロポ"), default=False)
    need = models.ForeignKey(
        "needs.Need", models.PROTECT, null=True, blank=True, related_name="challenges", verbose_name=_("課題")
    )
    title = models.CharField(_("件名"), max_length=100)
    summary = models.TextField(_("困っていること・ねらい"), max_length=4000)
    category = models.CharField(_("分野"), max_length=20, choices=needs.CATEGORIES)
    unit = models.CharField(_("担当部署"), max_length=60)
    data = models.TextField(_("使えるデータ"), max_length=1000, blank=True)
    budget = models.PositiveBigIntegerField(_("予算（円）"), null=True, blank=True)
    budget_note = models.CharField(_("予算の説明"), max_length=200, blank=True)
    site = models.CharField(_("場所"), max_length=200, blank=True)
    questions_until = models.DateTimeField(_("質問の締切"))
    ideas_until = models.DateTimeField(_("アイデアの締切"))
    pilot_from = models.DateField(_("実証の始まり"), null=True, blank=True)
    pilot_to = models.DateField(_("実証の終わり"), null=True, blank=True)
    status = models.CharField(_("状態"), max_length=9, choices=Status, default=Status.DRAFT)
    asked_at = models.DateTimeField(_("公開を求めた日時"), null=True, blank=True)
    return_note = models.CharField(_("差し戻しの理由"), max_length=400, blank=True)
    published_at = models.DateTimeField(_("公開日時"), null=True, blank=True)
    closed_at = models.DateTimeField(_("締め切った日時"), null=True, blank=True)
    concluded_at = models.DateTimeField(_("結果公表の日時"), null=True, blank=True)
    conclusion = models.TextField(_("結果"), max_length=4000, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("作成者"))
    created_at = models.DateTimeField(_("登録日時"))
    version = models.PositiveIntegerField(_("版"), default=1)

    class Meta:
        verbose_name = _("募集")
        verbose_name_plural = _("募集")
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(status="draft") | models.Q(published_at__isnull=False), name="challenge_published"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="concluded")
                | (models.Q(concluded_at__isnull=False) & ~models.Q(conclusion="")),
                name="challenge_concluded_with_words",
            ),
            models.CheckConstraint(
                condition=models.Q(questions_until__lte=models.F("ideas_until")), name="challenge_questions_first"
            ),
        )
        indexes = (models.Index(fields=["status", "ideas_until"], name="challenge_list"),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("challenges:challenge", args=[self.pk])

    @property
    def takes_questions(self) -> bool:
        """True while questions may be asked."""
        return self.status == self.Status.PUBLISHED and clock.now() < self.questions_until

    @property
    def takes_ideas(self) -> bool:
        """True while ideas come in and may be changed."""
        return self.status == self.Status.PUBLISHED and clock.now() < self.ideas_until

    @property
    def waits_for_closing(self) -> bool:
        """True when its last day has passed and nobody has begun to choose."""
        return self.status == self.Status.PUBLISHED and clock.now() >= self.ideas_until

    @property
    def questions_day(self) -> date:
        """The last day for questions."""
        return _last_day(self.questions_until)

    @property
    def ideas_day(self) -> date:
        """The last day for ideas."""
        return _last_day(self.ideas_until)


def _last_day(moment: datetime) -> date:
    return (moment.astimezone(clock.JST) - timedelta(seconds=1)).date()


class Sponsor(models.Model):
    """A body that was asked to stand behind a challenge too; it is named in public once its approver agreed."""

    class Status(models.TextChoices):
        """What the body said."""

        ASKED = "asked", _("回答待ち")
        JOINED = "joined", _("共同で募集")
        DECLINED = "declined", _("見送り")

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="sponsors", verbose_name=_("募集"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("団体"))
    status = models.CharField(_("状態"), max_length=8, choices=Status, default=Status.ASKED)
    decided_at = models.DateTimeField(_("判断日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("共同募集の団体")
        verbose_name_plural = _("共同募集の団体")
        ordering = ("organization__code",)
        constraints = (models.UniqueConstraint(fields=["challenge", "organization"], name="sponsor_once"),)

    def __str__(self) -> str:
        return f"{self.challenge_id} {self.organization_id}"


class Follow(models.Model):
    """A person who is told everything about a challenge at the same moment as all others who follow it."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="follows", verbose_name=_("募集"))
    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("利用者"))
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("団体")
    )

    class Meta:
        verbose_name = _("募集のフォロー")
        verbose_name_plural = _("募集のフォロー")
        constraints = (models.UniqueConstraint(fields=["challenge", "user"], name="challenge_follow_once"),)

    def __str__(self) -> str:
        return f"{self.challenge_id} {self.user_id}"
