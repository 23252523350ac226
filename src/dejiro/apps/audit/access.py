"""Who may read what a record says: everybody sees that it is there and that it is unchanged, few see its content."""

from django.http import Http404
from django.utils.translation import gettext as _

from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.ledger.models import Checkpoint, Entry


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
