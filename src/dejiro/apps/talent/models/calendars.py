"""The secret address under which a specialist's own calendar application reads their engagements."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dejiro.apps.talent.models.pool import Specialist


class CalendarKey(models.Model):
    """A key to one specialist's feed; only its hash is kept. A new one replaces the old one."""

    specialist = models.OneToOneField(
        Specialist, models.CASCADE, primary_key=True, related_name="calendar_key", verbose_name=_("人材")
    )
    digest = models.CharField(_("ハッシュ"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("作成日時"))
    used_on = models.DateField(_("最後に読まれた日"), null=True, blank=True)

    class Meta:
        verbose_name = _("予定表の鍵")
        verbose_name_plural = _("予定表の鍵")

    def __str__(self) -> str:
        return str(self.specialist_id)
