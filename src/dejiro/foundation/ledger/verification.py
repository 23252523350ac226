"""The log checks itself: every row of it against every other, first fault first."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet

from dejiro.cores.merkle.canonical import Json, NotCanonical, parse
from dejiro.cores.merkle.checkpoints import Checkpoint as Signed
from dejiro.cores.merkle.checkpoints import CheckpointFault, open_checkpoint
from dejiro.cores.merkle.commitments import SALT_BYTES, key_digest
from dejiro.cores.merkle.keychanges import Span
from dejiro.cores.merkle.proofs import subtrees
from dejiro.cores.merkle.tree import Frontier, first_place, leaf_hash
from dejiro.foundation.ledger.checkpoints import public_key
from dejiro.foundation.ledger.keys import keys_in_use
from dejiro.foundation.ledger.models import Checkpoint, Entry, Head, Node, Opening
from dejiro.foundation.ledger.selectors import at_pointer
from dejiro.foundation.ledger.services import moment

_PIECE: Final = 2000
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class LogCheck:
    """The outcome: how far the log was read, its root there, and the first fault if there is one.

    `bad_index` is the number of the first entry that cannot be vouched for; None when all is well.
    """

    size: int
    root: bytes
    bad_index: int | None = None
    message: str = ""

    @property
    def good(self) -> bool:
        """True when every row is as it was written."""
        return self.bad_index is None


def verify_log() -> LogCheck:
    """Check every row of the log and return the first fault; changes nothing, and writers need not wait.

    Checked are that the entries are all there, each leaf against its hash and its columns, every inner node, the head,
    the salts that still exist, and every signed checkpoint.
    """
    check = _Check()
    try:
        check.run()
    except _Found as found:
        return LogCheck(check.tree.size, check.tree.root(), found.index, found.message)
    return LogCheck(check.tree.size, check.tree.root())


class _Found(Exception):  # noqa: N818  # ends the reading at the first fault
    def __init__(self, index: int, message: str) -> None:
        super().__init__(message)
        self.index = index
        self.message = message


class _Ahead(Generic[Row]):
    """Rows in the order of a number, taken while their number is not beyond the one at hand."""

    def __init__(self, rows: QuerySet[Row], number: Callable[[Row], int]) -> None:
        self._rows: Iterator[Row] = rows.iterator(chunk_size=_PIECE)
        self._number = number
        self.next: Row | None = next(self._rows, None)

    def pop(self, up_to: int) -> Row | None:
        row = self.next
        if row is None or self._number(row) > up_to:
            return None
        self.next = next(self._rows, None)
        return row


class _Check:
    def __init__(self) -> None:
        self.tree = Frontier()
        self.head = Head.objects.filter(pk=1).first() or Head(pk=1)
        nodes = Node.objects.filter(place__lt=first_place(self.head.size)).order_by("place")
        self.nodes = _Ahead(nodes, lambda node: node.place)
        self.openings = _Ahead(Opening.objects.order_by("entry_id", "path"), lambda opening: opening.entry_id)
        self.keys: Mapping[bytes, Span] = {}
        self.checkpoints = _Ahead(Checkpoint.objects.order_by("size"), lambda checkpoint: checkpoint.size)

    def run(self) -> None:
        self.keys = _keys()
        self._signed()
        for entry in Entry.objects.filter(index__lt=self.head.size).order_by("index").iterator(chunk_size=_PIECE):
            index = self.tree.size
            if entry.pk != index:
                raise _Found(min(index, entry.pk), f"記録{index}番がありません。")
            data = _checked_leaf(entry)
            while opening := self.openings.pop(index):
                _check_opening(opening, index, data)
            self._nodes(index, self.tree.append(leaf_hash(entry.leaf.encode())))
            self._signed()
        self._end()

    def _nodes(self, index: int, made: list[bytes]) -> None:
        place = first_place(index)
        for level, hashed in enumerate(made, 1):
            stored = self.nodes.pop(place)
            first = index + 1 - (1 << level)
            if stored is None or stored.place != place:
                raise _Found(first, f"記録{first}〜{index}番をまとめる節がありません。")
            if bytes(stored.hash) != hashed:
                raise _Found(first, f"記録{first}〜{index}番をまとめる節が、記録から計算したものと違います。")
            place += 1

    def _signed(self) -> None:
        while row := self.checkpoints.pop(self.tree.size):
            key = next((key for key, span in self.keys.items() if span.holds(row.size)), public_key())
            _check_checkpoint(row, self.tree, key)

    def _end(self) -> None:
        size = self.tree.size
        if size < self.head.size:
            raise _Found(size, f"記録{size}番から{self.head.size - 1}番までがありません。")
        self._head()
        self._rest()

    def _head(self) -> None:
        stored = bytes(self.head.frontier)
        if stored == self.tree.to_bytes():
            return
        for place, subtree in enumerate(subtrees(0, self.tree.size)):
            if stored[place * 32 : place * 32 + 32] != self.tree.hashes[place]:
                first = subtree.position << subtree.level
                raise _Found(first, f"台帳の先頭が、記録{first}番からの記録と合いません。")
        raise _Found(self.tree.size, "台帳の先頭に余分なものがあります。")

    def _rest(self) -> None:
        """See whether anything stands beyond the head, or belongs to no entry."""
        with transaction.atomic():
            head = Head.objects.select_for_update().filter(pk=1).first()
            size = head.size if head else 0
            strays = [
                Entry.objects.filter(index__gte=size).values_list("index").first(),
                Node.objects.filter(place__gte=first_place(size)).values_list("place").first() and (size,),
                Opening.objects.filter(entry_id__gte=size).values_list("entry_id").first(),
            ]
        if self.checkpoints.next is not None and self.checkpoints.next.size > size:
            raise _Found(size, f"{self.checkpoints.next.size}件で署名されているのに、記録が{size}件しかありません。")
        for stray in filter(None, strays):
            raise _Found(stray[0], f"台帳の先頭は{size}件なのに、その先の行があります。")


def _checked_leaf(entry: Entry) -> Json:
    """Return the data of an entry whose leaf, hash and columns agree."""
    index, leaf = entry.pk, entry.leaf.encode()
    if leaf_hash(leaf) != bytes(entry.leaf_hash):
        raise _Found(index, f"記録{index}番の文とハッシュが合いません。")
    try:
        value = parse(leaf)
    except NotCanonical as error:
        raise _Found(index, f"記録{index}番が読めません（{error}）。") from error
    columns = {
        "at": moment(entry.at),
        "action": entry.action,
        "subject": entry.subject,
        "actor": entry.actor_ref,
        "organization": entry.organization_code,
    }
    for name, column in columns.items():
        if not isinstance(value, dict) or value.get(name) != column:
            raise _Found(index, f"記録{index}番の {name} の列が、記録の文と違います。")
    return value.get("data") if isinstance(value, dict) else None


def _check_opening(opening: Opening, index: int, data: Json) -> None:
    seal = at_pointer(data, opening.path) if opening.entry_id == index else None
    salt = bytes(opening.salt)
    if (
        not isinstance(seal, dict)
        or len(salt) != SALT_BYTES
        or seal.get("$key") != key_digest(salt, opening.person_ref)
    ):
        raise _Found(opening.entry_id, f"記録{opening.entry_id}番の {opening.path} の秘匿値の鍵が壊れています。")


def _keys() -> Mapping[bytes, Span]:
    try:
        return keys_in_use(public_key())
    except CheckpointFault as error:
        raise _Found(0, f"鍵の履歴：{error}") from error


def _check_checkpoint(row: Checkpoint, tree: Frontier, key: bytes) -> None:
    index = max(row.size - 1, 0)
    if bytes(row.root) != tree.root():
        raise _Found(index, f"{row.size}件で署名された根が、記録から計算したものと違います。")
    try:
        signed = open_checkpoint(row.note, key)
    except CheckpointFault as error:
        raise _Found(index, f"{row.size}件のチェックポイント：{error}") from error
    if signed != Signed(signed.origin, row.size, bytes(row.root), moment(row.signed_at)):
        raise _Found(index, f"{row.size}件のチェックポイントの列が、署名された文と違います。")
