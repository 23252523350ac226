"""Signs the log's head with the organization's key, forwards only."""

from django.conf import settings
from django.db import transaction

from dejiro.cores.merkle import checkpoints as notes
from dejiro.cores.merkle.proofs import extends
from dejiro.foundation import clock
from dejiro.foundation.ledger.faults import LogAltered
from dejiro.foundation.ledger.models import Checkpoint, Head
from dejiro.foundation.ledger.selectors import consistency
from dejiro.foundation.ledger.services import moment


def checkpoint_sign() -> Checkpoint:
    """Sign the log as it stands; for a size that is signed already, return that checkpoint.

    Raises:
        LogAltered: if the log is shorter than at the last checkpoint, or does not begin with the same entries.
        CheckpointFault: if the key or the origin in the settings cannot be used.
    """
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
        return last if last is not None and last.size == size else _signed(size, proof.new_root)


def public_key() -> bytes:
    """Return the key under which everybody can check this log's signatures."""
    return notes.public_key(_seed())


def _locked_size() -> int:
    """Return how many acts are recorded, and keep it so until the transaction ends."""
    head = Head.objects.select_for_update().filter(pk=1).first()
    return head.size if head else 0


def _signed(size: int, root: bytes) -> Checkpoint:
    now = clock.now()
    checkpoint = notes.Checkpoint(settings.LEDGER_ORIGIN, size, root, moment(now))
    note = notes.sign(checkpoint, _seed())
    return Checkpoint.objects.create(size=size, root=root, note=note, signed_at=now)


def _seed() -> bytes:
    return notes.key_from_hex(settings.LEDGER_KEY)
