"""Reads of the log: entries for timelines and lists, proofs, and whether a seal opens."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from dejiro.cores.merkle.canonical import Json, parse
from dejiro.cores.merkle.commitments import opens
from dejiro.cores.merkle.proofs import Reader, Subtree, consistency_plan, inclusion_plan, prove, root_at, subtrees
from dejiro.cores.merkle.tree import stored_place
from dejiro.foundation.ledger.faults import LogAltered
from dejiro.foundation.ledger.models import Checkpoint, Entry, Head, Node, Opening

_BATCH: Final = 900


@dataclass(frozen=True)
class EntryView:
    """One recorded act as pages show it. Personal values in `data` are seals: `{"$sealed": …, "$key": …}`."""

    index: int
    at: datetime
    action: str
    subject: str
    actor_ref: str
    organization_code: str
    data: dict[str, Json]


@dataclass(frozen=True)
class Inclusion:
    """What shows that entry `index` is in the log of this size and root; `path` goes from the entry upwards."""

    index: int
    size: int
    root: bytes
    leaf_hash: bytes
    path: tuple[bytes, ...]


@dataclass(frozen=True)
class Consistency:
    """What shows that the log of the new size begins with the whole log of the old size."""

    old_size: int
    old_root: bytes
    new_size: int
    new_root: bytes
    path: tuple[bytes, ...]


def log_size() -> int:
    """Return how many acts are recorded."""
    return Head.objects.filter(pk=1).values_list("size", flat=True).first() or 0


def entries(
    *, subject: str = "", action: str = "", organization_code: str = "", actor_ref: str = ""
) -> QuerySet[Entry]:
    """Return recorded acts, newest first, narrowed by whatever is given; `action` may be a beginning like "needs."."""
    wanted = {
        "subject": subject,
        "action__startswith": action,
        "organization_code": organization_code,
        "actor_ref": actor_ref,
    }
    return Entry.objects.filter(**{name: value for name, value in wanted.items() if value}).order_by("-index")


def history(subject: str) -> list[EntryView]:
    """Return what happened to a subject, oldest first."""
    return [view_of(entry) for entry in Entry.objects.filter(subject=subject).order_by("index")]


def view_of(entry: Entry) -> EntryView:
    """Return an entry as pages show it."""
    leaf = parse(entry.leaf.encode())
    assert isinstance(leaf, dict)
    data = leaf["data"]
    assert isinstance(data, dict)
    return EntryView(
        index=entry.pk,
        at=entry.at,
        action=entry.action,
        subject=entry.subject,
        actor_ref=entry.actor_ref,
        organization_code=entry.organization_code,
        data=data,
    )


def seal_opens(index: int, path: str, value: str) -> bool:
    """Return whether this value is the one sealed in an entry; never once the person's salts are erased.

    Args:
        index: number of the entry.
        path: JSON pointer into its data, like "/contact/name".
        value: the clear text from the app's own row.
    """
    opening = Opening.objects.filter(entry_id=index, path=path).select_related("entry").first()
    if opening is None:
        return False
    seal = at_pointer(view_of(opening.entry).data, path)
    return isinstance(seal, dict) and opens(str(seal.get("$sealed")), value, bytes(opening.salt))


def at_pointer(value: Json, path: str) -> Json:
    """Return what stands at a JSON pointer, or None. Source: RFC 6901."""
    for step in path.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


def inclusion(index: int, size: int | None = None) -> Inclusion:
    """Return the proof that an entry is in the log, as it stands or as it stood at a size; two queries, three without.

    Raises:
        ValueError: if the log of that size has no such entry.
    """
    size = log_size() if size is None else size
    plan = inclusion_plan(index, size)
    read = _reader_at(size, [[Subtree(0, index)], subtrees(0, size), *plan])
    return Inclusion(index, size, root_at(size, read), read(Subtree(0, index)), tuple(prove(plan, read)))


def consistency(old: int, new: int | None = None) -> Consistency:
    """Return the proof that the log of one size begins with that of another; two queries, three without.

    Raises:
        ValueError: if the sizes are not in order or the log has not grown so far.
    """
    new = log_size() if new is None else new
    plan = consistency_plan(old, new)
    read = _reader_at(new, [subtrees(0, old), subtrees(0, new), *plan])
    return Consistency(old, root_at(old, read), new, root_at(new, read), tuple(prove(plan, read)))


def consistency_between(old: Checkpoint, new: Checkpoint) -> Consistency:
    """Return the proof that the newer checkpoint's log begins with the older one's."""
    return consistency(old.size, new.size)


def reader(parts: Iterable[Sequence[Subtree]]) -> Reader:
    """Return a reader that knows every subtree of some plans, fetched in two queries (more for thousands).

    Raises:
        LogAltered: if one is not there.
    """
    wanted = {subtree for part in parts for subtree in part}
    leaves = [subtree.position for subtree in wanted if subtree.level == 0]
    places = {stored_place(*subtree): subtree for subtree in wanted if subtree.level}
    known = {}
    for some in batched(leaves):
        for index, found in Entry.objects.filter(pk__in=some).values_list("index", "leaf_hash"):
            known[Subtree(0, index)] = bytes(found)
    for some in batched(list(places)):
        for place, found in Node.objects.filter(pk__in=some).values_list("place", "hash"):
            known[places[place]] = bytes(found)
    for lost in sorted(wanted - known.keys())[:1]:
        raise LogAltered(f"台帳の節（段{lost.level}、位置{lost.position}）が失われています。検証してください。")
    return known.__getitem__


def batched(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield the keys in portions that every database takes in one query."""
    return (keys[at : at + _BATCH] for at in range(0, len(keys), _BATCH))


def _reader_at(size: int, parts: Iterable[Sequence[Subtree]]) -> Reader:
    """Return a reader for a log of this size; whether it grew so far is asked when one is missing."""
    try:
        return reader(parts)
    except LogAltered:
        if size > log_size():
            raise ValueError(f"台帳はまだ{size}件に達していません。") from None
        raise
