"""Who may read what a record says: everybody sees that it is there and that it is unchanged, few see its content."""

from collections.abc import Callable
from typing import TypeVar

from django.http import Http404
from django.utils.translation import gettext as _

from dejiro.cores.merkle.checkpoints import CheckpointFault
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.ledger.checkpoints import public_key
from dejiro.foundation.ledger.models import Checkpoint, Entry

T = TypeVar("T")


def reads_content(actor: Actor, entry: Entry) -> bool:
    """True for auditors, and for the body that acted or into which it was merged."""
    return actor.has(Role.AUDITOR) or (bool(entry.organization_code) and entry.organization_code in actor.codes)


def entry_for_reader(index: int) -> Entry:
    """Return a recorded act.

    Raises:
        Http404: if the log has no such number.
    """
    entry = Entry.objects.filter(pk=index).first()
    if entry is None:
        raise Http404(_("この番号の記録はありません。"))
    return entry


def checkpoint_for_reader(size: int) -> Checkpoint:
    """Return the checkpoint of a size.

    Raises:
        Http404: if none was signed.
    """
    checkpoint = Checkpoint.objects.filter(size=size).first()
    if checkpoint is None:
        raise Http404(_("この件数のチェックポイントはありません。"))
    return checkpoint


def keys_for_reader(read: Callable[[bytes], T]) -> T:
    """Return what is read of the keys that signed the log.

    Raises:
        Http404: if what the log says of them was altered.
    """
    try:
        return read(public_key())
    except CheckpointFault as fault:
        raise Http404(_("鍵の履歴が正しくありません。台帳を検査してください。")) from fault
