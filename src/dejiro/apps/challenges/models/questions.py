"""Questions and answers that everybody sees at the same moment. Nothing here is ever changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dejiro.apps.challenges.models.challenges import Challenge
from dejiro.foundation.accounts.models import User
from dejiro.foundation.organizations.models import Organization


class Question(models.Model):
    """A question about a challenge. `asked_by` is shown to nobody, the body that answers included."""

    challenge = models.ForeignKey(Challenge, models.PROTECT, related_name="questions", verbose_name=_("募集"))
    number = models.PositiveIntegerField(_("番号"))
    text = models.TextField(_("質問"), max_length=1000)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("質問した人"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("質問した団体"))
    at = models.DateTimeField(_("質問日時"))
    due_at = models.DateTimeField(_("回答の期限"))

    class Meta:
        verbose_name = _("質問")
        verbose_name_plural = _("質問")
        ordering = ("challenge", "number")
        constraints = (models.UniqueConstraint(fields=["challenge", "number"], name="question_once"),)

    def __str__(self) -> str:
        return f"{self.challenge_id} {self.number}"


class Answer(models.Model):
    """An answer (number 1), or a supplement to it (from 2 on)."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="answers", verbose_name=_("質問"))
    number = models.PositiveIntegerField(_("番号"))
    text = models.TextField(_("回答"), max_length=2000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("回答者"))
    at = models.DateTimeField(_("回答日時"))

    class Meta:
        verbose_name = _("回答")
        verbose_name_plural = _("回答")
        ordering = ("question", "number")
        constraints = (models.UniqueConstraint(fields=["question", "number"], name="answer_once"),)

    def __str__(self) -> str:
        return f"{self.question_id} {self.number}"
