"""Changes of the key that signs checkpoints: each is signed by the key that goes and by the one that comes.

Whoever trusts one key of a log comes by the changes to every other one, forwards and backwards, and to the sizes of the
log at which each of them signs. Beyond those its signature counts for nothing, so that a key that was retired, and then
lost, signs no later log.

    dejiro.example/ledger
    key change
    d75a980182b10ab7… (the old public key)
    3d4017c3e843895a… (the new public key)
    1520              (the last size at which the old one signs)
    2027-04-01T00:00:00.000000Z
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dejiro.cores.merkle.canonical import Json
from dejiro.cores.merkle.checkpoints import CheckpointFault, good, key_from_hex, public_key, signature

LONGEST = 1024 * 1024
HEX = 128


@dataclass(frozen=True)
class Span:
    """The sizes of the log at which a key signs: more than `above`, up to `last` (None: as long as it is in use)."""

    above: int = -1
    last: int | None = None

    def holds(self, size: int) -> bool:
        """True when the key signs at this size."""
        return self.above < size and (self.last is None or size <= self.last)


@dataclass(frozen=True)
class KeyChange:
    """A new key in the place of an old one.

    `size` is the last size at which the old one signs, `at` a moment in UTC.
    """

    origin: str
    old: bytes
    new: bytes
    size: int
    at: str
    by_old: bytes = b""
    by_new: bytes = b""

    def text(self) -> str:
        """Return what both keys sign."""
        lines = (self.origin, "key change", self.old.hex(), self.new.hex(), str(self.size), self.at)
        return "".join(f"{line}\n" for line in lines)

    @property
    def good(self) -> bool:
        """True when both keys have signed it."""
        message = self.text().encode()
        return good(self.old, self.by_old, message) and good(self.new, self.by_new, message)

    def to_json(self) -> dict[str, Json]:
        """Return it as it is published, without the log's name, which stands once for all."""
        return {
            "old": self.old.hex(),
            "new": self.new.hex(),
            "size": self.size,
            "at": self.at,
            "by_old": self.by_old.hex(),
            "by_new": self.by_new.hex(),
        }


def key_change(origin: str, old_seed: bytes, new_seed: bytes, size: int, at: str) -> KeyChange:
    """Return a change signed by both keys.

    Raises:
        CheckpointFault: if both are the same.
    """
    unsigned = KeyChange(origin, public_key(old_seed), public_key(new_seed), size, at)
    if unsigned.old == unsigned.new:
        raise CheckpointFault("新しい鍵が、今の鍵と同じです。")
    message = unsigned.text().encode()
    by_old, by_new = signature(old_seed, message), signature(new_seed, message)
    return KeyChange(origin, unsigned.old, unsigned.new, size, at, by_old, by_new)


def spans(key: bytes, changes: Sequence[KeyChange]) -> dict[bytes, Span]:
    """Return every key that is trusted when this one is, in the order of use, with the sizes at which it signs.

    Args:
        key: the one that is trusted; alone when no change names it.
        changes: in the order in which they were made.

    Raises:
        CheckpointFault: if a change lacks a good signature, or they do not follow one on the other.
    """
    found: dict[bytes, Span] = {}
    above = -1
    for place, change in enumerate(changes):
        follows = place == 0 or (change.old == changes[place - 1].new and change.origin == changes[0].origin)
        if not follows or not change.good or change.size <= above or change.new in found:
            raise CheckpointFault(
                f"鍵の履歴の{place + 1}件目が、前の鍵と続いていないか、両方の鍵で署名されていません。"
            )
        found[change.old] = Span(above, change.size)
        found[change.new] = Span(change.size)
        above = change.size
    return found if key in found else {key: Span()}


def changes_from_json(text: str) -> tuple[KeyChange, ...]:
    """Return the changes of a published history; their signatures are not checked yet.

    Raises:
        CheckpointFault: if the text has another form.
    """
    try:
        value = json.loads(text[:LONGEST])
        return tuple(change_from_json(str(value["origin"]), one) for one in value["changes"])
    except (ValueError, KeyError, TypeError) as error:
        raise CheckpointFault("鍵の履歴（keys.json）の形ではありません。") from error


def change_from_json(origin: str, value: Mapping[str, Json]) -> KeyChange:
    """Return one change as `to_json` wrote it.

    Raises:
        KeyError, TypeError, ValueError: if it has another form.
    """
    by_old, by_new = (bytes.fromhex(str(value[name])[:HEX]) for name in ("by_old", "by_new"))
    size = value["size"]
    if not isinstance(size, int):
        raise TypeError(size)
    old, new = key_from_hex(str(value["old"])), key_from_hex(str(value["new"]))
    return KeyChange(origin, old, new, size, str(value["at"]), by_old, by_new)
