"""Packs recorded acts with their proofs into a file that anyone can check offline."""

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from dejiro.cores.bundle.figures import Figure
from dejiro.cores.bundle.write import Contents, write_archive
from dejiro.cores.merkle.proofs import consistency_plan, inclusion_plan, prove
from dejiro.foundation.ledger.checkpoints import checkpoint_sign, public_key
from dejiro.foundation.ledger.keys import key_at
from dejiro.foundation.ledger.models import Checkpoint, Entry
from dejiro.foundation.ledger.selectors import reader

__all__ = ["Figure", "write_bundle", "write_log_bundle"]

LATEST_CHECKPOINTS = 500
_PIECE = 2000


def write_bundle(file: BinaryIO, *, subjects: Sequence[str], figures: Sequence[Figure], title: str) -> int:
    """Write everything recorded about some subjects, proved against a checkpoint of the log as it stands now.

    A figure's digests must stand in one of the entries: the service that decided on it recorded `figure.digests()`.

    Args:
        file: where the ZIP goes; it need not be seekable.
        subjects: as `subject_of` names them.
        figures: what anyone shall be able to compute again.
        title: what the reader sees first; it is not signed.

    Returns:
        How many entries it holds.
    """
    with transaction.atomic():
        head = checkpoint_sign()
        rows = Entry.objects.filter(subject__in=subjects, index__lt=head.size).order_by("index")
        found = list(rows.values_list("index", "leaf"))
        earlier = _earlier(head)
        plans = {("entry", index): inclusion_plan(index, head.size) for index, _ in found}
        plans |= {("size", size): consistency_plan(size, head.size) for size in earlier}
        read = reader(part for plan in plans.values() for part in plan)
    paths = {what: prove(plan, read) for what, plan in plans.items()}
    contents = Contents(
        kind="subjects",
        title=_titled(title),
        note=head.note,
        key=key_at(public_key(), head.size),
        subjects=sorted(subjects),
        figures=figures,
        inclusion=[(index, paths["entry", index]) for index, _ in found],
        consistency=[(size, paths["size", size]) for size in earlier],
    )
    return write_archive(file, contents, (leaf.encode() for _, leaf in found))


def write_log_bundle(file: BinaryIO, *, title: str = "台帳の全体") -> int:
    """Write the whole log; it is read entry by entry and never held in memory.

    Returns:
        How many entries it holds.
    """
    head = checkpoint_sign()
    contents = Contents(kind="log", title=_titled(title), note=head.note, key=key_at(public_key(), head.size))
    return write_archive(file, contents, _leaves(Entry.objects.filter(index__lt=head.size)))


def _titled(title: str) -> str:
    return f"【架空】{title}" if settings.DEMO else title


def _earlier(head: Checkpoint) -> list[int]:
    """Return the sizes of the latest checkpoints before the head, so that whoever kept one can compare."""
    before = Checkpoint.objects.filter(size__lt=head.size, size__gt=0).order_by("-size")
    return sorted(before.values_list("size", flat=True)[:LATEST_CHECKPOINTS])


def _leaves(rows: QuerySet[Entry]) -> Iterator[bytes]:
    for leaf in rows.order_by("index").values_list("leaf", flat=True).iterator(chunk_size=_PIECE):
        yield leaf.encode()
