"""Needs: merged voices of several bodies, who solved the same already, and what people and bodies say about them."""

from django.db import models
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
        COMMITTED = "committed", _("約束を募集中・実行中")
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


class NeedVoice(models.Model):
    """A voice's place in a need; a split or an undo ends it and keeps the row, so that lineage stays readable."""

    need = models.ForeignKey(Need, models.PROTECT, related_name="places", verbose_name=_("課題"))
    voice = models.ForeignKey(Voice, models.PROTECT, related_name="places", verbose_name=_("声"))
    joined_at = models.DateTimeField(_("統合日時"))
    left_at = models.DateTimeField(_("分離日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("課題と声")
        verbose_name_plural = _("課題と声")
        ordering = ("joined_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["voice"], condition=models.Q(left_at=None), name="voice_in_one_need"),
        )

    def __str__(self) -> str:
        return f"{self.voice_id} in {self.need_id}"


class Statement(models.Model):
    """What somebody says about a need. A person's opinion and a body's statement are never mixed up.

    An official statement names its approver; an opinion has none.
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
    body = models.TextField(_("内容"), max_length=2000)
    created_at = models.DateTimeField(_("登録日時"))

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
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.need_id}"


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

    class Meta:
        verbose_name = _("解決例")
        verbose_name_plural = _("解決例")
        ordering = ("-solved_on", "pk")

    def __str__(self) -> str:
        return self.title
