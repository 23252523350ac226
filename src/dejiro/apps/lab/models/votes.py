"""Who takes part under which pseudonym, what they state, and how they vote."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dejiro.apps.lab.models.conversations import Conversation
from dejiro.foundation.accounts.models import User


class Participant(models.Model):
    """Somebody who voted or stated something in one conversation.

    `key` is a keyed hash of the person, the browser or the invitation and of the conversation: it says that two votes
    are of the same person, and neither who that is nor what they did in another conversation.
    """

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="participants", verbose_name=_("対話"))
    key = models.CharField(_("仮名"), max_length=64)

    class Meta:
        verbose_name = _("参加者")
        verbose_name_plural = _("参加者")
        constraints = (models.UniqueConstraint(fields=["conversation", "key"], name="participant_once"),)

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.key[:8]}"


class Statement(models.Model):
    """A short sentence that one can agree or disagree with. Without an author it was there from the start."""

    class Status(models.TextChoices):
        """Whether people vote on it."""

        WAITING = "waiting", _("確認待ち")
        APPROVED = "approved", _("掲載")
        REJECTED = "rejected", _("不掲載")

    class Reason(models.TextChoices):
        """Why a statement is not shown; the public log names it."""

        OFF_TOPIC = "off_topic", _("問いと関係がない")
        PERSONAL = "personal", _("個人の情報がある")
        HARMFUL = "harmful", _("人を傷つける言葉がある")
        REPEATED = "repeated", _("同じ意見がすでにある")
        SEVERAL = "several", _("一文に二つ以上の意見がある")
        UNCLEAR = "unclear", _("賛成・反対で答えられない")
        ELSEWHERE = "elsewhere", _("取り込み元で不掲載")

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="statements", verbose_name=_("対話"))
    number = models.PositiveIntegerField(_("番号"))
    text = models.TextField(_("意見"), max_length=2000)
    author = models.ForeignKey(
        Participant, models.PROTECT, null=True, blank=True, related_name="statements", verbose_name=_("書いた人")
    )
    meta = models.BooleanField(_("対話そのものについて"), default=False)
    status = models.CharField(_("状態"), max_length=8, choices=Status)
    created_at = models.DateTimeField(_("登録日時"))
    decided_at = models.DateTimeField(_("判断日時"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("判断した人")
    )
    reason = models.CharField(_("不掲載の理由"), max_length=10, choices=Reason, blank=True)
    explanation = models.CharField(_("理由の説明"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("意見")
        verbose_name_plural = _("意見")
        ordering = ("conversation", "number")
        constraints = (
            models.UniqueConstraint(fields=["conversation", "number"], name="lab_statement_once"),
            models.CheckConstraint(
                condition=(models.Q(status="rejected") & ~models.Q(reason=""))
                | (~models.Q(status="rejected") & models.Q(reason="")),
                name="lab_statement_rejected_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(status="waiting", decided_at=None)
                | (~models.Q(status="waiting") & models.Q(decided_at__isnull=False)),
                name="lab_statement_decided",
            ),
        )

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.number}"

    @property
    def is_seed(self) -> bool:
        """True when the body wrote it before anybody voted; read with its excerpt, if any, to save a query."""
        return self.author_id is None and not hasattr(self, "excerpt")


class Vote(models.Model):
    """One press of a button. Rows are only added; a participant's last one on a statement counts.

    `propensity` is the chance that the participant was shown this statement, when the platform chose it.
    """

    class Value(models.IntegerChoices):
        """What was pressed."""

        AGREE = 1, _("賛成")
        PASS = 0, _("パス")
        DISAGREE = -1, _("反対")

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="votes", verbose_name=_("対話"))
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="votes", verbose_name=_("参加者"))
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="votes", verbose_name=_("意見"))
    value = models.SmallIntegerField(_("投票"), choices=Value)
    at = models.DateTimeField(_("投票日時"))
    propensity = models.FloatField(_("示された確率"), null=True, blank=True)

    class Meta:
        verbose_name = _("投票")
        verbose_name_plural = _("投票")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=models.Q(value__in=(-1, 0, 1)), name="vote_value"),
            models.CheckConstraint(
                condition=models.Q(propensity=None) | models.Q(propensity__gt=0, propensity__lte=1),
                name="vote_propensity",
            ),
        )
        indexes = (models.Index(fields=["conversation", "id"], name="vote_log"),)

    def __str__(self) -> str:
        return f"{self.statement_id} {self.value}"


class Spending(models.Model):
    """How often somebody did something in a window of time that `ends` at this second; both stand in the key's hash."""

    key = models.CharField(_("ハッシュ"), max_length=64, primary_key=True)
    ends = models.BigIntegerField(_("終わり"), db_index=True)
    count = models.PositiveIntegerField(_("回数"))

    class Meta:
        verbose_name = _("回数の記録")
        verbose_name_plural = _("回数の記録")

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.count}"
