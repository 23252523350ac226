"""How much of a specialist's week a consultation takes, where it is not what the rule says."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ConsultationTime(models.Model):
    """Half-days that a consultation takes of the week in which it was taken, as the specialist or coordinator said."""

    consultation = models.OneToOneField(
        "needs.Consultation", models.PROTECT, primary_key=True, related_name="talent_time", verbose_name=_("相談")
    )
    half_days = models.PositiveSmallIntegerField(_("使う半日数"))

    class Meta:
        verbose_name = _("相談に使う量")
        verbose_name_plural = _("相談に使う量")
        constraints = (models.CheckConstraint(condition=Q(half_days__lte=10), name="consultation_time_week"),)

    def __str__(self) -> str:
        return f"{self.consultation_id}: {self.half_days}"
