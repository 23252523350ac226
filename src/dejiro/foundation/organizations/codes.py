"""Codes of bodies: six digits for local governments, thirteen for everybody else, each with a check digit."""

import re
from typing import Final

LOCAL: Final = re.compile(r"[0-9]{6}")
CORPORATE: Final = re.compile(r"[0-9]{13}")
WEIGHTS: Final = (6, 5, 4, 3, 2)


def check_digit(base: str) -> str:
    """Return the check digit of a local government's five-digit code.

    >>> check_digit("13308")
    '6'

    Source: 総務省「全国地方公共団体コード仕様」.
    """
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, base, strict=True))
    return str((11 - total % 11) % 10)


def is_local_code(code: str) -> bool:
    """True when this is a six-digit local government code with a right check digit."""
    return bool(LOCAL.fullmatch(code)) and check_digit(code[:5]) == code[5]


def corporate_check_digit(base: str) -> str:
    """Return the check digit, which stands first, of a twelve-digit company register number.

    >>> corporate_check_digit("700110005901")
    '8'

    Source: 法人番号の指定等に関する省令第2条.
    """
    total = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(base)))
    return str(9 - total % 9)


def is_corporate_number(code: str) -> bool:
    """True when this is a thirteen-digit 法人番号 with a right check digit."""
    return bool(CORPORATE.fullmatch(code)) and corporate_check_digit(code[1:]) == code[0]


def prefecture_code(code: str) -> str:
    """Return the six-digit code of the prefecture in which a local government lies.

    >>> prefecture_code("133086")
    '130001'
    """
    base = code[:2] + "000"
    return base + check_digit(base)
