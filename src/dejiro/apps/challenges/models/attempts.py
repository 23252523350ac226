"""What was tried before, by whom and with what outcome: the table behind 「既に試した自治体」."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dejiro.foundation.organizations.models import Organization


class Attempt(models.Model):
    """A public challenge, idea, or later a pilot, of any prefecture. `kind` and `key` name the record it stands for."""

    class Outcome(models.TextChoices):
        """How it went."""

        RUNNING = "running", _("進行中")
        CHOSEN = "chosen", _("採択")
        ADOPTED = "adopted", _("本格導入")
        REJECTED = "rejected", _("不採択")
        STOPPED = "stopped", _("中止")
        INCONCLUSIVE = "inconclusive", _("判断できず")
        FINISHED = "finished", _("終了")

    kind = models.CharField(_("種類"), max_length=20)
    key = models.BigIntegerField(_("番号"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("団体"))
    title = models.CharField(_("件名"), max_length=200)
    text = models.TextField(_("本文"))
    outcome = models.CharField(_("結果"), max_length=12, choices=Outcome)
    reason = models.TextField(_("理由"), blank=True)
    url = models.CharField(_("場所"), max_length=200)
    updated_at = models.DateTimeField(_("更新日時"))

    class Meta:
        verbose_name = _("これまでの取り組み")
        verbose_name_plural = _("これまでの取り組み")
        ordering = ("-updated_at", "-pk")
        constraints = (models.UniqueConstraint(fields=["kind", "key"], name="attempt_once"),)

    def __str__(self) -> str:
        return self.title
