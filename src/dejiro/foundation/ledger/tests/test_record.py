"""What is done is recorded in the same transaction, in the order of the doing, without a personal word."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.db import transaction

from dejiro.cores.merkle.canonical import NotCanonical, parse
from dejiro.cores.merkle.tree import Frontier, leaf_hash
from dejiro.foundation.ledger.models import Checkpoint, Entry, Head, Node, Opening
from dejiro.foundation.ledger.services import Personal, erase_person, record, subject_of

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Officer:
    person_ref: str = "5d1c2f1e-0000-4000-8000-000000000001"
    organization_code: str = "133086"


def voice(number: int = 1, **data: object) -> Entry:
    with transaction.atomic():
        return record(actor=Officer(), action="needs.voice.create", subject=f"needs.voice:{number}", data=data)  # type: ignore[arg-type]


def test_the_log_grows_as_the_tree_of_rfc_6962_does() -> None:
    tree = Frontier()
    made = []
    for number in range(21):
        entry = voice(number, title="端末の更新", quantity=40)
        assert entry.index == number
        made += tree.append(leaf_hash(entry.leaf.encode()))
    head = Head.objects.get()
    assert (head.size, bytes(head.frontier)) == (21, tree.to_bytes())
    assert [bytes(node.hash) for node in Node.objects.all()] == made
    assert list(Node.objects.values_list("place", flat=True)) == list(range(len(made)))


def test_a_leaf_says_who_did_what_to_what_and_when() -> None:
    entry = Entry.objects.get(pk=voice(7, quantity=40).pk)
    leaf = parse(entry.leaf.encode())
    assert leaf == {
        "v": 1,
        "at": entry.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "action": "needs.voice.create",
        "subject": "needs.voice:7",
        "actor": Officer.person_ref,
        "organization": "133086",
        "data": {"quantity": 40},
    }


def test_a_personal_value_stands_in_the_log_only_as_a_seal() -> None:
    entry = voice(contact={"names": [Personal("山田花子", "p-1")], "a/b": Personal("鈴木", "p-2")})
    assert not {"山", "鈴", "p-"} & {entry.leaf[at : at + n] for at in range(len(entry.leaf)) for n in (1, 2)}
    openings = {opening.path: opening.person_ref for opening in Opening.objects.all()}
    assert openings == {"/contact/names/0": "p-1", "/contact/a~1b": "p-2"}


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded() -> None:
    with pytest.raises(RuntimeError, match="atomic"):
        record(actor=Officer(), action="a", subject="b", data={})


def do_with_a_bad_record() -> None:
    Checkpoint.objects.create(size=0, root=bytes(32), note="", signed_at=datetime.now(UTC))
    voice(price=3.5)


def test_a_row_whose_record_fails_is_not_kept() -> None:
    with pytest.raises(NotCanonical), transaction.atomic():
        do_with_a_bad_record()
    assert not Checkpoint.objects.exists()
    assert not Entry.objects.exists()


def record_and_fail() -> None:
    voice(2, name=Personal("山田", "p-1"))
    raise ZeroDivisionError


def test_a_row_that_fails_after_its_record_takes_the_record_with_it() -> None:
    voice(1)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record_and_fail()
    assert Head.objects.get().size == 1
    assert not Opening.objects.exists()
    assert voice(3).index == 1


@pytest.mark.parametrize(("field", "text"), [("action", "a" * 81), ("subject", "s" * 81)])
def test_a_name_longer_than_the_table_takes_is_refused(field: str, text: str) -> None:
    with pytest.raises(ValueError, match=f"{field}=.*at most 80"), transaction.atomic():
        record(actor=Officer(), **{"action": "a", "subject": "s", field: text}, data={})


def test_keys_with_a_dollar_are_the_logs_own() -> None:
    with pytest.raises(ValueError, match="/outer/\\$sealed"):
        voice(outer={"$sealed": "00"})


def test_a_row_is_known_by_its_model_and_number() -> None:
    assert subject_of(Checkpoint(pk=12)) == "ledger.checkpoint:12"
    with pytest.raises(ValueError, match="save the row"):
        subject_of(Checkpoint())


def test_erasing_a_person_destroys_their_salts_and_leaves_the_others() -> None:
    voice(name=Personal("山田花子", "p-1"), of=Personal("鈴木", "p-2"))
    assert erase_person("p-1") == 1
    assert [opening.person_ref for opening in Opening.objects.all()] == ["p-2"]
    last = Entry.objects.latest("index")
    assert (last.action, last.subject, last.actor_ref) == ("ledger.person.erase", "ledger.person:p-1", "system")
