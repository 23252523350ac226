"""The fields that the app's forms are made of, and how forms are cut into sections."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _

from dejiro.foundation.calendars import Month

MOST_UNITS: Final = 10**9
MOST_YEN: Final = 10**12
KINDS: Final = "区市町村"


@dataclass(frozen=True)
class Section:
    """Fields that belong together under a heading; a folded one opens when something stands in it or is wrong."""

    heading: str
    text: str
    fields: Sequence[BoundField]
    folded: bool = False

    @property
    def is_open(self) -> bool:
        """True when a reader must see what is inside."""
        return any(field.errors or _is_filled(field) for field in self.fields)


def _is_filled(field: BoundField) -> bool:
    return str(field.value()) not in {"", "None", "[]", str(field.field.initial)}


def by_kind(partners: Mapping[str, str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return bodies as choices in groups of 区, 市, 町, 村; each group in order of code."""
    return [
        (kind, bodies)
        for kind in KINDS
        if (bodies := [(code, name) for code, name in sorted(partners.items()) if name.endswith(kind)])
    ]


class PartnerChoices(forms.CheckboxSelectMultiple):
    """All bodies of a prefecture as boxes to tick, grouped by kind: sixty of them are found without a script."""

    template_name = "commitments/partner_choices.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:  # noqa: ANN401  # Django's signature
        """Return what the template shows; with how many are ticked."""
        context = super().get_context(name, value, attrs)
        context["widget"]["chosen"] = len(context["widget"]["value"])
        return context


class DayInput(forms.DateInput):
    """A date in the browser's own control, which every browser sends as 2026-10-05."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MonthsField(forms.CharField):
    """Months written one after another: 2027-04、2027-07."""

    def clean(self, value: object) -> list[str]:
        """Return the months in order, each once."""
        words = str(super().clean(value)).replace("、", ",").replace("\n", ",").split(",")
        try:
            return sorted({Month.parse(word).text for word in words if word.strip()})
        except ValueError as error:
            raise ValidationError(str(error), code="month") from error


class TiersField(forms.CharField):
    """Price tiers, a line each: quantity and price."""

    def clean(self, value: object) -> list[tuple[int, int]]:
        """Return the tiers as written, from top to bottom."""
        lines = [line for line in str(super().clean(value)).splitlines() if line.strip()]
        return [_tier(line, number) for number, line in enumerate(lines, start=1)]


def _tier(line: str, number: int) -> tuple[int, int]:
    words = line.replace("、", " ").replace("\t", " ").replace("　", " ").split()
    figures = [word.translate(str.maketrans("０１２３４５６７８９", "0123456789", ",，円台人")) for word in words]
    if len(figures) != 2 or not all(figure.isdecimal() and len(figure) <= 9 for figure in figures):  # noqa: PLR2004  # a pair
        raise ValidationError(
            _("%(number)d行目「%(line)s」を読めません。「100 3200」のように、数量と単価を空白で区切ってください。")
            % {"number": number, "line": line[:30]},
            code="tier",
        )
    return int(figures[0]), int(figures[1])
