"""The append-only log as tables: leaves, the inner nodes of its Merkle tree, its head, and its signed checkpoints."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST: Final = {"action": 80, "subject": 80, "actor_ref": 36, "organization_code": 13}


class Entry(models.Model):
    """One recorded act. `leaf` is its canonical JSON, the very bytes that were hashed; never changed, never deleted."""

    index = models.BigIntegerField(_("通し番号"), primary_key=True)
    at = models.DateTimeField(_("日時"))
    action = models.CharField(_("行為"), max_length=LONGEST["action"])
    subject = models.CharField(_("対象"), max_length=LONGEST["subject"], db_index=True)
    actor_ref = models.CharField(_("行為者（仮名）"), max_length=LONGEST["actor_ref"], db_index=True)
    organization_code = models.CharField(_("団体コード"), max_length=LONGEST["organization_code"], db_index=True)
    leaf = models.TextField(_("記録"))
    leaf_hash = models.BinaryField(_("ハッシュ"), max_length=32)

    class Meta:
        verbose_name = _("記録")
        verbose_name_plural = _("記録")
        ordering = ("index",)

    def __str__(self) -> str:
        return f"{self.index} {self.action} {self.subject}"


class Opening(models.Model):
    """The salt that opens one personal value's commitment; deleting it makes the commitment unopenable for ever."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="openings", verbose_name=_("記録"))
    path = models.CharField(_("項目"), max_length=200)
    person_ref = models.CharField(_("本人（仮名）"), max_length=36, db_index=True)
    salt = models.BinaryField(_("ソルト"), max_length=32)

    class Meta:
        verbose_name = _("秘匿値の鍵")
        verbose_name_plural = _("秘匿値の鍵")
        constraints = (models.UniqueConstraint(fields=["entry", "path"], name="ledger_opening_once"),)

    def __str__(self) -> str:
        return f"{self.entry_id} {self.path}"


class Node(models.Model):
    """The hash of one complete subtree of at least two leaves, at its place in the order in which appending makes them.

    `dejiro.cores.merkle.tree.stored_place` gives the place: no gaps, and rows are only added at the end.
    """

    place = models.BigIntegerField(_("位置"), primary_key=True)
    hash = models.BinaryField(_("ハッシュ"), max_length=32)

    class Meta:
        verbose_name = _("節")
        verbose_name_plural = _("節")
        ordering = ("place",)

    def __str__(self) -> str:
        return str(self.place)


class Head(models.Model):
    """The one row that writers lock: the log's size and frontier (hashes of the complete subtrees, largest first)."""

    size = models.BigIntegerField(_("件数"), default=0)
    frontier = models.BinaryField(_("前線"), default=b"")

    class Meta:
        verbose_name = _("先頭")
        verbose_name_plural = _("先頭")
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="ledger_head_single"),)

    def __str__(self) -> str:
        return str(self.size)


class Checkpoint(models.Model):
    """A signed statement of the log's size and root at a moment."""

    size = models.BigIntegerField(_("件数"), unique=True)
    root = models.BinaryField(_("根"), max_length=32)
    note = models.TextField(_("署名付き文"))
    signed_at = models.DateTimeField(_("署名日時"))

    class Meta:
        verbose_name = _("チェックポイント")
        verbose_name_plural = _("チェックポイント")
        ordering = ("size",)

    def __str__(self) -> str:
        return str(self.size)
