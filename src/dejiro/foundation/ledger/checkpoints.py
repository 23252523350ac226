"""Signs the log's head with the organization's key, forwards only; and puts a new key in the place of the old one."""

from typing import Final

from django.conf import settings
from django.db import transaction

from dejiro.cores.merkle import checkpoints as notes
from dejiro.cores.merkle.keychanges import Span, key_change
from dejiro.cores.merkle.proofs import extends
from dejiro.foundation import clock
from dejiro.foundation.ledger.faults import LogAltered
from dejiro.foundation.ledger.keys import KEY_CHANGE, KEYS, keys_in_use
from dejiro.foundation.ledger.models import Checkpoint, Head
from dejiro.foundation.ledger.selectors import consistency
from dejiro.foundation.ledger.services import LedgerActor, moment, record

NEVER: Final = Span(last=-1)


def checkpoint_sign() -> Checkpoint:
    """Sign the log as it stands; for a size that is signed already, return that checkpoint.

    Raises:
        LogAltered: if the log is shorter than at the last checkpoint, or does not begin with the same entries.
        CheckpointFault: if the key or the origin in the settings cannot be used.
    """
    return _sign(_seed())


def key_replace(*, actor: LedgerActor, seed: bytes) -> Checkpoint:
    """Let a new key sign from now on, and record that in the log under both keys; return the first checkpoint by it.

    The key in the settings signs the log as it stands, once more; what it would sign later counts for nothing. Until
    the settings have the new key, nothing can be signed.

    Args:
        actor: for the ledger.
        seed: the 32 secret bytes of the new key.

    Raises:
        CheckpointFault: if the new key is, or was, in use, or the one in the settings is not in use.
        LogAltered: as `checkpoint_sign`.
    """
    with transaction.atomic():
        last = _sign(_seed())
        _check_in_use(public_key(), last.size)
        if notes.public_key(seed) in keys_in_use(public_key()):
            raise notes.CheckpointFault("この鍵は、今の鍵か、前に使った鍵です。新しい鍵を作ってください。")
        change = key_change(settings.LEDGER_ORIGIN, _seed(), seed, last.size, moment(clock.now()))
        record(actor=actor, action=KEY_CHANGE, subject=KEYS, data=change.to_json())
        return _sign(seed)


def _sign(seed: bytes) -> Checkpoint:
    with transaction.atomic():
        size = _locked_size()
        last = Checkpoint.objects.last()
        if last is not None and last.size > size:
            raise LogAltered(
                f"台帳は{size}件ですが、{last.size}件で署名したチェックポイントがあります。"
                "記録が失われています。署名せず、バックアップと突き合わせてください。"
            )
        proof = consistency(last.size if last else 0, size)
        if last is not None and not extends(bytes(last.root), last.size, proof.new_root, size, proof.path):
            raise LogAltered(
                f"台帳は、{last.size}件のチェックポイントの続きになっていません。"
                "過去の記録が書き換えられています。署名せず、検証（verify_log）で場所を確かめてください。"
            )
        return last if last is not None and last.size == size else _signed(size, proof.new_root, seed)


def key_fault() -> str:
    """Return why the key of the settings cannot sign what is recorded next, or ""."""
    head = Head.objects.filter(pk=1).first()
    try:
        _check_in_use(public_key(), head.size + 1 if head else 0)
    except notes.CheckpointFault as fault:
        return str(fault)
    return ""


def public_key() -> bytes:
    """Return the key of the settings, under which everybody can check what is signed now."""
    return notes.public_key(_seed())


def _locked_size() -> int:
    """Return how many acts are recorded, and keep it so until the transaction ends."""
    head = Head.objects.select_for_update().filter(pk=1).first()
    return head.size if head else 0


def _signed(size: int, root: bytes, seed: bytes) -> Checkpoint:
    _check_in_use(notes.public_key(seed), size)
    now = clock.now()
    checkpoint = notes.Checkpoint(settings.LEDGER_ORIGIN, size, root, moment(now))
    note = notes.sign(checkpoint, seed)
    return Checkpoint.objects.create(size=size, root=root, note=note, signed_at=now)


def _check_in_use(key: bytes, size: int) -> None:
    used, last = keys_in_use(key), Checkpoint.objects.last()
    unknown = len(used) == 1 and last is not None and not _signed_by(last, key)
    if unknown or not used.get(key, NEVER).holds(size):
        raise notes.CheckpointFault(
            "設定の鍵（DEJIRO_LEDGER_KEY）は、台帳がいま使うことになっている鍵ではありません。"
            "鍵は dejiro change-ledger-key で替えます。もう替えたのなら、新しい鍵を設定して起動し直してください。"
        )


def _signed_by(checkpoint: Checkpoint, key: bytes) -> bool:
    try:
        notes.open_checkpoint(checkpoint.note, key)
    except notes.CheckpointFault:
        return False
    return True


def _seed() -> bytes:
    return notes.key_from_hex(settings.LEDGER_KEY)
