"""The log finds any byte of it that was changed behind its back, and names the first entry that is in doubt."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F, Model

from dejiro.cores.merkle.tree import leaf_hash
from dejiro.foundation.ledger.checkpoints import checkpoint_sign
from dejiro.foundation.ledger.models import Checkpoint, Entry, Head, Node, Opening
from dejiro.foundation.ledger.tests.support import Act
from dejiro.foundation.ledger.verification import verify_log

pytestmark = pytest.mark.django_db


def flipped(value: bytes, at: int) -> bytes:
    return value[:at] + bytes([value[at] ^ 1]) + value[at + 1 :]


def test_an_untouched_log_verifies(seven: list[Entry]) -> None:
    checkpoint = checkpoint_sign()
    check = verify_log()
    assert (check.good, check.size, check.root, check.message) == (True, 7, bytes(checkpoint.root), "")


def test_an_empty_log_verifies() -> None:
    assert verify_log().good
    checkpoint_sign()
    assert verify_log().good


def test_every_byte_of_a_leaf_counts(seven: list[Entry]) -> None:
    leaf = seven[3].leaf
    for at in range(len(leaf)):
        Entry.objects.filter(pk=3).update(leaf=leaf[:at] + chr(ord(leaf[at]) ^ 1) + leaf[at + 1 :])
        assert verify_log().bad_index == 3


BINARY: list[tuple[type[Model], object, str, int]] = [
    *[(Entry, index, "leaf_hash", index) for index in range(7)],
    (Node, 0, "hash", 0),
    (Node, 1, "hash", 2),
    (Node, 2, "hash", 0),
    (Node, 3, "hash", 4),
]


@pytest.mark.parametrize(("model", "key", "field", "bad"), BINARY)
def test_every_byte_of_a_hash_counts(seven: list[Entry], model: type[Model], key: object, field: str, bad: int) -> None:
    value = bytes(getattr(model._default_manager.get(pk=key), field))
    for at in range(len(value)):
        model._default_manager.filter(pk=key).update(**{field: flipped(value, at)})
        assert verify_log().bad_index == bad


def test_every_byte_of_the_head_counts(seven: list[Entry]) -> None:
    value = bytes(Head.objects.get().frontier)
    for at in range(len(value)):
        Head.objects.update(frontier=flipped(value, at))
        assert verify_log().bad_index == [0, 4, 6][at // 32]
    Head.objects.update(frontier=value + b"x")
    assert verify_log().bad_index == 7


def test_every_byte_of_a_salt_counts(seven: list[Entry]) -> None:
    salt = bytes(Opening.objects.get(entry_id=2).salt)
    for at in range(len(salt)):
        Opening.objects.filter(entry_id=2).update(salt=flipped(salt, at))
        assert verify_log().bad_index == 2


def test_every_letter_of_a_checkpoint_counts(act: Act, seven: list[Entry]) -> None:
    checkpoint = checkpoint_sign()
    act()
    for at in range(len(checkpoint.note)):
        changed = checkpoint.note[:at] + chr(ord(checkpoint.note[at]) ^ 1) + checkpoint.note[at + 1 :]
        Checkpoint.objects.update(note=changed)
        assert verify_log().bad_index == 6
    Checkpoint.objects.update(note=checkpoint.note, root=flipped(bytes(checkpoint.root), 31))
    assert verify_log().bad_index == 6
    Checkpoint.objects.update(root=checkpoint.root, signed_at=F("signed_at") + timedelta(microseconds=1))
    assert verify_log().bad_index == 6
    Checkpoint.objects.update(signed_at=checkpoint.signed_at, size=6)
    assert verify_log().bad_index == 5
    Checkpoint.objects.update(size=9)
    check = verify_log()
    assert (check.bad_index, check.message) == (8, "9件で署名されているのに、記録が8件しかありません。")


@pytest.mark.parametrize("field", ["action", "subject", "actor_ref", "organization_code"])
def test_a_column_that_differs_from_its_leaf_is_found(seven: list[Entry], field: str) -> None:
    Entry.objects.filter(pk=4).update(**{field: "x"})
    assert verify_log().bad_index == 4


def test_a_moment_that_differs_from_its_leaf_is_found(seven: list[Entry]) -> None:
    Entry.objects.filter(pk=4).update(at=F("at") + timedelta(microseconds=1))
    assert verify_log().bad_index == 4


def test_an_entry_rewritten_with_its_hash_is_found_in_the_node_above(seven: list[Entry]) -> None:
    forged = seven[4].leaf.replace('"n":4', '"n":5')
    Entry.objects.filter(pk=4).update(leaf=forged, leaf_hash=leaf_hash(forged.encode()))
    check = verify_log()
    assert (check.bad_index, check.message) == (4, "記録4〜5番をまとめる節が、記録から計算したものと違います。")


def rewrite(leaf: str) -> None:
    Entry.objects.filter(pk=6).update(leaf=leaf, leaf_hash=leaf_hash(leaf.encode()))


@pytest.mark.parametrize("leaf", ["[]", "{ }", "no JSON"])
def test_a_leaf_that_is_no_record_is_found(seven: list[Entry], leaf: str) -> None:
    rewrite(leaf)
    assert verify_log().bad_index == 6


def without_entry(index: int) -> None:
    Opening.objects.filter(entry_id=index).delete()
    Entry.objects.filter(pk=index).delete()


STRAYS: dict[str, tuple[Callable[[], object], int]] = {
    "entry 3 gone": (lambda: without_entry(3), 3),
    "the last entry gone": (lambda: without_entry(6), 6),
    "the root's node gone": (lambda: Node.objects.filter(pk=2).delete(), 0),
    "the last node gone": (lambda: Node.objects.filter(pk=3).delete(), 4),
    "the last node moved": (lambda: Node.objects.filter(pk=3).update(place=9), 4),
    "a node too many": (lambda: Node.objects.create(place=4, hash=bytes(32)), 7),
    "a node before the first": (lambda: Node.objects.create(place=-1, hash=bytes(32)), 0),
    "the head gone": (lambda: Head.objects.all().delete(), 0),
    "the head short": (lambda: Head.objects.update(size=5), 4),
    "the head long": (lambda: Head.objects.update(size=8), 7),
    "a salt at another entry": (lambda: Opening.objects.filter(entry_id=2).update(entry_id=3), 3),
    "a salt at another path": (lambda: Opening.objects.filter(entry_id=2).update(path="/other"), 2),
    "a salt of another person": (lambda: Opening.objects.filter(entry_id=2).update(person_ref="p-2"), 2),
    "a salt of no length": (lambda: Opening.objects.filter(entry_id=2).update(salt=b""), 2),
}


@pytest.mark.parametrize("case", STRAYS)
def test_rows_taken_out_moved_or_put_in_are_found(seven: list[Entry], case: str) -> None:
    change, bad = STRAYS[case]
    change()
    assert verify_log().bad_index == bad


def test_an_entry_beyond_the_head_is_found(seven: list[Entry]) -> None:
    seven[6].index = 7
    seven[6].save(force_insert=True)
    check = verify_log()
    assert (check.bad_index, check.message) == (7, "台帳の先頭は7件なのに、その先の行があります。")


def test_a_log_of_a_database_that_enforces_nothing_is_still_found_out(seven: list[Entry]) -> None:
    with connection.constraint_checks_disabled():
        Entry.objects.filter(pk=2).update(index=-5)
        assert verify_log().bad_index == -5
        Entry.objects.filter(pk=-5).update(index=2)
    assert verify_log().good
