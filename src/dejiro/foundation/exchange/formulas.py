"""Keeps a spreadsheet from taking a text in a CSV for a formula, and back."""

from typing import Final

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet would run the text, or would once an apostrophe before it is dropped."""
    return text.lstrip("'").startswith(FORMULA_STARTS)


def armed(text: str) -> str:
    """Return the text with an apostrophe before it when it could be run.

    >>> armed("=1+1")
    "'=1+1"
    """
    return f"'{text}" if is_formula(text) else text


def disarmed(text: str) -> str:
    """Return what was armed; any other text as it is."""
    return text[1:] if text.startswith("'") and is_formula(text) else text
