"""The cast's contract lists. All of it is 架空; the amounts follow the size of the body only roughly."""

from datetime import date
from typing import Final

from dejiro.apps.needs.services import ContractRow

MIDORI: Final = "みどりリース株式会社（架空）"
KODAMA: Final = "株式会社こだま通信（架空）"
ASAGI: Final = "あさぎ情報サービス株式会社（架空）"
YAMANAMI: Final = "山なみシステム株式会社（架空）"
_LIST: Final = (
    (
        "devices",
        "窓口用端末の賃貸借",
        "端末賃貸借",
        MIDORI,
        date(2027, 3, 31),
        60,
        "台",
        2_160_000,
    ),
    (
        "software",
        "グループウェア利用",
        "グループウェア",
        KODAMA,
        date(2027, 9, 30),
        250,
        "人",
        1_500_000,
    ),
    (
        "network",
        "庁内無線LAN保守",
        "無線LAN",
        ASAGI,
        date(2028, 3, 31),
        40,
        "台",
        960_000,
    ),
    (
        "security",
        "メール監視サービス",
        "メール監視",
        ASAGI,
        date(2027, 6, 30),
        250,
        "人",
        780_000,
    ),
    (
        "systems",
        "財務会計システム保守",
        "財務会計",
        YAMANAMI,
        date(2029, 3, 31),
        None,
        "",
        5_400_000,
    ),
)
_MONTHS: Final = ((2027, 3, 31), (2027, 6, 30), (2027, 9, 30), (2028, 3, 31))


def contracts_of(key: str, place: int) -> list[ContractRow]:
    """Return one body's contracts; `place` in the cast varies ends, quantities and amounts."""
    rows = []
    for number, (category, title, product, vendor, ends_on, quantity, unit, amount) in enumerate(_LIST):
        if (place + number) % 4 == 3:  # noqa: PLR2004  # not every body has every contract
            continue
        moved = date(*_MONTHS[(place + number) % len(_MONTHS)]) if number < 3 else ends_on  # noqa: PLR2004  # the first three vary
        rows.append(
            ContractRow(
                key=f"{key.upper()}-{number + 1:03d}",
                title=title,
                category=category,
                vendor=vendor,
                starts_on=date(2024, 4, 1),
                ends_on=moved,
                annual_amount=amount * (place % 5 + 1),
                product=product,
                quantity=None if quantity is None else quantity * (place % 5 + 1),
                unit=unit,
                note="",
            )
        )
    return rows
