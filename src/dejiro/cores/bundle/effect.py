"""The effect of a joint decision: what each body measured against its own baseline, in exact fractions."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeAlias

from dejiro.cores.merkle.canonical import Json

Exact: TypeAlias = int | str | Decimal | Fraction
DIRECTIONS: Final = ("lower", "higher")
_FIELDS: Final = frozenset({"organization", "baseline", "measured", "quantity", "direction"})
_EXACT: Final = re.compile(r"-?[0-9]{1,20}(?:\.[0-9]{1,20}|/[1-9][0-9]{0,19})?")


class EffectFault(ValueError):  # noqa: N818  # a fault of what was handed in
    """The measurements cannot be summed up; the message says where, what and how to mend it."""


@dataclass(frozen=True)
class EffectRow:
    """What one body measured.

    Args:
        organization: its code.
        baseline: the measure before, exact: a whole number, a decimal or a fraction; never a float.
        measured: the same measure after.
        direction: "lower" when less is better, "higher" when more is.
        quantity: how many units the body took; its weight in the totals.

    Raises:
        EffectFault: naming the field at fault.
    """

    organization: str
    baseline: Exact
    measured: Exact
    direction: str
    quantity: int = 1

    def __post_init__(self) -> None:
        if self.direction not in DIRECTIONS:
            raise EffectFault(
                f'direction: "lower"（小さいほど良い）か "higher"（大きいほど良い）です（{self.direction[:20]!r}）。'
            )
        if type(self.quantity) is not int or self.quantity < 1:
            raise EffectFault(f"quantity: 1以上の整数にしてください（{self.quantity!r}）。")
        exact(self.baseline, "baseline")
        exact(self.measured, "measured")

    @property
    def change(self) -> Fraction:
        """The measure after less the measure before."""
        return exact(self.measured, "measured") - exact(self.baseline, "baseline")

    @property
    def improvement(self) -> Fraction:
        """The change, positive when it is for the better."""
        return -self.change if self.direction == "lower" else self.change

    def to_json(self) -> dict[str, Json]:
        """Return the row as a figure's problem holds it."""
        return {
            "organization": self.organization,
            "baseline": str(exact(self.baseline, "baseline")),
            "measured": str(exact(self.measured, "measured")),
            "quantity": self.quantity,
            "direction": self.direction,
        }


def effect_summary(rows: Sequence[EffectRow]) -> dict[str, Json]:
    """Return what the measurements come to; what grew worse counts like what grew better.

    The totals weigh each body by its quantity; `mean_change` is the change per unit over all bodies. Fractions are
    exact and written as text: "-3/2".

    Raises:
        EffectFault: without a row, or when the rows do not agree on what is better.

    >>> rows = [EffectRow("133086", 10, 7, "lower", 2), EffectRow("132055", "4", "4.5", "lower")]
    >>> summary = effect_summary(rows)
    >>> summary["change_total"], summary["mean_change"], summary["improved"], summary["worsened"]
    ('-11/2', '-11/6', 1, 1)
    """
    if not rows:
        raise EffectFault("測定値が1件もありません。基準値と測定値のそろった団体が必要です。")
    if len({row.direction for row in rows}) > 1:
        raise EffectFault("望ましい向きの違う測定値は合計できません。向きごとに分けてください。")
    units = sum(row.quantity for row in rows)
    before = sum((exact(row.baseline, "baseline") * row.quantity for row in rows), Fraction())
    change = sum((row.change * row.quantity for row in rows), Fraction())
    return {
        "count": len(rows),
        "quantity": units,
        "improved": sum(row.improvement > 0 for row in rows),
        "unchanged": sum(row.improvement == 0 for row in rows),
        "worsened": sum(row.improvement < 0 for row in rows),
        "direction": rows[0].direction,
        "baseline_total": str(before),
        "measured_total": str(before + change),
        "change_total": str(change),
        "mean_change": str(change / units),
        "relative_change": str(change / before) if before else None,
        "rows": [_row(row) for row in rows],
    }


def rows_from_json(value: Json) -> list[EffectRow]:
    """Return the rows of a figure's problem.

    Raises:
        EffectFault: naming the row and the field at fault.
    """
    if not isinstance(value, (list, tuple)):
        raise EffectFault("$: 測定値の配列で書いてください。")
    rows = []
    for place, item in enumerate(value):
        try:
            rows.append(_row_from_json(item))
        except EffectFault as error:
            raise EffectFault(f"$[{place}].{error}") from error
    return rows


def rows_to_json(rows: Iterable[EffectRow]) -> list[Json]:
    """Return the rows as a figure's problem holds them; `rows_from_json` reads them back."""
    return [row.to_json() for row in rows]


def exact(value: object, name: str) -> Fraction:
    """Return a measure as an exact fraction.

    Raises:
        EffectFault: for anything that is not exact and finite, or needs more than 20 digits.
    """
    if isinstance(value, (int, str, Decimal, Fraction)) and not isinstance(value, bool):
        text = format(value, "f") if isinstance(value, Decimal) else str(value)
        if _EXACT.fullmatch(text):
            return Fraction(text)
    raise EffectFault(f'{name}: 整数か、"12.5" や "25/2" のような文字列で書いてください（{str(value)[:40]}）。')


def _row(row: EffectRow) -> Json:
    before = exact(row.baseline, "baseline")
    return {
        "organization": row.organization,
        "change": str(row.change),
        "relative_change": str(row.change / before) if before else None,
        "better": row.improvement > 0,
        "worse": row.improvement < 0,
    }


def _row_from_json(item: Json) -> EffectRow:
    if not isinstance(item, Mapping) or not _FIELDS - {"quantity"} <= item.keys() <= _FIELDS:
        raise EffectFault("row: organization、baseline、measured、direction（とquantity）を書いてください。")
    organization, direction, quantity = item["organization"], item["direction"], item.get("quantity", 1)
    if not isinstance(organization, str):
        raise EffectFault("organization: 団体コードを文字列で書いてください。")
    if not isinstance(quantity, int):
        raise EffectFault("quantity: 1以上の整数にしてください。")
    return EffectRow(
        organization, exact(item["baseline"], "baseline"), exact(item["measured"], "measured"), str(direction), quantity
    )
