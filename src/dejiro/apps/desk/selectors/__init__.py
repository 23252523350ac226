"""Reads across the platform: what must be answered, what is stuck and whom to call, and what came of it all."""

from dejiro.apps.desk.selectors.figures import Numbers, numbers
from dejiro.apps.desk.selectors.heaps import Duty, Heap, heaps_for
from dejiro.apps.desk.selectors.portfolio import Portfolio, Result, portfolio_of
from dejiro.apps.desk.selectors.stuck import Call, Phone, Pile, Stuck, phones_of, piles_of

__all__ = [
    "Call",
    "Duty",
    "Heap",
    "Numbers",
    "Phone",
    "Pile",
    "Portfolio",
    "Result",
    "Stuck",
    "heaps_for",
    "numbers",
    "phones_of",
    "piles_of",
    "portfolio_of",
]
