"""Timelines, lists and proofs are read in few queries, however long the log."""

import pytest
from pytest_django import DjangoAssertNumQueries

from dejiro.cores.merkle.proofs import extends, includes
from dejiro.cores.merkle.tree import EMPTY_ROOT
from dejiro.foundation.ledger.checkpoints import checkpoint_sign
from dejiro.foundation.ledger.faults import LogAltered
from dejiro.foundation.ledger.models import Entry, Node
from dejiro.foundation.ledger.selectors import (
    at_pointer,
    consistency,
    consistency_between,
    entries,
    history,
    inclusion,
    log_size,
    seal_opens,
)
from dejiro.foundation.ledger.tests.support import Act

pytestmark = pytest.mark.django_db


def test_a_history_is_told_oldest_first(seven: list[Entry], django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        told = history("needs.voice:1")
    assert [(view.index, view.data) for view in told[:2]] == [(1, {"n": 1}), (4, {"n": 4})]
    assert told[0].actor_ref == "5d1c2f1e-0000-4000-8000-000000000001"
    assert told[0].organization_code == "133086"
    assert history("needs.voice:99") == []


def test_entries_are_listed_newest_first_and_narrowed(act: Act, seven: list[Entry]) -> None:
    act("commitments.round:1", "commitments.round.open")
    assert [entry.index for entry in entries()][:3] == [7, 6, 5]
    assert [entry.index for entry in entries(subject="needs.voice:0")] == [6, 3, 0]
    assert [entry.index for entry in entries(action="commitments.")] == [7]
    assert entries(organization_code="133086", actor_ref=seven[0].actor_ref).count() == 8
    assert not entries(organization_code="132055").exists()


@pytest.mark.parametrize("size", [None, 7, 4])
def test_an_entry_is_proved_against_the_log_as_it_stood(
    seven: list[Entry], size: int | None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2 if size else 3):
        proof = inclusion(3, size)
    assert proof.size == size or (size is None and proof.size == 7)
    assert includes(proof.root, proof.size, proof.leaf_hash, 3, proof.path)


def test_a_later_log_is_proved_to_begin_with_an_earlier_one(act: Act, seven: list[Entry]) -> None:
    first = checkpoint_sign()
    act()
    act()
    second = checkpoint_sign()
    proof = consistency_between(first, second)
    assert (proof.old_size, proof.new_size) == (7, 9)
    assert (proof.old_root, proof.new_root) == (bytes(first.root), bytes(second.root))
    assert extends(proof.old_root, 7, proof.new_root, 9, proof.path)


def test_an_empty_log_has_the_empty_root() -> None:
    assert log_size() == 0
    assert consistency(0).new_root == EMPTY_ROOT


@pytest.mark.parametrize("size", [None, 8])
def test_no_proof_beyond_the_end_of_the_log(seven: list[Entry], size: int | None) -> None:
    with pytest.raises(ValueError, match=r"ありません|達していません"):
        inclusion(7, size)
    with pytest.raises(ValueError, match=r"古い方を先に|達していません"):
        consistency(9, size)


def test_a_lost_node_is_said(seven: list[Entry]) -> None:
    Node.objects.filter(place=0).delete()
    with pytest.raises(LogAltered, match="失われています"):
        inclusion(3)


def test_a_seal_that_is_not_there_does_not_open(seven: list[Entry]) -> None:
    assert seal_opens(2, "/name", "山田花子")
    assert not seal_opens(2, "/other", "山田花子")
    assert not seal_opens(1, "/name", "山田花子")


def test_pointers_that_lead_nowhere_give_nothing() -> None:
    assert at_pointer({"a": [{"b/c": 1}]}, "/a/0/b~1c") == 1
    for path in ("/x", "/a/1", "/a/x", "/a/0/b~1c/d"):
        assert at_pointer({"a": [{"b/c": 1}]}, path) is None
