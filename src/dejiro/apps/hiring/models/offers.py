"""Offers and their answers, and how a joint recruiting was settled."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dejiro.apps.hiring.models.applications import Application, Choice
from dejiro.apps.hiring.models.openings import Joint, Opening
from dejiro.foundation import clock


class Offer(models.Model):
    """A place offered to a candidate, to be answered once, by a day; after it, the body may take it back."""

    class Status(models.TextChoices):
        """Answered or not."""

        WAITING = "waiting", _("返事待ち")
        ACCEPTED = "accepted", _("承諾")
        DECLINED = "declined", _("辞退")
        WITHDRAWN = "withdrawn", _("取り消し")

    class Reason(models.TextChoices):
        """Why somebody declines."""

        PAY = "pay", _("給与・報酬が合わない")
        TERM = "term", _("任期が合わない")
        PLACE = "place", _("働く場所が合わない")
        WORK = "work", _("仕事の内容が合わない")
        OTHER_JOB = "other_job", _("ほかの仕事に決めた")
        PRIVATE = "private", _("個人の事情")

    choice = models.OneToOneField(Choice, models.PROTECT, related_name="offer", verbose_name=_("応募"))
    pay = models.PositiveIntegerField(_("示す額（円）"))
    answer_by = models.DateTimeField(_("返事の期限"))
    status = models.CharField(_("状態"), max_length=9, choices=Status, default=Status.WAITING)
    reason = models.CharField(_("辞退の理由"), max_length=9, choices=Reason, blank=True)
    distance = models.CharField(_("希望額との差"), max_length=8, blank=True)
    made_at = models.DateTimeField(_("通知日時"))
    answered_at = models.DateTimeField(_("返事の日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("採用の申し出")
        verbose_name_plural = _("採用の申し出")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(status="waiting", answered_at=None)
                | (~models.Q(status="waiting") & models.Q(answered_at__isnull=False)),
                name="offer_answered",
            ),
            models.CheckConstraint(
                condition=models.Q(status="declined") ^ models.Q(reason=""), name="offer_declined_with_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.choice_id} {self.status}"

    def get_absolute_url(self) -> str:
        """Return the page on which it is answered."""
        return reverse("hiring:offer", args=[self.pk])

    @property
    def is_late(self) -> bool:
        """True when it waits for an answer that can come no more."""
        return self.status == self.Status.WAITING and clock.now() > self.answer_by


class Settlement(models.Model):
    """The problem and the answer of a joint recruiting, without personal data, as the checker saw them."""

    joint = models.OneToOneField(Joint, models.PROTECT, related_name="settlement", verbose_name=_("共同採用"))
    problem = models.JSONField(_("問題"))
    matching = models.JSONField(_("組合せ"))
    settled_at = models.DateTimeField(_("決定日時"))

    class Meta:
        verbose_name = _("共同採用の決定")
        verbose_name_plural = _("共同採用の決定")

    def __str__(self) -> str:
        return f"{self.joint_id}"


class Placement(models.Model):
    """What a candidate got; `number` stands for them in the settlement's files."""

    settlement = models.ForeignKey(
        Settlement, models.CASCADE, related_name="placements", verbose_name=_("共同採用の決定")
    )
    application = models.ForeignKey(Application, models.CASCADE, related_name="placements", verbose_name=_("応募書類"))
    number = models.CharField(_("番号"), max_length=8)
    opening = models.ForeignKey(
        Opening, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("求人")
    )

    class Meta:
        verbose_name = _("配置")
        verbose_name_plural = _("配置")
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["settlement", "application"], name="placement_once"),
            models.UniqueConstraint(fields=["settlement", "number"], name="placement_number"),
        )

    def __str__(self) -> str:
        return self.number
