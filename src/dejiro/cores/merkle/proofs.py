"""Proofs that an entry is in the log, and that a later log contains an earlier one unaltered.

Source: RFC 9162, sections 2.1.3 and 2.1.4 (the tree of RFC 6962).
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from dejiro.cores.merkle.tree import EMPTY_ROOT, fold, node_hash


class Subtree(NamedTuple):
    """A complete subtree: 2**level entries, the `position`-th such group from the left. Level 0 is an entry."""

    level: int
    position: int


Plan: TypeAlias = list[list[Subtree]]
Reader: TypeAlias = Callable[[Subtree], bytes]


def subtrees(start: int, end: int) -> list[Subtree]:
    """Return the complete subtrees that make up the entries start <= i < end, largest first.

    `start` must be a multiple of the greatest power of two that fits the range, as every range in a proof is.
    """
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append(Subtree(level, start >> level))
        start += 1 << level
    return found


def inclusion_plan(index: int, size: int) -> Plan:
    """Return what an inclusion proof is made of: for each of its hashes, from the entry upwards, the subtrees to fold.

    Raises:
        ValueError: unless 0 <= index < size.
    """
    if not 0 <= index < size:
        raise ValueError(f"{index}番の記録は、大きさ{size}の台帳にありません。")
    start, end, plan = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            plan.append(subtrees(middle, end))
            end = middle
        else:
            plan.append(subtrees(start, middle))
            start = middle
    return plan[::-1]


def consistency_plan(old: int, new: int) -> Plan:
    """Return what a consistency proof is made of: for each of its hashes, in order, the subtrees to fold.

    Raises:
        ValueError: unless 0 <= old <= new.
    """
    if not 0 <= old <= new:
        raise ValueError(f"大きさ{old}から{new}への整合性は証明できません。古い方を先に書いてください。")
    if old in {0, new}:
        return []
    start, end, whole, plan = 0, new, True, []
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            plan.append(subtrees(middle, end))
            end = middle
        else:
            plan.append(subtrees(start, middle))
            start, whole = middle, False
    if not whole:
        plan.append(subtrees(start, end))
    return plan[::-1]


def prove(plan: Plan, read: Reader) -> list[bytes]:
    """Return the proof: the plan with every subtree's root read and folded."""
    return [fold([read(subtree) for subtree in part]) for part in plan]


def root_at(size: int, read: Reader) -> bytes:
    """Return the root that the log had at a size."""
    return fold([read(subtree) for subtree in subtrees(0, size)])


def includes(root: bytes, size: int, leaf: bytes, index: int, proof: Sequence[bytes]) -> bool:
    """Return whether the proof shows that the entry with this hash is number `index` of the log of this size.

    >>> from dejiro.cores.merkle.tree import leaf_hash, node_hash
    >>> one, two = leaf_hash(b"1"), leaf_hash(b"2")
    >>> includes(node_hash(one, two), 2, two, 1, [one])
    True
    """
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(sibling, found)
            shift = _zeros(place)
            place, last = place >> shift, last >> shift
        else:
            found = node_hash(found, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def extends(old_root: bytes, old: int, new_root: bytes, new: int, proof: Sequence[bytes]) -> bool:
    """Return whether the proof shows that the log of size `new` begins with the whole log of size `old`."""
    if not 0 <= old <= new:
        return False
    if old in {0, new}:
        return not proof and old_root == (EMPTY_ROOT if old == 0 else new_root)
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        return False
    shift = _zeros(~(old - 1))
    place, last = (old - 1) >> shift, (new - 1) >> shift
    old_found = new_found = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old_found, new_found = node_hash(sibling, old_found), node_hash(sibling, new_found)
            shift = _zeros(place)
            place, last = place >> shift, last >> shift
        else:
            new_found = node_hash(new_found, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and old_found == old_root and new_found == new_root


def _split(count: int) -> int:
    """Return the greatest power of two below the count."""
    return 1 << ((count - 1).bit_length() - 1)


def _zeros(number: int) -> int:
    """Return how many zero bits the number ends in; 0 for 0."""
    return (number & -number).bit_length() - 1 if number else 0
