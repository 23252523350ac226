"""What people and bodies say about a need, who follows it, and who solved the same already."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dejiro.apps.needs.models.needs import Need
from dejiro.foundation.accounts.models import User
from dejiro.foundation.organizations.models import Organization


class Statement(models.Model):
    """What somebody says about a need. A person's opinion and a body's statement are never mixed up.

    An opinion is published as it is written. An official statement waits for an approver of its body, who approves it
    or returns it with a reason; only when approved is it published.
    """

    class Kind(models.TextChoices):
        """Who speaks."""

        OPINION = "opinion", _("個人の意見")
        OFFICIAL = "official", _("団体の見解")

    need = models.ForeignKey(Need, models.PROTECT, related_name="statements", verbose_name=_("課題"))
    kind = models.CharField(_("種類"), max_length=8, choices=Kind)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("団体"))
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("書いた人"))
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("承認者")
    )
    approved_at = models.DateTimeField(_("承認日時"), null=True, blank=True)
    return_reason = models.TextField(_("差戻しの理由"), blank=True, max_length=1000)
    withdrawn_at = models.DateTimeField(_("取下げ日時"), null=True, blank=True)
    body = models.TextField(_("内容"), max_length=2000)
    created_at = models.DateTimeField(_("登録日時"))
    version = models.PositiveIntegerField(_("版"), default=1)

    class Meta:
        verbose_name = _("発言")
        verbose_name_plural = _("発言")
        ordering = ("created_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind="official") | models.Q(approved_by=None), name="opinion_without_approver"
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by=None, approved_at=None)
                | models.Q(approved_by__isnull=False, approved_at__isnull=False),
                name="statement_approval_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by=None) | models.Q(return_reason=""), name="statement_approved_or_returned"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.need_id}"

    def get_absolute_url(self) -> str:
        """Return its place: a page of its own while it waits, then its place on the need's page."""
        if self.is_published:
            return f"{reverse('needs:need', args=[self.need_id])}#statement-{self.pk}"
        return reverse("needs:statement", args=[self.pk])

    @property
    def waits_for_approval(self) -> bool:
        """True while an approver must look at it."""
        return self.is_official and self.withdrawn_at is None and self.approved_at is None and not self.return_reason

    @property
    def is_official(self) -> bool:
        """True when a body speaks, False when a person does."""
        return self.kind == self.Kind.OFFICIAL

    @property
    def is_published(self) -> bool:
        """True when everyone may read it."""
        return self.withdrawn_at is None and (not self.is_official or self.approved_at is not None)


class Follow(models.Model):
    """A person who wants to hear of a need."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="follows", verbose_name=_("課題"))
    user = models.ForeignKey(User, models.CASCADE, related_name="follows", verbose_name=_("利用者"))

    class Meta:
        verbose_name = _("フォロー")
        verbose_name_plural = _("フォロー")
        constraints = (models.UniqueConstraint(fields=["need", "user"], name="follow_once"),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.need_id}"


class Solution(models.Model):
    """How a body solved the need already: what it did, what it cost, whom to ask."""

    need = models.ForeignKey(Need, models.PROTECT, related_name="solutions", verbose_name=_("課題"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="solutions", verbose_name=_("団体"))
    title = models.CharField(_("取組"), max_length=100)
    body = models.TextField(_("内容"), max_length=4000)
    cost = models.PositiveBigIntegerField(_("費用（円）"), null=True, blank=True)
    cost_note = models.CharField(_("費用の内訳"), max_length=200, blank=True)
    contact = models.CharField(_("問合せ先"), max_length=100)
    solved_on = models.DateField(_("実施日"))
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("登録者"))
    created_at = models.DateTimeField(_("登録日時"))
    version = models.PositiveIntegerField(_("版"), default=1)

    class Meta:
        verbose_name = _("解決例")
        verbose_name_plural = _("解決例")
        ordering = ("-solved_on", "pk")

    def __str__(self) -> str:
        return self.title
