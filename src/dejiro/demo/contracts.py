"""The cast's contract lists. All of it is 架空; quantities and amounts follow the size of the office."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from dejiro.apps.needs.services import ContractRow
from dejiro.demo.sizes import access_points, counters, staff

MIDORI: Final = "みどりリース株式会社（架空）"
KODAMA: Final = "株式会社こだま通信（架空）"
ASAGI: Final = "あさぎ情報サービス株式会社（架空）"
YAMANAMI: Final = "山なみシステム株式会社（架空）"
ENDS: Final = (date(2027, 3, 31), date(2027, 6, 30), date(2027, 9, 30), date(2028, 3, 31))
MISSING_EVERY: Final = 4


@dataclass(frozen=True)
class Usual:
    """A contract that most offices have; `price` is yen a unit and year. Without `ends_on` the end differs by body."""

    category: str
    title: str
    product: str
    vendor: str
    count: Callable[[int], int]
    unit: str
    price: int
    ends_on: date | None = None


USUAL: Final = (
    Usual("devices", "窓口用端末の賃貸借", "端末賃貸借", MIDORI, counters, "台", 43_200),
    Usual("software", "グループウェア利用", "グループウェア", KODAMA, staff, "人", 6_000),
    Usual("network", "庁内無線LAN保守", "無線LAN", ASAGI, access_points, "台", 24_000),
    Usual("security", "メール監視サービス", "メール監視", ASAGI, staff, "人", 3_120, date(2027, 6, 30)),
    Usual("systems", "財務会計システム保守", "財務会計", YAMANAMI, staff, "人", 18_000, date(2029, 3, 31)),
)


def contracts_of(key: str, place: int, population: int) -> list[ContractRow]:
    """Return one body's contracts; `place` in the cast varies which it has and when they end."""
    return [
        _row(f"{key.upper()}-{number + 1:03d}", usual, usual.ends_on or ENDS[(place + number) % len(ENDS)], population)
        for number, usual in enumerate(USUAL)
        if (place + number) % MISSING_EVERY != MISSING_EVERY - 1
    ]


def _row(key: str, usual: Usual, ends_on: date, population: int) -> ContractRow:
    quantity = usual.count(population)
    return ContractRow(
        key=key,
        title=usual.title,
        category=usual.category,
        vendor=usual.vendor,
        starts_on=date(2024, 4, 1),
        ends_on=ends_on,
        annual_amount=usual.price * quantity,
        product=usual.product,
        quantity=quantity,
        unit=usual.unit,
        note="",
    )
