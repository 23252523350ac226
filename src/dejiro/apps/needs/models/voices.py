"""Voices: what bodies, companies and residents say, and how a consultation was answered."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dejiro.apps.needs.models.contracts import Category, Contract
from dejiro.foundation.accounts.models import User
from dejiro.foundation.organizations.models import Organization


class Voice(models.Model):
    """Something that a body asks, suggests or must renew. The coordinator merges voices into needs.

    `name_shown` says whether the body's name stands beside the text on public pages; an anonymous voice shows the kind
    of body only.
    """

    class Kind(models.TextChoices):
        """How the voice came."""

        CONSULTATION = "consultation", _("スポット相談")
        IDEA = "idea", _("提案")
        RENEWAL = "renewal", _("契約の更新")
        ANSWER = "answer", _("照会への回答")
        ADOPTION = "adoption", _("横展開の希望")

    class Status(models.TextChoices):
        """Where the voice stands in triage."""

        NEW = "new", _("整理待ち")
        LINKED = "linked", _("課題に統合")
        DECLINED = "declined", _("課題としない")

    kind = models.CharField(_("種類"), max_length=12, choices=Kind)
    status = models.CharField(_("状態"), max_length=8, choices=Status, default=Status.NEW)
    area = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("都道府県"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="voices", verbose_name=_("団体"))
    author = models.ForeignKey(User, models.PROTECT, related_name="voices", verbose_name=_("担当"))
    category = models.CharField(_("分野"), max_length=10, choices=Category)
    title = models.CharField(_("件名"), max_length=100)
    body = models.TextField(_("内容"), max_length=4000)
    name_shown = models.BooleanField(_("団体名を公開する"), default=False)
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, blank=True, related_name="voices", verbose_name=_("契約")
    )
    decline_reason = models.TextField(_("課題としない理由"), blank=True, max_length=1000)
    created_at = models.DateTimeField(_("登録日時"))
    version = models.PositiveIntegerField(_("版"), default=1)

    class Meta:
        verbose_name = _("声")
        verbose_name_plural = _("声")
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(status="declined") | ~models.Q(decline_reason=""), name="voice_declined_with_reason"
            ),
        )
        indexes = (
            models.Index(fields=["area", "status", "created_at"], name="voice_triage"),
            models.Index(fields=["organization", "created_at"], name="voice_organization"),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its page; a consultation has one of its own."""
        name = "needs:consultation" if self.kind == self.Kind.CONSULTATION else "needs:voice"
        return reverse(name, args=[self.pk])


class Consultation(models.Model):
    """A consultation (スポット相談): a named expert answers by `due_at`, and the asker rates the answer."""

    voice = models.OneToOneField(Voice, models.PROTECT, primary_key=True, verbose_name=_("声"))
    expert = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("専門人材")
    )
    due_at = models.DateTimeField(_("回答の期限"))
    taken_at = models.DateTimeField(_("担当を決めた日時"), null=True, blank=True)
    answer = models.TextField(_("回答"), blank=True, max_length=8000)
    answered_at = models.DateTimeField(_("回答日時"), null=True, blank=True)
    rating = models.PositiveSmallIntegerField(_("評価"), null=True, blank=True)
    rating_comment = models.TextField(_("評価の理由"), blank=True, max_length=1000)
    public = models.BooleanField(_("回答を他の団体にも見せる"), default=True)
    version = models.PositiveIntegerField(_("版"), default=1)

    class Meta:
        verbose_name = _("相談")
        verbose_name_plural = _("相談")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(rating=None) | models.Q(rating__range=(1, 5)), name="consultation_rating"
            ),
            models.CheckConstraint(
                condition=models.Q(rating=None) | models.Q(answered_at__isnull=False),
                name="consultation_rated_when_answered",
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at=None) | (models.Q(expert__isnull=False) & ~models.Q(answer="")),
                name="consultation_answered_by_name",
            ),
            models.CheckConstraint(
                condition=models.Q(expert=None, taken_at=None) | models.Q(expert__isnull=False, taken_at__isnull=False),
                name="consultation_taken_whole",
            ),
        )
        indexes = (models.Index(fields=["due_at"], condition=models.Q(answered_at=None), name="consultation_queue"),)

    def __str__(self) -> str:
        return str(self.voice_id)

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("needs:consultation", args=[self.voice_id])

    @property
    def is_answered(self) -> bool:
        """True when the expert has answered."""
        return self.answered_at is not None
