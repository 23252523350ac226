"""The log for programs: who keeps a checkpoint can ask for the proof that today's log continues it."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from ninja import Schema, Status

from dejiro.apps.audit import services
from dejiro.apps.audit.access import checkpoint_for_reader, entry_for_reader, keys_for_reader, reads_content
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, Router, operation, paginate
from dejiro.foundation.ledger.keys import KeyPeriod, key_periods
from dejiro.foundation.ledger.models import Checkpoint, Entry
from dejiro.foundation.ledger.selectors import consistency, entries, inclusion, log_size, view_of
from dejiro.foundation.ledger.verification import LogCheck

router = Router(tags=["audit"])


class EntryOut(Schema):
    """A recorded act, without its content."""

    index: int
    at: datetime
    action: str
    subject: str
    organization_code: str
    leaf_hash: str

    @staticmethod
    def resolve_leaf_hash(entry: Entry) -> str:
        """Return the hash in hex."""
        return bytes(entry.leaf_hash).hex()


class EntryFull(Schema):
    """A recorded act with its proof; `data` only for auditors and the body that acted."""

    index: int
    action: str
    subject: str
    leaf_hash: str
    size: int
    root: str
    path: list[str]
    data: dict[str, Any] | None


class CheckpointOut(Schema):
    """A signed checkpoint."""

    size: int
    note: str
    signed_at: datetime


class KeyOut(Schema):
    """A public key, the time in which it signed, and the last size of the log that it signed."""

    key: str
    since: datetime | None
    until: datetime | None
    last_size: int | None

    @staticmethod
    def resolve_key(period: KeyPeriod) -> str:
        """Return the key in hex."""
        return period.hex

    @staticmethod
    def resolve_last_size(period: KeyPeriod) -> int | None:
        """Return None as long as the key is in use."""
        return period.span.last


class ConsistencyOut(Schema):
    """The proof that one log begins with another."""

    old_size: int
    old_root: str
    new_size: int
    new_root: str
    path: list[str]


class LogCheckOut(Schema):
    """How far the log was read, its root there, and the first entry that nobody can vouch for, if there is one."""

    size: int
    root: str
    good: bool
    bad_index: int | None
    message: str

    @staticmethod
    def resolve_root(check: LogCheck) -> str:
        """Return the root in hex."""
        return check.root.hex()


@router.get("/ledger/entries/", response=list[EntryOut])
@operation(door="everyone")
@paginate
def entry_list(request: Request, subject: str = "", action: str = "") -> QuerySet[Entry]:  # noqa: ARG001  # ninja's signature
    """Recorded acts, newest first."""
    return entries(subject=subject, action=action)


@router.get("/ledger/entries/{int:index}/", response=EntryFull)
@operation(door="everyone")
def entry_detail(request: Request, index: int) -> dict[str, object]:
    """One recorded act with the proof that it stands in the log."""
    entry = entry_for_reader(index)
    proof = inclusion(index)
    return {
        "index": index,
        "action": entry.action,
        "subject": entry.subject,
        "leaf_hash": bytes(entry.leaf_hash).hex(),
        "size": proof.size,
        "root": proof.root.hex(),
        "path": [node.hex() for node in proof.path],
        "data": view_of(entry).data if reads_content(request.actor, entry) else None,
    }


@router.get("/ledger/checkpoints/", response=list[CheckpointOut])
@operation(door="everyone")
@paginate
def checkpoint_list(request: Request) -> QuerySet[Checkpoint]:  # noqa: ARG001  # ninja's signature
    """Signed checkpoints, newest first."""
    return Checkpoint.objects.order_by("-size")


@router.get("/ledger/checkpoints/{int:size}/consistency/", response=ConsistencyOut)
@operation(door="everyone")
def checkpoint_consistency(request: Request, size: Id) -> dict[str, object]:  # noqa: ARG001  # ninja's signature
    """The proof that today's log begins with that of a checkpoint."""
    old = checkpoint_for_reader(size)
    if old.size > log_size():
        raise Http404
    proof = consistency(old.size)
    return {
        "old_size": proof.old_size,
        "old_root": proof.old_root.hex(),
        "new_size": proof.new_size,
        "new_root": proof.new_root.hex(),
        "path": [node.hex() for node in proof.path],
    }


@router.get("/ledger/keys/", response=list[KeyOut])
@operation(door="everyone")
@paginate
def key_list(request: Request) -> list[KeyPeriod]:  # noqa: ARG001  # ninja's signature
    """Public keys that sign or signed the log, the first first; keys.json holds the signed changes too."""
    return keys_for_reader(key_periods)


@router.post("/ledger/checkpoints/", response={201: CheckpointOut})
@operation(door="auditor")
def checkpoint_sign(request: Request) -> Status[Checkpoint]:
    """Sign the log as it stands."""
    return Status(201, services.checkpoint_sign(actor=request.actor))


@router.get("/ledger/check/", response=LogCheckOut)
@operation(door="auditor")
def log_check(request: Request) -> LogCheck:
    """Check every row of the log, here and now."""
    return services.log_verify(actor=request.actor)
