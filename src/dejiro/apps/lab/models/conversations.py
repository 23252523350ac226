"""A conversation: the question that a body asks, who may take part, and until when."""

from datetime import date, timedelta

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dejiro.foundation import clock
from dejiro.foundation.accounts.models import User
from dejiro.foundation.organizations.models import Organization


class Conversation(models.Model):
    """A question to which people add short statements, and on which they vote: agree, disagree or pass.

    An imported one took place elsewhere; it is closed from the start and names where it comes from.
    """

    class Status(models.TextChoices):
        """From draft to report."""

        DRAFT = "draft", _("準備中")
        OPEN = "open", _("受付中")
        CLOSED = "closed", _("終了")

    class Policy(models.TextChoices):
        """Who may take part; each has one vote on each statement."""

        OPEN = "open", _("だれでも")
        REGISTERED = "registered", _("ログインした人")
        CODES = "codes", _("招待コードを持つ人")

    area = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("都道府県"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="conversations", verbose_name=_("団体"))
    need = models.ForeignKey(
        "needs.Need", models.PROTECT, null=True, blank=True, related_name="conversations", verbose_name=_("課題")
    )
    title = models.CharField(_("件名"), max_length=100)
    question = models.CharField(_("問い"), max_length=200)
    background = models.TextField(_("説明"), max_length=4000, blank=True)
    policy = models.CharField(_("参加できる人"), max_length=10, choices=Policy)
    takes_statements = models.BooleanField(_("意見の追加"), default=True)
    closes_at = models.DateTimeField(_("締切"))
    status = models.CharField(_("状態"), max_length=6, choices=Status, default=Status.DRAFT)
    opened_at = models.DateTimeField(_("開始日時"), null=True, blank=True)
    closed_at = models.DateTimeField(_("終了日時"), null=True, blank=True)
    closing_words = models.TextField(_("結果の受け止め"), max_length=4000, blank=True)
    credit = models.TextField(_("出所"), max_length=1000, blank=True)
    imported = models.BooleanField(_("取り込んだ対話"), default=False)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("作成者"))
    created_at = models.DateTimeField(_("登録日時"))
    version = models.PositiveIntegerField(_("版"), default=1)

    class Meta:
        verbose_name = _("対話")
        verbose_name_plural = _("対話")
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(status="draft") | models.Q(opened_at__isnull=False), name="conversation_opened"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="closed")
                | (models.Q(closed_at__isnull=False) & ~models.Q(closing_words="")),
                name="conversation_closed_with_words",
            ),
            models.CheckConstraint(
                condition=models.Q(imported=False) | (models.Q(status="closed") & ~models.Q(credit="")),
                name="conversation_imported_with_credit",
            ),
        )
        indexes = (models.Index(fields=["area", "status", "closes_at"], name="conversation_list"),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("lab:conversation", args=[self.pk])

    @property
    def last_day(self) -> date:
        """The last day on which it takes votes."""
        return (self.closes_at.astimezone(clock.JST) - timedelta(seconds=1)).date()

    @property
    def takes_votes(self) -> bool:
        """True while people may vote: it is open and its closing time has not come."""
        return self.status == self.Status.OPEN and clock.now() < self.closes_at

    @property
    def waits_for_report(self) -> bool:
        """True when its closing time has passed and its body has not yet said what follows."""
        return self.status == self.Status.OPEN and clock.now() >= self.closes_at


class Code(models.Model):
    """An invitation. Only a keyed hash is kept, and nothing that is stored leads from it to a vote.

    `group` is for whom it was made, such as a district; results tell what changes without a group of five or more.
    """

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="codes", verbose_name=_("対話"))
    digest = models.CharField(_("ハッシュ"), max_length=64)
    group = models.CharField(_("招待の組"), max_length=40, blank=True)
    issued_at = models.DateTimeField(_("発行日時"))

    class Meta:
        verbose_name = _("招待コード")
        verbose_name_plural = _("招待コード")
        constraints = (models.UniqueConstraint(fields=["conversation", "digest"], name="code_once"),)

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.digest[:8]}"
