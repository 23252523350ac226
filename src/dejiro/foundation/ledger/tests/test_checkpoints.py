"""The log is signed as it stands, once per size, and never when it lost or changed what was signed before."""

import pytest
from pytest_django import Settings

from dejiro.cores.merkle.checkpoints import CheckpointFault, open_checkpoint
from dejiro.foundation.ledger.checkpoints import checkpoint_sign, public_key
from dejiro.foundation.ledger.faults import LogAltered
from dejiro.foundation.ledger.models import Checkpoint, Entry, Head
from dejiro.foundation.ledger.tests.support import Act

pytestmark = pytest.mark.django_db


def test_a_checkpoint_says_what_the_log_is(seven: list[Entry]) -> None:
    checkpoint = checkpoint_sign()
    opened = open_checkpoint(checkpoint.note, public_key())
    assert (opened.origin, opened.size, opened.root) == ("dejiro.demo/ledger", 7, bytes(checkpoint.root))
    assert opened.at.startswith("2026-10-05T01:")


def test_the_same_size_is_signed_once(seven: list[Entry]) -> None:
    assert checkpoint_sign() == checkpoint_sign()
    assert Checkpoint.objects.count() == 1


def test_an_empty_log_can_be_signed() -> None:
    assert checkpoint_sign().size == 0


def test_a_log_that_was_cut_is_not_signed(seven: list[Entry]) -> None:
    checkpoint_sign()
    head = Head.objects.get()
    head.size, head.frontier = 4, bytes(head.frontier)[:32]
    head.save()
    with pytest.raises(LogAltered, match="台帳は4件ですが、7件で署名"):
        checkpoint_sign()


def test_a_log_whose_past_was_changed_is_not_signed(act: Act, seven: list[Entry]) -> None:
    checkpoint_sign()
    act()
    Entry.objects.filter(pk=6).update(leaf_hash=bytes(32))
    with pytest.raises(LogAltered, match="7件のチェックポイントの続きになっていません"):
        checkpoint_sign()


def test_a_key_that_is_none_is_refused(settings: Settings) -> None:
    settings.LEDGER_KEY = "secret"
    with pytest.raises(CheckpointFault, match="64桁"):
        checkpoint_sign()
