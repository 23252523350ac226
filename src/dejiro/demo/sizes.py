"""How large a body's office is, from its population: so that quantities and amounts have the size of the place."""

from typing import Final

BASE: Final = 60
PER_THOUSAND: Final = 6
STAFF_PER_ACCESS_POINT: Final = 6
MOST_STAFF: Final = 6_000


def staff(population: int) -> int:
    """Return about how many people an office has: 奥多摩町 90, 青梅市 840, 八王子市 3,500.

    >>> staff(4_750)
    90
    """
    return min(_round(BASE + population * PER_THOUSAND // 1000), MOST_STAFF)


def access_points(population: int) -> int:
    """Return about how many access points an office has.

    >>> access_points(17_000)
    30
    """
    return max(_round(staff(population) // STAFF_PER_ACCESS_POINT), 10)


def counters(population: int) -> int:
    """Return about how many tablets stand at an office's counters.

    >>> counters(4_750)
    10
    """
    return max(_round(staff(population) // 8), 10)


def _round(number: int) -> int:
    return (number + 5) // 10 * 10
