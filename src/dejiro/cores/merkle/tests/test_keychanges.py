"""A log's key is changed more than once: each signs at its own sizes; only a change that both keys signed counts."""

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dejiro.cores.merkle.checkpoints import CheckpointFault, public_key
from dejiro.cores.merkle.keychanges import KeyChange, Span, change_from_json, changes_from_json, key_change, spans

ORIGIN, AT = "dejiro.demo/ledger", "2027-04-01T00:00:00.000000Z"
seeds = st.lists(st.binary(min_size=32, max_size=32), min_size=2, max_size=5, unique=True)


def changed(keys: Sequence[bytes], sizes: Sequence[int]) -> list[KeyChange]:
    """Return the changes from each key to the next, after these sizes."""
    return [key_change(ORIGIN, old, new, size, AT) for (old, new), size in zip(pairwise(keys), sizes, strict=True)]


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[bytes], list[KeyChange]]:
    keys = draw(seeds)
    sizes = draw(st.lists(st.integers(0, 50), min_size=len(keys) - 1, max_size=len(keys) - 1, unique=True).map(sorted))
    return keys, changed(keys, sizes)


@given(histories(), st.integers(0, 60))
def test_whichever_key_is_trusted_each_size_has_one_key_and_it_is_the_same(
    history: tuple[list[bytes], list[KeyChange]], size: int
) -> None:
    keys, changes = history
    wanted = next((change.old for change in changes if size <= change.size), changes[-1].new)
    for trusted in map(public_key, keys):
        assert [key for key, span in spans(trusted, changes).items() if span.holds(size)] == [wanted]


@given(histories(), st.data())
def test_a_change_that_says_anything_else_than_was_signed_is_refused(
    history: tuple[list[bytes], list[KeyChange]], data: st.DataObject
) -> None:
    keys, changes = history
    place = data.draw(st.integers(0, len(changes) - 1))
    one = changes[place]
    forged = data.draw(
        st.sampled_from(
            [
                replace(one, origin="other.example/ledger"),
                replace(one, size=one.size + 1),
                replace(one, at=""),
                replace(one, old=one.new, new=one.old),
                replace(one, by_old=one.by_new),
                replace(one, by_new=bytes(64)),
            ]
        )
    )
    with pytest.raises(CheckpointFault, match=f"{place + 1}件目"):
        spans(public_key(keys[0]), [*changes[:place], forged, *changes[place + 1 :]])


@given(histories())
def test_a_history_survives_the_way_through_json(history: tuple[list[bytes], list[KeyChange]]) -> None:
    _keys, changes = history
    text = json.dumps({"origin": ORIGIN, "changes": [change.to_json() for change in changes]})
    assert changes_from_json(text) == tuple(changes)


def test_a_key_that_no_change_names_is_trusted_alone_and_always() -> None:
    (change,) = changed([bytes(32), bytes([1]) * 32], [7])
    stranger = public_key(bytes([2]) * 32)
    assert spans(stranger, [change]) == spans(stranger, []) == {stranger: Span()}
    assert Span().holds(0)


@pytest.mark.parametrize("sizes", [(7, 7), (7, 6)])
def test_changes_go_forward_in_the_log(sizes: tuple[int, int]) -> None:
    with pytest.raises(CheckpointFault, match="2件目"):
        spans(public_key(bytes(32)), changed([bytes(32), bytes([1]) * 32, bytes([2]) * 32], sizes))


def test_a_key_that_was_retired_does_not_come_again() -> None:
    with pytest.raises(CheckpointFault, match="2件目"):
        spans(public_key(bytes(32)), changed([bytes(32), bytes([1]) * 32, bytes(32)], (7, 9)))


def test_a_key_does_not_take_its_own_place() -> None:
    with pytest.raises(CheckpointFault, match="同じ"):
        key_change(ORIGIN, bytes(32), bytes(32), 7, AT)


def test_a_size_is_a_number() -> None:
    (change,) = changed([bytes(32), bytes([1]) * 32], [7])
    with pytest.raises(TypeError):
        change_from_json(ORIGIN, {**change.to_json(), "size": "7"})
