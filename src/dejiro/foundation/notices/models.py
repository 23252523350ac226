"""What an organization must answer, and what its people are told."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dejiro.foundation import clock
from dejiro.foundation.accounts.models import Role, User
from dejiro.foundation.organizations.models import Organization, Unit


class DeskItems(models.QuerySet["DeskItem"]):
    """Desk items, with what lies open now."""

    def open(self) -> "DeskItems":
        """Keep what somebody still has to do, and can: neither done nor ended."""
        return self.filter(models.Q(ends_at=None) | models.Q(ends_at__gt=clock.now()), closed_at=None)


class DeskItem(models.Model):
    """One thing an organization must do by a moment. Services open and close it with the act that it waits for.

    It may be meant for a role, a unit or a person; an item for nobody in particular is for all of the organization.
    From `ends_at` on nobody can do it any more, and it leaves the desk by itself.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="desk_items", verbose_name=_("団体"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, verbose_name=_("組織"))
    role = models.CharField(_("役割"), max_length=13, choices=Role, blank=True)
    person = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="desk_items", verbose_name=_("担当")
    )
    kind = models.CharField(_("種類"), max_length=40)
    subject = models.CharField(_("対象"), max_length=80, db_index=True)
    title = models.CharField(_("件名"), max_length=200)
    url = models.CharField(_("場所"), max_length=200)
    due_at = models.DateTimeField(_("期限"), null=True, blank=True)
    opened_at = models.DateTimeField(_("発生日時"))
    ends_at = models.DateTimeField(_("締切日時"), null=True, blank=True)
    closed_at = models.DateTimeField(_("完了日時"), null=True, blank=True)

    objects = DeskItems.as_manager()

    class Meta:
        verbose_name = _("机の項目")
        verbose_name_plural = _("机の項目")
        ordering = (models.F("due_at").asc(nulls_last=True), "pk")
        indexes = (
            models.Index(fields=["organization", "due_at"], condition=models.Q(closed_at=None), name="desk_open"),
        )

    def __str__(self) -> str:
        return self.title


class Preference(models.Model):
    """How a person wants to be told."""

    class Delivery(models.TextChoices):
        """When mail goes out."""

        AT_ONCE = "at_once", _("そのつど")
        DIGEST = "digest", _("1日1回まとめて")
        NEVER = "never", _("送らない")

    user = models.OneToOneField(User, models.CASCADE, related_name="notice_preference", verbose_name=_("利用者"))
    delivery = models.CharField(_("メール"), max_length=8, choices=Delivery, default=Delivery.AT_ONCE)
    digest_on = models.DateField(_("最後にまとめて送った日"), null=True, blank=True)

    class Meta:
        verbose_name = _("お知らせの設定")
        verbose_name_plural = _("お知らせの設定")

    def __str__(self) -> str:
        return self.delivery


class Notice(models.Model):
    """A message to a person. `sent_at` is when mail went out (null: waits for the digest, or is never mailed)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notices", verbose_name=_("宛先"))
    title = models.CharField(_("件名"), max_length=200)
    body = models.TextField(_("本文"))
    url = models.CharField(_("場所"), max_length=200)
    created_at = models.DateTimeField(_("作成日時"))
    sent_at = models.DateTimeField(_("送信日時"), null=True, blank=True)
    read_at = models.DateTimeField(_("既読日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("お知らせ")
        verbose_name_plural = _("お知らせ")
        ordering = ("-created_at", "-pk")
        indexes = (models.Index(fields=["user", "read_at"], name="notice_unread"),)

    def __str__(self) -> str:
        return self.title
