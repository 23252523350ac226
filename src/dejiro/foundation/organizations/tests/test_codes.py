import pytest
from hypothesis import given
from hypothesis import strategies as st

from dejiro.foundation.organizations.codes import (
    check_digit,
    corporate_check_digit,
    is_corporate_number,
    is_local_code,
    prefecture_code,
)
from dejiro.foundation.organizations.tables import read_bodies

DIGITS = st.text("0123456789", min_size=5, max_size=5)
TWELVE = st.text("0123456789", min_size=12, max_size=12)


def test_every_code_of_the_table_has_its_check_digit() -> None:
    rows = read_bodies().rows
    assert len(rows) == 1741 + 47
    assert all(is_local_code(row.code) for row in rows)
    assert len([row for row in rows if row.area_code == "130001"]) == 63


@pytest.mark.parametrize("code", ["133087", "13308", "1330866", "13308６", "", "133086\n", "abcdef"])
def test_a_wrong_local_code_is_found_out(code: str) -> None:
    assert not is_local_code(code)


@given(DIGITS, st.integers(0, 4), st.integers(1, 9))
def test_one_wrong_digit_is_found_out_unless_it_weighs_eleven(base: str, place: int, by: int) -> None:
    wrong = base[:place] + str((int(base[place]) + by) % 10) + base[place + 1 :]
    weight = 6 - place
    same = (int(wrong[place]) - int(base[place])) * weight % 11
    # The rule folds two remainders into the digits 0 and 1: only those pairs can pass for each other.
    assert same != 0
    if check_digit(wrong) == check_digit(base):
        assert check_digit(base) in {"0", "1"}


@given(TWELVE)
def test_a_corporate_number_is_valid_with_its_own_check_digit_only(base: str) -> None:
    right = corporate_check_digit(base)
    assert [digit for digit in "0123456789" if is_corporate_number(digit + base)] == [right]


@pytest.mark.parametrize("code", ["8700110005902", "700110005901", "", "870011000590１"])
def test_a_wrong_corporate_number_is_found_out(code: str) -> None:
    assert not is_corporate_number(code)


def test_a_real_corporate_number_passes() -> None:
    assert is_corporate_number("7000012050002")


def test_a_municipality_knows_its_prefecture() -> None:
    assert prefecture_code("011002") == "010006"
