"""Who scores, from whom they must keep away, and the scores, each given without sight of the others'."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dejiro.apps.hiring.models.applications import Choice
from dejiro.apps.hiring.models.openings import Criterion, Opening
from dejiro.foundation.accounts.models import User


class Stage(models.TextChoices):
    """When a score was given."""

    SCREEN = "screen", _("書類")
    INTERVIEW = "interview", _("面接")


class Reviewer(models.Model):
    """A person who is named to score the applications to an opening."""

    opening = models.ForeignKey(Opening, models.CASCADE, related_name="reviewers", verbose_name=_("求人"))
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("評価者"))

    class Meta:
        verbose_name = _("評価者")
        verbose_name_plural = _("評価者")
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["opening", "user"], name="reviewer_once"),)

    def __str__(self) -> str:
        return f"{self.opening_id} {self.user_id}"


class Conflict(models.Model):
    """A reviewer's own word that they are too near to a candidate; nobody takes it back."""

    reviewer = models.ForeignKey(Reviewer, models.CASCADE, related_name="conflicts", verbose_name=_("評価者"))
    choice = models.ForeignKey(Choice, models.CASCADE, related_name="conflicts", verbose_name=_("応募"))

    class Meta:
        verbose_name = _("利害関係")
        verbose_name_plural = _("利害関係")
        constraints = (models.UniqueConstraint(fields=["reviewer", "choice"], name="hiring_conflict_once"),)

    def __str__(self) -> str:
        return f"{self.reviewer_id} {self.choice_id}"


class Score(models.Model):
    """One reviewer's points for one candidate by one criterion."""

    reviewer = models.ForeignKey(Reviewer, models.CASCADE, related_name="scores", verbose_name=_("評価者"))
    choice = models.ForeignKey(Choice, models.CASCADE, related_name="scores", verbose_name=_("応募"))
    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="+", verbose_name=_("評価の基準"))
    stage = models.CharField(_("段階"), max_length=9, choices=Stage)
    points = models.PositiveSmallIntegerField(_("点"))

    class Meta:
        verbose_name = _("点数")
        verbose_name_plural = _("点数")
        constraints = (
            models.UniqueConstraint(fields=["reviewer", "choice", "criterion", "stage"], name="score_once"),
            models.CheckConstraint(condition=models.Q(points__range=(1, 5)), name="score_points"),
        )

    def __str__(self) -> str:
        return f"{self.choice_id} {self.points}"
