"""Signed checkpoints: the log's size and root at a moment, in a text that a person can keep and a program can check.

Source: C2SP signed-note and tlog-checkpoint; RFC 8032 (Ed25519).

    dejiro.example/ledger
    1520
    47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
    2026-10-05T01:00:00.000000Z

    — dejiro.example/ledger q83vEjRW…

The fourth line, an extension line, is when it was signed. Further signature lines, of witnesses,
may follow and are left alone.
"""

import base64
import binascii
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from dejiro.cores.merkle.tree import HASH_BYTES

LONGEST: Final = 16 * 1024
KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64
_KEY_ID_BYTES: Final = 4
_ED25519: Final = b"\x01"


class CheckpointFault(ValueError):  # noqa: N818  # house style: a fault of what was handed in
    """The text is not a checkpoint, or not one of this log signed with this key."""


@dataclass(frozen=True)
class Checkpoint:
    """What is signed. `at` is an ISO 8601 moment in UTC, or "" when the text does not say."""

    origin: str
    size: int
    root: bytes
    at: str = ""

    def text(self) -> str:
        """Return the signed lines.

        >>> print(Checkpoint("dejiro.demo/ledger", 0, bytes(32)).text(), end="")
        dejiro.demo/ledger
        0
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
        """
        lines = [self.origin, str(self.size), base64.b64encode(self.root).decode()]
        return "".join(f"{line}\n" for line in [*lines, *filter(None, [self.at])])


def public_key(seed: bytes) -> bytes:
    """Return the 32 bytes that everybody may know of a 32-byte secret seed."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(checkpoint: Checkpoint, seed: bytes) -> str:
    """Return the checkpoint with its signature line.

    Raises:
        CheckpointFault: if the origin cannot stand in a signature line.
    """
    if not _is_name(checkpoint.origin):
        raise CheckpointFault("台帳の名前（origin）は、空白と「+」のない1行の文字列にしてください。")
    text = checkpoint.text()
    signed = key_id(checkpoint.origin, public_key(seed)) + signature(seed, text.encode())
    mark = base64.b64encode(signed).decode()
    return f"{text}\n— {checkpoint.origin} {mark}\n"


def signature(seed: bytes, message: bytes) -> bytes:
    """Return the 64 bytes by which the holder of a seed signs a message."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message)


def open_checkpoint(note: str, key: bytes) -> Checkpoint:
    """Return what a signed checkpoint says, once its signature is found good under the key.

    Raises:
        CheckpointFault: if the text has another form, or no good signature of its own origin by this key.
    """
    checkpoint, signatures = read_checkpoint(note)
    wanted = key_id(checkpoint.origin, key)
    marks = [mark[_KEY_ID_BYTES:] for name, mark in signatures if name == checkpoint.origin and mark.startswith(wanted)]
    if not marks:
        raise CheckpointFault("チェックポイントに、この鍵による署名の行がありません。鍵を確かめてください。")
    if not any(good(key, mark, checkpoint.text().encode()) for mark in marks):
        raise CheckpointFault("チェックポイントの署名が正しくありません。書き換えられています。")
    return checkpoint


def read_checkpoint(note: str) -> tuple[Checkpoint, list[tuple[str, bytes]]]:
    """Return what a checkpoint says and its signatures by name, none of them checked.

    Raises:
        CheckpointFault: if the text has another form.
    """
    if len(note) > LONGEST:
        raise CheckpointFault("チェックポイントが長すぎます。")
    text, gap, tail = note.rpartition("\n\n")
    lines = text.split("\n")
    if not gap or not 3 <= len(lines) <= 4 or not tail.endswith("\n"):  # noqa: PLR2004  # three lines and the time
        raise CheckpointFault("チェックポイントの形ではありません（名前、件数、根、空行、署名の行）。")
    checkpoint = Checkpoint(_origin(lines[0]), _size(lines[1]), _root(lines[2]), *lines[3:])
    return checkpoint, [_signature(line) for line in tail.splitlines()]


def key_id(name: str, key: bytes) -> bytes:
    """Return the four bytes by which a signature line says whose it is."""
    return sha256(name.encode() + b"\n" + _ED25519 + key).digest()[:_KEY_ID_BYTES]


def key_from_hex(text: str) -> bytes:
    """Return a key or seed of 32 bytes written as 64 hex digits.

    Raises:
        CheckpointFault: if it is anything else.
    """
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise CheckpointFault("鍵は16進64桁（32バイト）で書いてください。")
    return key


def good(key: bytes, mark: bytes, message: bytes) -> bool:
    """Return whether a signature is this key's over a message."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(mark, message)
    except InvalidSignature:
        return False
    return True


def _is_name(text: str) -> bool:
    return bool(text) and text.isprintable() and "+" not in text and " " not in text


def _origin(line: str) -> str:
    if not _is_name(line):
        raise CheckpointFault("チェックポイントの1行目に台帳の名前がありません。")
    return line


def _size(line: str) -> int:
    if line.isascii() and line.isdigit() and len(line) < 19 and str(int(line)) == line:  # noqa: PLR2004  # below 2**63
        return int(line)
    raise CheckpointFault("チェックポイントの2行目が件数ではありません。")


def _root(line: str) -> bytes:
    root = _unpacked(line)
    if len(root) != HASH_BYTES:
        raise CheckpointFault("チェックポイントの3行目が根のハッシュではありません。")
    return root


def _signature(line: str) -> tuple[str, bytes]:
    dash, _, rest = line.partition(" ")
    name, _, mark = rest.partition(" ")
    signature = _unpacked(mark)
    if dash != "—" or not _is_name(name) or len(signature) <= _KEY_ID_BYTES:
        raise CheckpointFault("チェックポイントの署名の行が読めません。")
    return name, signature


def _unpacked(text: str) -> bytes:
    """Return the bytes of strict base64, or none: a text has one form only."""
    try:
        data = base64.b64decode(text.encode(), validate=True)
    except (binascii.Error, ValueError):
        return b""
    return data if base64.b64encode(data).decode() == text else b""
