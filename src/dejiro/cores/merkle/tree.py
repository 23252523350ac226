"""The Merkle tree over a growing list, kept as its frontier: the roots of its complete subtrees.

Source: RFC 6962, section 2.1 (RFC 9162, section 2.1 is the same).
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Final

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of one entry; its prefix keeps an inner node from being passed off as an entry.

    >>> leaf_hash(b"").hex()[:16]
    '6e340b9cffb37a98'
    """
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node over its two children."""
    return sha256(b"\x01" + left + right).digest()


def fold(hashes: list[bytes]) -> bytes:
    """Return the root over subtree roots that shrink from left to right; the empty tree's root for none."""
    if not hashes:
        return EMPTY_ROOT
    *rest, root = hashes
    for left in reversed(rest):
        root = node_hash(left, root)
    return root


class Frontier:
    """A tree that only grows: its size and the roots of its complete subtrees, largest first.

    >>> tree = Frontier()
    >>> for line in (b"voice", b"need", b"commitment"):
    ...     _ = tree.append(leaf_hash(line))
    >>> tree.size, tree.root().hex()[:16]
    (3, '0b3990dc6969a4f4')
    """

    __slots__ = ("hashes", "size")

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        self.size = size
        self.hashes = list(hashes)
        if len(self.hashes) != size.bit_count() or any(len(item) != HASH_BYTES for item in self.hashes):
            raise ValueError(f"大きさ{size}の木の前線は{HASH_BYTES}バイトのハッシュ{size.bit_count()}個です。")

    @classmethod
    def from_bytes(cls, size: int, joined: bytes) -> "Frontier":
        """Return the frontier whose hashes stand one after the other.

        Raises:
            ValueError: if their number does not fit the size.
        """
        return cls(size, (joined[at : at + HASH_BYTES] for at in range(0, len(joined), HASH_BYTES)))

    def to_bytes(self) -> bytes:
        """Return the hashes one after the other."""
        return b"".join(self.hashes)

    def append(self, leaf: bytes) -> list[bytes]:
        """Add an entry's hash; at most log2(size) + 1 hashings.

        Returns:
            The roots of the subtrees that this entry completed, from level 1 upwards: see `stored_place`.
        """
        made: list[bytes] = []
        size, hashes = self.size, self.hashes
        while size & 1:
            leaf = sha256(b"\x01" + hashes.pop() + leaf).digest()
            made.append(leaf)
            size >>= 1
        hashes.append(leaf)
        self.size += 1
        return made

    def root(self) -> bytes:
        """Return the root over everything appended so far."""
        return fold(self.hashes)


def stored_place(level: int, position: int) -> int:
    """Return the place of an inner node in the list of all inner nodes in the order in which appending makes them.

    The list has no gaps and only grows at its end; entry n makes places n - popcount(n) and following.

    Args:
        level: height above the entries, at least 1.
        position: number of the subtree among those of its level, from the left, from 0.
    """
    last = ((position + 1) << level) - 1
    return first_place(last) + level - 1


def first_place(index: int) -> int:
    """Return how many inner nodes stand before those that entry `index` makes."""
    return index - index.bit_count()
