"""What is done is recorded in the same transaction, in the order of the doing, without a personal word."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from dejiro.cores.merkle.canonical import NotCanonical, parse
from dejiro.cores.merkle.tree import Frontier, leaf_hash
from dejiro.foundation.accounts.actors import SYSTEM
from dejiro.foundation.ledger.models import Checkpoint, Entry, Head, Node, Opening
from dejiro.foundation.ledger.selectors import seal_opens
from dejiro.foundation.ledger.services import Personal, erase_person, record, subject_of
from dejiro.foundation.ledger.tests.support import Act
from dejiro.foundation.ledger.verification import verify_log

pytestmark = pytest.mark.django_db


def test_the_log_grows_as_the_tree_of_rfc_6962_does(act: Act) -> None:
    tree = Frontier()
    made = []
    for number in range(21):
        entry = act(title="端末の更新", quantity=40)
        assert entry.index == number
        made += tree.append(leaf_hash(entry.leaf.encode()))
    head = Head.objects.get()
    assert (head.size, bytes(head.frontier)) == (21, tree.to_bytes())
    assert [bytes(node.hash) for node in Node.objects.all()] == made
    assert list(Node.objects.values_list("place", flat=True)) == list(range(len(made)))


def test_a_leaf_says_who_did_what_to_what_and_when(act: Act) -> None:
    entry = Entry.objects.get(pk=act("needs.voice:7", quantity=40).pk)
    assert parse(entry.leaf.encode()) == {
        "v": 1,
        "at": entry.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "action": "needs.voice.create",
        "subject": "needs.voice:7",
        "actor": "5d1c2f1e-0000-4000-8000-000000000001",
        "organization": "133086",
        "data": {"quantity": 40},
    }


def test_the_platform_itself_can_act() -> None:
    with transaction.atomic():
        entry = record(actor=SYSTEM, action="commitments.round.close", subject="commitments.round:1", data={})
    assert (entry.actor_ref, entry.organization_code) == ("system", "")


def test_a_personal_value_stands_in_the_log_only_as_a_seal(act: Act) -> None:
    entry = act(contact={"names": [Personal("山田花子", "p-1")], "a/b": Personal("鈴木", "p-2")})
    assert not any(word in entry.leaf for word in ("山田", "花子", "鈴木", "p-1", "p-2"))
    openings = {opening.path: opening.person_ref for opening in Opening.objects.all()}
    assert openings == {"/contact/names/0": "p-1", "/contact/a~1b": "p-2"}
    assert seal_opens(entry.index, "/contact/names/0", "山田花子")
    assert seal_opens(entry.index, "/contact/a~1b", "鈴木")
    assert not seal_opens(entry.index, "/contact/a~1b", "山田花子")


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded() -> None:
    with pytest.raises(RuntimeError, match="atomic"):
        record(actor=SYSTEM, action="a", subject="b", data={})


def do_with_a_bad_record(act: Act) -> None:
    Checkpoint.objects.create(size=0, root=bytes(32), note="", signed_at=datetime.now(UTC))
    act(price=3.5)


def test_a_row_whose_record_fails_is_not_kept(act: Act) -> None:
    with pytest.raises(NotCanonical, match=r"\$\.data\.price: float"), transaction.atomic():
        do_with_a_bad_record(act)
    assert not Checkpoint.objects.exists()
    assert not Entry.objects.exists()


def record_and_fail(act: Act) -> None:
    act(name=Personal("山田", "p-1"))
    raise ZeroDivisionError


def test_a_row_that_fails_after_its_record_takes_the_record_with_it(act: Act) -> None:
    act()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record_and_fail(act)
    assert Head.objects.get().size == 1
    assert not Opening.objects.exists()
    assert act().index == 1
    assert verify_log().good


@pytest.mark.parametrize("field", ["action", "subject"])
def test_a_name_longer_than_the_table_takes_is_refused(act: Act, field: str) -> None:
    with pytest.raises(ValueError, match=f"{field}=.*at most 80"):
        act(**{field: "a" * 81})
    assert not Entry.objects.exists()


def test_keys_with_a_dollar_are_the_logs_own(act: Act) -> None:
    with pytest.raises(ValueError, match=r"/outer/\$sealed"):
        act(outer={"$sealed": "00"})


def test_a_row_is_known_by_its_model_and_number() -> None:
    assert subject_of(Checkpoint(pk=12)) == "ledger.checkpoint:12"
    with pytest.raises(ValueError, match="save the row"):
        subject_of(Checkpoint())


def test_erasing_a_person_closes_their_seals_for_ever_and_the_log_still_verifies(act: Act) -> None:
    entry = act(name=Personal("山田花子", "p-1"), of=Personal("鈴木", "p-2"))
    assert erase_person("p-1") == 1
    assert not seal_opens(entry.index, "/name", "山田花子")
    assert seal_opens(entry.index, "/of", "鈴木")
    last = Entry.objects.latest("index")
    assert (last.action, last.subject, last.actor_ref) == ("ledger.person.erase", "ledger.person:p-1", "system")
    assert verify_log().good


def test_erasing_is_recorded_under_who_asked_for_it() -> None:
    assert erase_person("p-1", actor=SYSTEM) == 0
    assert Entry.objects.get().actor_ref == "system"
