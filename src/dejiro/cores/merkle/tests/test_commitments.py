"""A seal opens with its own value and salt and with nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dejiro.cores.merkle.commitments import SALT_BYTES, commit, key_digest, new_salt, opens

salts = st.binary(min_size=SALT_BYTES, max_size=SALT_BYTES)


@given(st.text(), st.text(), salts)
def test_only_the_value_opens_the_seal(value: str, other: str, salt: bytes) -> None:
    assert opens(commit(value, salt), other, salt) == (value == other)


@given(st.text(), salts, salts)
def test_only_the_salt_opens_the_seal(value: str, salt: bytes, other: bytes) -> None:
    assert opens(commit(value, salt), value, other) == (salt == other)


@pytest.mark.parametrize("salt", [b"", bytes(31), bytes(33)])
def test_a_salt_of_another_length_is_refused(salt: bytes) -> None:
    with pytest.raises(ValueError, match="32バイト"):
        commit("山田花子", salt)
    with pytest.raises(ValueError, match="32バイト"):
        key_digest(salt, "p-1")


def test_the_same_value_is_sealed_differently_each_time() -> None:
    assert commit("山田花子", new_salt()) != commit("山田花子", new_salt())


def test_a_damaged_salt_or_a_changed_person_shows() -> None:
    salt = new_salt()
    changed = bytes([salt[0] ^ 1]) + salt[1:]
    assert len({key_digest(salt, "p-1"), key_digest(changed, "p-1"), key_digest(salt, "p-2")}) == 3


def test_a_seal_that_is_not_even_hex_does_not_open() -> None:
    assert not opens("印", "山田花子", bytes(SALT_BYTES))
