"""Needs: merged voices of several bodies, how they came to be, and how the coordinator moved voices among them."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dejiro.apps.needs.models.contracts import Category
from dejiro.apps.needs.models.voices import Voice
from dejiro.foundation.accounts.models import User
from dejiro.foundation.organizations.models import Organization


class Need(models.Model):
    """A need (課題) that enough bodies share. `bodies_required` is the rule as it stood when the need was made."""

    class Status(models.TextChoices):
        """How far the need has come."""

        CANDIDATE = "candidate", _("団体を募集中")
        ADOPTED = "adopted", _("共同で取り組む課題")
        COMMITTED = "committed", _("約束を募集・実行中")
        SOLVED = "solved", _("解決")
        CLOSED = "closed", _("終了")

    area = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("都道府県"))
    title = models.CharField(_("件名"), max_length=100)
    summary = models.TextField(_("概要"), max_length=4000)
    category = models.CharField(_("分野"), max_length=10, choices=Category)
    status = models.CharField(_("状態"), max_length=9, choices=Status, default=Status.CANDIDATE)
    bodies_required = models.PositiveSmallIntegerField(_("必要な団体数"))
    closing_reason = models.TextField(_("終了の理由"), blank=True, max_length=1000)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("統合先")
    )
    split_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("分割元")
    )
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("調整担当"))
    created_at = models.DateTimeField(_("登録日時"))
    version = models.PositiveIntegerField(_("版"), default=1)

    class Meta:
        verbose_name = _("課題")
        verbose_name_plural = _("課題")
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=models.Q(bodies_required__gte=1), name="need_bodies_required"),
            models.CheckConstraint(
                condition=~models.Q(status="closed")
                | ~models.Q(closing_reason="")
                | models.Q(merged_into__isnull=False),
                name="need_closed_with_reason",
            ),
        )
        indexes = (models.Index(fields=["area", "status", "created_at"], name="need_list"),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("needs:need", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """True while voices and statements can still be added."""
        return self.status != self.Status.CLOSED


class NeedLink(models.Model):
    """Two needs that belong together though they stay apart. Kept once, the older need first."""

    need = models.ForeignKey(Need, models.PROTECT, related_name="links_to", verbose_name=_("課題"))
    other = models.ForeignKey(Need, models.PROTECT, related_name="links_from", verbose_name=_("関連する課題"))

    class Meta:
        verbose_name = _("課題の関連")
        verbose_name_plural = _("課題の関連")
        constraints = (
            models.UniqueConstraint(fields=["need", "other"], name="need_link_once"),
            models.CheckConstraint(condition=models.Q(need__lt=models.F("other")), name="need_link_ordered"),
        )

    def __str__(self) -> str:
        return f"{self.need_id}-{self.other_id}"


class TriageAct(models.Model):
    """One act of the coordinator that moved voices. It can be undone while they still are where it put them.

    `need` is where voices came to be, `source` where they came from; `made_need` says that the act made `need`.
    """

    class Kind(models.TextChoices):
        """What was done."""

        MERGE = "merge", _("声を課題に統合")
        SPLIT = "split", _("課題を分割")
        JOIN = "join", _("課題どうしを統合")
        UNLINK = "unlink", _("声を課題から外す")
        DECLINE = "decline", _("課題としない")

    area = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("都道府県"))
    kind = models.CharField(_("種類"), max_length=7, choices=Kind)
    need = models.ForeignKey(Need, models.PROTECT, null=True, blank=True, related_name="acts", verbose_name=_("課題"))
    source = models.ForeignKey(
        Need, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("元の課題")
    )
    voice = models.ForeignKey(Voice, models.PROTECT, null=True, blank=True, related_name="acts", verbose_name=_("声"))
    made_need = models.BooleanField(_("課題を新しく作った"), default=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("調整担当"))
    at = models.DateTimeField(_("日時"))
    undone_at = models.DateTimeField(_("取消日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("整理の記録")
        verbose_name_plural = _("整理の記録")
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=["area", "at"], name="triage_recent"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class NeedVoice(models.Model):
    """A voice's place in a need; a split or an undo ends it and keeps the row, so that lineage stays readable."""

    need = models.ForeignKey(Need, models.PROTECT, related_name="places", verbose_name=_("課題"))
    voice = models.ForeignKey(Voice, models.PROTECT, related_name="places", verbose_name=_("声"))
    joined_at = models.DateTimeField(_("統合日時"))
    left_at = models.DateTimeField(_("分離日時"), null=True, blank=True)
    joined_by = models.ForeignKey(
        TriageAct, models.PROTECT, null=True, blank=True, related_name="joined", verbose_name=_("統合した整理")
    )
    left_by = models.ForeignKey(
        TriageAct, models.PROTECT, null=True, blank=True, related_name="left", verbose_name=_("分離した整理")
    )

    class Meta:
        verbose_name = _("課題と声")
        verbose_name_plural = _("課題と声")
        ordering = ("joined_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["voice"], condition=models.Q(left_at=None), name="voice_in_one_need"),
        )

    def __str__(self) -> str:
        return f"{self.voice_id} in {self.need_id}"
