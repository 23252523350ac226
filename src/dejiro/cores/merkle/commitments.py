"""Personal values in the log: a seal that shows nothing, and that nobody can open once its salt is erased."""

import hashlib
import hmac
import secrets
from typing import Final

SALT_BYTES: Final = 32
_VALUE: Final = b"dejiro/commitment/v1\x00"
_KEY: Final = b"dejiro/commitment-key/v1\x00"


def new_salt() -> bytes:
    """Return 32 fresh random bytes."""
    return secrets.token_bytes(SALT_BYTES)


def commit(value: str, salt: bytes) -> str:
    """Return the seal of a value: HMAC-SHA-256 under the salt, in hex.

    Without the salt nothing can be learnt about the value, however few values are possible; with it the value cannot be
    exchanged for another. The salt has one length only, because HMAC pads short keys and would let two salts be one.

    Args:
        value: the text to be sealed.
        salt: exactly 32 random bytes.

    Raises:
        ValueError: if the salt has another length.

    >>> commit("山田花子", bytes(32))
    '487f4f81eb867fb773d2845b755e25eaa89b7d8bfaa39e8b6aa076063d2cbf59'
    """
    _check(salt)
    return hmac.digest(salt, _VALUE + value.encode(), "sha256").hex()


def opens(commitment: str, value: str, salt: bytes) -> bool:
    """Return whether the value and salt open the seal."""
    return hmac.compare_digest(commitment.encode(), commit(value, salt).encode())


def key_digest(salt: bytes, person_ref: str) -> str:
    """Return what stands in the log about a seal's salt and whose it is, so that a damaged salt is found out.

    It tells nothing about either: the salt is 32 random bytes.

    Raises:
        ValueError: if the salt is not 32 bytes long.
    """
    _check(salt)
    return hashlib.sha256(_KEY + salt + person_ref.encode()).hexdigest()


def _check(salt: bytes) -> None:
    if len(salt) != SALT_BYTES:
        raise ValueError(f"ソルトは{SALT_BYTES}バイトです（{len(salt)}バイトが渡されました）。")
