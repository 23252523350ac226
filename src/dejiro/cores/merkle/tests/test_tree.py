"""The tree is RFC 6962's: its known vectors, its recursive definition, and another implementation agree with ours."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from dejiro.cores.merkle.proofs import (
    Subtree,
    consistency_plan,
    extends,
    includes,
    inclusion_plan,
    prove,
    root_at,
    subtrees,
)
from dejiro.cores.merkle.tree import EMPTY_ROOT, Frontier, first_place, leaf_hash, node_hash, stored_place

# The eight entries and the roots of their first n that Certificate Transparency's implementations share.
ENTRIES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def grown(entries: list[bytes]) -> Frontier:
    tree = Frontier()
    for entry in entries:
        tree.append(leaf_hash(entry))
    return tree


def naive_root(entries: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word for word."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    k = split(len(entries))
    return sha256(b"\x01" + naive_root(entries[:k]) + naive_root(entries[k:])).digest()


def naive_path(m: int, entries: list[bytes]) -> list[bytes]:
    """RFC 6962, section 2.1.1."""
    if len(entries) == 1:
        return []
    k = split(len(entries))
    if m < k:
        return [*naive_path(m, entries[:k]), naive_root(entries[k:])]
    return [*naive_path(m - k, entries[k:]), naive_root(entries[:k])]


def naive_subproof(m: int, entries: list[bytes], *, whole: bool = True) -> list[bytes]:
    """RFC 6962, section 2.1.2."""
    if m == len(entries):
        return [] if whole else [naive_root(entries)]
    k = split(len(entries))
    if m <= k:
        return [*naive_subproof(m, entries[:k], whole=whole), naive_root(entries[k:])]
    return [*naive_subproof(m - k, entries[k:], whole=False), naive_root(entries[:k])]


def split(count: int) -> int:
    k = 1
    while k * 2 < count:
        k *= 2
    return k


def over(entries: list[bytes]):  # type: ignore[no-untyped-def]  # a reader
    def read(subtree: Subtree) -> bytes:
        start = subtree.position << subtree.level
        return naive_root(entries[start : start + (1 << subtree.level)])

    return read


lists = st.lists(st.binary(max_size=6), min_size=1, max_size=70)


@pytest.mark.parametrize("size", range(9))
def test_roots_are_the_known_ones(size: int) -> None:
    assert grown(ENTRIES[:size]).root().hex() == ROOTS[size]


def test_the_known_inclusion_proof_is_ours() -> None:
    assert [item.hex() for item in prove(inclusion_plan(5, 8), over(ENTRIES))] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def test_an_inner_node_cannot_pass_for_an_entry() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != node_hash(left, right)


@given(lists)
def test_the_root_is_the_recursive_definitions_and_the_other_implementations(entries: list[bytes]) -> None:
    other = InmemoryTree(algorithm="sha256")
    for entry in entries:
        other.append_entry(entry)
    assert grown(entries).root() == naive_root(entries) == other.get_root()


@given(lists, st.data())
def test_every_inclusion_proof_is_the_rfcs_and_holds(entries: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(entries) - 1))
    proof = prove(inclusion_plan(index, len(entries)), over(entries))
    assert proof == naive_path(index, entries)
    assert includes(naive_root(entries), len(entries), leaf_hash(entries[index]), index, proof)


@given(lists, st.data())
def test_every_consistency_proof_is_the_rfcs_and_holds(entries: list[bytes], data: st.DataObject) -> None:
    old = data.draw(st.integers(1, len(entries)))
    proof = prove(consistency_plan(old, len(entries)), over(entries))
    assert proof == naive_subproof(old, entries)
    assert extends(naive_root(entries[:old]), old, naive_root(entries), len(entries), proof)


@given(lists, st.data())
def test_an_altered_inclusion_proof_does_not_hold(entries: list[bytes], data: st.DataObject) -> None:
    size = len(entries)
    index = data.draw(st.integers(0, size - 1))
    proof, root, leaf = naive_path(index, entries), naive_root(entries), leaf_hash(entries[index])
    assert not includes(root, size, leaf_hash(b"forged entry"), index, proof)
    assert not includes(root, size, leaf, index, [*proof, bytes(32)])
    assert not includes(root, size, leaf, size, proof)
    assert not includes(root, size, leaf, -1, proof)
    for place in range(len(proof)):
        assert not includes(root, size, leaf, index, proof[:place] + proof[place + 1 :])
        assert not includes(root, size, leaf, index, [*proof[:place], bytes(32), *proof[place + 1 :]])


@given(lists, st.data())
def test_an_altered_consistency_proof_does_not_hold(entries: list[bytes], data: st.DataObject) -> None:
    new = len(entries)
    old = data.draw(st.integers(1, new))
    proof, old_root, root = naive_subproof(old, entries), naive_root(entries[:old]), naive_root(entries)
    assert not extends(bytes(32), old, root, new, proof)
    assert not extends(old_root, old, bytes(32), new, proof)
    assert not extends(old_root, old, root, new, [*proof, bytes(32)])
    assert not extends(old_root, new + 1, root, new, proof)
    assert not extends(old_root, -1, root, new, proof)
    for place in range(len(proof)):
        assert not extends(old_root, old, root, new, proof[:place] + proof[place + 1 :])
        assert not extends(old_root, old, root, new, [*proof[:place], bytes(32), *proof[place + 1 :]])


def test_every_log_extends_the_empty_one() -> None:
    assert consistency_plan(0, 5) == []
    assert extends(EMPTY_ROOT, 0, naive_root(ENTRIES[:5]), 5, [])
    assert not extends(bytes(32), 0, naive_root(ENTRIES[:5]), 5, [])


def test_a_missing_proof_does_not_hold() -> None:
    assert not extends(naive_root(ENTRIES[:3]), 3, naive_root(ENTRIES[:5]), 5, [])


@given(lists)
def test_inner_nodes_are_stored_in_the_order_in_which_they_are_made(entries: list[bytes]) -> None:
    tree = Frontier()
    stored: list[bytes] = []
    for index, entry in enumerate(entries):
        assert len(stored) == first_place(index)
        stored += tree.append(leaf_hash(entry))
    for level in range(1, len(entries).bit_length()):
        for position in range(len(entries) >> level):
            assert stored[stored_place(level, position)] == over(entries)(Subtree(level, position))


@given(lists)
def test_a_frontier_survives_its_bytes(entries: list[bytes]) -> None:
    tree = grown(entries)
    again = Frontier.from_bytes(tree.size, tree.to_bytes())
    again.append(leaf_hash(b"next"))
    assert again.root() == naive_root([*entries, b"next"])


@pytest.mark.parametrize(("size", "joined"), [(1, b""), (0, bytes(32)), (3, bytes(63)), (2, bytes(64))])
def test_a_frontier_that_does_not_fit_its_size_is_refused(size: int, joined: bytes) -> None:
    with pytest.raises(ValueError, match=f"大きさ{size}の木"):
        Frontier.from_bytes(size, joined)


@given(lists)
def test_a_past_root_is_read_from_the_stored_subtrees(entries: list[bytes]) -> None:
    assert root_at(len(entries), over(entries)) == naive_root(entries)


def test_a_range_is_the_fewest_complete_subtrees() -> None:
    assert subtrees(8, 15) == [Subtree(2, 2), Subtree(1, 6), Subtree(0, 14)]


@pytest.mark.parametrize(("index", "size"), [(5, 5), (-1, 5), (0, 0)])
def test_no_proof_for_an_entry_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="ありません"):
        inclusion_plan(index, size)


@pytest.mark.parametrize(("old", "new"), [(6, 5), (-1, 5)])
def test_no_proof_from_a_later_log_to_an_earlier_one(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="古い方を先に"):
        consistency_plan(old, new)
