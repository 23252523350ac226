"""Ideas, their versions, and what others propose to change in them."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dejiro.apps.challenges.models.challenges import Challenge
from dejiro.foundation.accounts.models import User
from dejiro.foundation.organizations.models import Organization


class Idea(models.Model):
    """An answer to a challenge. `title` and `body` are those of its newest version, kept here for lists."""

    class Status(models.TextChoices):
        """What became of it."""

        OFFERED = "offered", _("受付")
        CHOSEN = "chosen", _("採択")
        REJECTED = "rejected", _("不採択")
        MERGED = "merged", _("統合")
        WITHDRAWN = "withdrawn", _("取り下げ")

    challenge = models.ForeignKey(Challenge, models.PROTECT, related_name="ideas", verbose_name=_("募集"))
    number = models.PositiveIntegerField(_("番号"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="ideas", verbose_name=_("団体"))
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("書いた人"))
    title = models.CharField(_("件名"), max_length=100)
    body = models.TextField(_("内容"), max_length=4000)
    status = models.CharField(_("状態"), max_length=9, choices=Status, default=Status.OFFERED)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="sources", verbose_name=_("統合先")
    )
    reason = models.TextField(_("理由"), max_length=2000, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("判断した人")
    )
    decided_at = models.DateTimeField(_("判断日時"), null=True, blank=True)
    created_at = models.DateTimeField(_("登録日時"))
    version = models.PositiveIntegerField(_("版"), default=1)

    class Meta:
        verbose_name = _("アイデア")
        verbose_name_plural = _("アイデア")
        ordering = ("challenge", "number")
        constraints = (
            models.UniqueConstraint(fields=["challenge", "number"], name="idea_once"),
            models.CheckConstraint(
                condition=~models.Q(status__in=("chosen", "rejected"))
                | (~models.Q(reason="") & models.Q(decided_at__isnull=False)),
                name="idea_decided_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(status="merged", merged_into__isnull=False)
                | (~models.Q(status="merged") & models.Q(merged_into=None)),
                name="idea_merged_somewhere",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("challenges:idea", args=[self.pk])

    @property
    def by(self) -> str:
        """From whom it is, as shown: the body; of a residents' group not the person."""
        return self.organization.name

    @property
    def is_open(self) -> bool:
        """True while nothing was decided about it."""
        return self.status == self.Status.OFFERED


class IdeaVersion(models.Model):
    """A text as it stood. Versions are only added."""

    idea = models.ForeignKey(Idea, models.PROTECT, related_name="versions", verbose_name=_("アイデア"))
    number = models.PositiveIntegerField(_("版"))
    title = models.CharField(_("件名"), max_length=100)
    body = models.TextField(_("内容"), max_length=4000)
    note = models.CharField(_("変えたところ"), max_length=200, blank=True)
    at = models.DateTimeField(_("日時"))

    class Meta:
        verbose_name = _("アイデアの版")
        verbose_name_plural = _("アイデアの版")
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=["idea", "number"], name="idea_version_once"),)

    def __str__(self) -> str:
        return f"{self.idea_id} {self.number}"


class Amendment(models.Model):
    """A change that somebody else proposes. With `source` it brings their own idea along: accepted, the two are one."""

    class Status(models.TextChoices):
        """What the idea's author said."""

        WAITING = "waiting", _("返事待ち")
        ACCEPTED = "accepted", _("受け入れ")
        REFUSED = "refused", _("見送り")

    idea = models.ForeignKey(Idea, models.PROTECT, related_name="amendments", verbose_name=_("アイデア"))
    source = models.ForeignKey(
        Idea, models.PROTECT, null=True, blank=True, related_name="offers", verbose_name=_("合わせるアイデア")
    )
    base = models.PositiveIntegerField(_("もとの版"))
    title = models.CharField(_("件名"), max_length=100)
    body = models.TextField(_("内容"), max_length=4000)
    why = models.CharField(_("変える理由"), max_length=400)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("団体"))
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("提案した人"))
    status = models.CharField(_("状態"), max_length=8, choices=Status, default=Status.WAITING)
    reason = models.CharField(_("返事の理由"), max_length=400, blank=True)
    created_at = models.DateTimeField(_("登録日時"))
    decided_at = models.DateTimeField(_("判断日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("修正の提案")
        verbose_name_plural = _("修正の提案")
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(status="refused") | ~models.Q(reason=""), name="amendment_refused_with_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.idea_id} {self.pk}"
