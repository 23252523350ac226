"""What a finished engagement leaves to the next one, and which other bodies take it over."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dejiro.apps.talent.models.engagements import Engagement
from dejiro.foundation.accounts.models import User
from dejiro.foundation.organizations.models import Organization


class Handover(models.Model):
    """A hand-over note (引き継ぎのメモ). When `shared`, the public bodies of the area find it and can take it over."""

    engagement = models.OneToOneField(
        Engagement, models.PROTECT, primary_key=True, related_name="note", verbose_name=_("支援")
    )
    done = models.TextField(_("できたこと"), max_length=2000)
    documents = models.TextField(_("資料のある場所"), max_length=1000, blank=True)
    next_steps = models.TextField(_("残っていること・続け方"), max_length=2000)
    contact = models.CharField(_("問い合わせ先"), max_length=200)
    shared = models.BooleanField(_("ほかの団体にも見せる"), default=True)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("書いた人"))
    written_at = models.DateTimeField(_("書いた日時"))
    version = models.PositiveIntegerField(_("版"), default=0)

    class Meta:
        verbose_name = _("引き継ぎのメモ")
        verbose_name_plural = _("引き継ぎのメモ")
        ordering = ("-written_at", "-pk")

    def __str__(self) -> str:
        return str(self.engagement_id)

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("talent:handover", args=[self.pk])


class Adoption(models.Model):
    """A body takes a hand-over note over; the wish becomes a voice of the body."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="adoptions", verbose_name=_("引き継ぎのメモ"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("団体"))
    voice = models.OneToOneField("needs.Voice", models.PROTECT, related_name="+", verbose_name=_("声"))
    adopted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("担当"))
    adopted_at = models.DateTimeField(_("登録日時"))

    class Meta:
        verbose_name = _("横展開")
        verbose_name_plural = _("横展開")
        ordering = ("-adopted_at", "-pk")
        constraints = (models.UniqueConstraint(fields=["handover", "organization"], name="talent_adoption_once"),)

    def __str__(self) -> str:
        return f"{self.handover_id} {self.organization_id}"
