"""The one way into the log. Services of every app call `record` inside the transaction that changes the row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Protocol, TypeAlias

from django.db import models, transaction

from dejiro.cores.merkle.canonical import Json, canonical
from dejiro.cores.merkle.commitments import commit, key_digest, new_salt
from dejiro.cores.merkle.tree import leaf_hash
from dejiro.foundation import clock
from dejiro.foundation.ledger.appending import append
from dejiro.foundation.ledger.models import LONGEST, Entry, Opening

LEAF_VERSION: Final = 1
RESERVED: Final = "$"


class LedgerActor(Protocol):
    """What the log needs to know of who acts: a pseudonym and a body's code."""

    @property
    def person_ref(self) -> str:
        """The person's pseudonym."""

    @property
    def organization_code(self) -> str:
        """The acting body's code."""


@dataclass(frozen=True)
class Platform:
    """The platform itself, when it acts on the log without being asked by a person."""

    person_ref: str = "system"
    organization_code: str = ""


@dataclass(frozen=True)
class Personal:
    """A value that must not stand in the log in clear; `person_ref` is the pseudonym of whom it is about."""

    value: str
    person_ref: str


Recorded: TypeAlias = "Json | Personal | Sequence[Recorded] | Mapping[str, Recorded]"


def record(*, actor: LedgerActor, action: str, subject: str, data: Mapping[str, Recorded]) -> Entry:
    """Append one act to the log, in the transaction that does it: both are kept or neither.

    Writers queue on the head of the log, from here to the end of their transaction; call it late in the service.

    Args:
        actor: who acts; only the pseudonym and the body's code are recorded.
        action: what was done, as "app.entity.verb".
        subject: what it was done to, as `subject_of` gives it.
        data: the facts, in JSON without fractions; every `Personal` in it is sealed.

    Raises:
        RuntimeError: outside a transaction.
        NotCanonical: when the data has no canonical form; the transaction must not be kept then.
        ValueError: when the action, subject or a key is too long or reserved.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record() must be called inside transaction.atomic(), with the rows that it records.")
    at = clock.now().astimezone(UTC)
    sealing = _Sealing()
    leaf = canonical(
        {
            "v": LEAF_VERSION,
            "at": moment(at),
            "action": action,
            "subject": subject,
            "actor": actor.person_ref,
            "organization": actor.organization_code,
            "data": sealing.sealed(data, ""),
        }
    )
    entry = Entry(
        at=at,
        action=action,
        subject=subject,
        actor_ref=actor.person_ref,
        organization_code=actor.organization_code,
        leaf=leaf.decode(),
        leaf_hash=leaf_hash(leaf),
    )
    _check_lengths(entry)
    append(entry)
    if sealing.openings:
        for opening in sealing.openings:
            opening.entry_id = entry.pk
        Opening.objects.bulk_create(sealing.openings)
    return entry


def subject_of(instance: models.Model) -> str:
    """Return the name under which the log knows a row: "needs.voice:12".

    Raises:
        ValueError: if the row is not saved yet, so that it has no number.
    """
    options = instance._meta  # noqa: SLF001  # Django documents it as public
    if instance.pk is None:
        raise ValueError(f"{options.label}: save the row before it is recorded.")
    return f"{options.label_lower}:{instance.pk}"


def erase_person(person_ref: str, *, actor: LedgerActor | None = None) -> int:
    """Destroy the salts of everything sealed about a person and record that it was done.

    The log still verifies, and nobody can open the seals any more. The clear values stand in the apps' own rows, which
    their services erase in the same transaction.

    Returns:
        How many seals can no longer be opened.
    """
    with transaction.atomic():
        count, _ = Opening.objects.filter(person_ref=person_ref).delete()
        record(
            actor=actor or Platform(),
            action="ledger.person.erase",
            subject=f"ledger.person:{person_ref}",
            data={"seals": count},
        )
    return count


def moment(at: datetime) -> str:
    """Return a moment as the log writes it: UTC with microseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class _Sealing:
    """Replaces personal values by their seals and keeps what opens them."""

    def __init__(self) -> None:
        self.openings: list[Opening] = []

    def sealed(self, value: Recorded, path: str) -> Json:
        """Return the value with every `Personal` in it sealed; `path` is a JSON pointer."""
        if isinstance(value, Personal):
            return self._seal(value, path)
        if isinstance(value, (dict, Mapping)):  # dict first: it is asked much faster
            return {key: self.sealed(item, _step(path, key)) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.sealed(item, f"{path}/{place}") for place, item in enumerate(value)]
        assert not isinstance(value, Sequence) or isinstance(value, str)
        return value

    def _seal(self, personal: Personal, path: str) -> Json:
        salt = new_salt()
        self.openings.append(Opening(path=path, person_ref=personal.person_ref, salt=salt))
        return {"$sealed": commit(personal.value, salt), "$key": key_digest(salt, personal.person_ref)}


def _step(path: str, key: str) -> str:
    if str(key).startswith(RESERVED):
        raise ValueError(f"{path}/{key}: keys that begin with {RESERVED} are the log's own.")
    return f"{path}/{str(key).replace('~', '~0').replace('/', '~1')}"


def _check_lengths(entry: Entry) -> None:
    """Refuse what PostgreSQL would refuse and SQLite would take."""
    for name, longest in LONGEST.items():
        if len(getattr(entry, name)) > longest:
            raise ValueError(f"{name}={getattr(entry, name)[:40]}…: at most {longest} characters.")
