"""What was observed, line by line. A line is never overwritten: a correction supersedes it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dejiro.apps.pilots.models.pilots import Pilot


class Observation(models.Model):
    """A line of data. `recorded` is the day on which it came to the platform; nobody types it."""

    class Arm(models.TextChoices):
        PILOT = "pilot", _("実証あり")
        COMPARISON = "comparison", _("実証なし")

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="observations", verbose_name=_("実証"))
    unit = models.CharField(_("対象"), max_length=100)
    arm = models.CharField(_("組"), max_length=12, choices=Arm)
    day = models.DateField(_("対象の日"))
    recorded = models.DateField(_("登録日"))
    value = models.FloatField(_("値"), null=True, blank=True)
    tries = models.PositiveIntegerField(_("件数"), default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("入れた人"))
    superseded_at = models.DateTimeField(_("訂正日時"), null=True, blank=True)
    correction = models.TextField(_("訂正の理由"), blank=True)

    class Meta:
        verbose_name = _("実証のデータ")
        verbose_name_plural = _("実証のデータ")
        ordering = ("day", "unit", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["pilot", "unit", "day"],
                condition=models.Q(superseded_at=None),
                name="pilots_observation_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit} {self.day}"
