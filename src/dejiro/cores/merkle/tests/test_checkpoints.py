"""A checkpoint is believed only in its exact words, under the key that signed it."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dejiro.cores.merkle.checkpoints import (
    Checkpoint,
    CheckpointFault,
    key_from_hex,
    key_id,
    open_checkpoint,
    public_key,
    read_checkpoint,
    sign,
)

SEED = bytes(range(32))
KEY = public_key(SEED)
PLAIN = Checkpoint("dejiro.demo/ledger", 1520, bytes(range(32)))
DATED = Checkpoint("dejiro.demo/ledger", 1520, bytes(range(32)), "2026-10-05T01:00:00.000000Z")


@pytest.mark.parametrize("checkpoint", [PLAIN, DATED])
def test_a_signed_checkpoint_opens_to_what_was_signed(checkpoint: Checkpoint) -> None:
    assert open_checkpoint(sign(checkpoint, SEED), KEY) == checkpoint


def test_every_flipped_byte_is_noticed() -> None:
    note = sign(DATED, SEED).encode()
    for place in range(len(note)):
        changed = note[:place] + bytes([note[place] ^ 1]) + note[place + 1 :]
        with pytest.raises(CheckpointFault):
            open_checkpoint(changed.decode(errors="replace"), KEY)


def test_another_key_did_not_sign_it() -> None:
    with pytest.raises(CheckpointFault, match="この鍵による署名の行がありません"):
        open_checkpoint(sign(PLAIN, SEED), public_key(bytes(32)))


def test_a_signature_for_another_size_is_false() -> None:
    with pytest.raises(CheckpointFault, match="署名が正しくありません"):
        open_checkpoint(sign(PLAIN, SEED).replace("\n1520\n", "\n1521\n"), KEY)


def test_the_signature_of_a_witness_is_left_alone() -> None:
    witness = Ed25519PrivateKey.generate().sign(PLAIN.text().encode())
    mark = base64.b64encode(key_id("witness.example", bytes(32)) + witness).decode()
    note = sign(PLAIN, SEED) + f"— witness.example {mark}\n"
    assert open_checkpoint(note, KEY) == PLAIN
    assert [name for name, _ in read_checkpoint(note)[1]] == ["dejiro.demo/ledger", "witness.example"]


@pytest.mark.parametrize("origin", ["", "two words", "a+b", "改行\n"])
def test_an_origin_that_cannot_stand_in_a_line_is_refused(origin: str) -> None:
    with pytest.raises(CheckpointFault, match="origin"):
        sign(Checkpoint(origin, 0, bytes(32)), SEED)


ROOT = base64.b64encode(bytes(32)).decode()
MARK = base64.b64encode(bytes(68)).decode()


@pytest.mark.parametrize(
    ("note", "message"),
    [
        ("", "形ではありません"),
        ("a\n1\n", "形ではありません"),
        (f"a\n1\n{ROOT}\n\n— a {MARK}", "形ではありません"),
        (f"a\n1\n{ROOT}\nx\ny\n\n— a {MARK}\n", "形ではありません"),
        (f"a b\n1\n{ROOT}\n\n— a {MARK}\n", "1行目"),
        (f"a\n01\n{ROOT}\n\n— a {MARK}\n", "2行目"),
        (f"a\n-1\n{ROOT}\n\n— a {MARK}\n", "2行目"),
        (f"a\n１\n{ROOT}\n\n— a {MARK}\n", "2行目"),
        (f"a\n{10**18}\n{ROOT}\n\n— a {MARK}\n", "2行目"),
        (f"a\n1\n{ROOT[:-4]}\n\n— a {MARK}\n", "3行目"),
        (f"a\n1\n!{ROOT}\n\n— a {MARK}\n", "3行目"),
        (f"a\n1\n根\n\n— a {MARK}\n", "3行目"),
        (f"a\n1\n{ROOT}\n\n- a {MARK}\n", "署名の行が読めません"),
        (f"a\n1\n{ROOT}\n\n— a AAAA\n", "署名の行が読めません"),
        (f"a\n1\n{ROOT}\n\n—  {MARK}\n", "署名の行が読めません"),
        ("a" * 20_000, "長すぎます"),
    ],
)
def test_a_text_of_another_form_is_refused(note: str, message: str) -> None:
    with pytest.raises(CheckpointFault, match=message):
        read_checkpoint(note)


def test_a_key_is_64_hex_digits() -> None:
    assert key_from_hex(KEY.hex()) == KEY
    for text in ("", "zz", "00" * 31):
        with pytest.raises(CheckpointFault, match="64桁"):
            key_from_hex(text)
