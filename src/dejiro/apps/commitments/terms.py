"""What may be proposed and promised: the terms of a round and of a commitment, and the rules that they keep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from dejiro.apps.commitments.models import Authority, Round
from dejiro.foundation.calendars import Month
from dejiro.foundation.errors import Refusal

FixedShare = str | Mapping[str, str]


@dataclass(frozen=True)
class RoundTerms:
    """What is proposed. Prices are yen a unit and month; `fixed_cost` is yen a month; `starts` are months "2027-04"."""

    title: str
    object: str
    specification: str
    scheme: str
    unit: str
    months: int
    tiers: Sequence[tuple[int, int]]
    fixed_cost: int
    fixed_share: FixedShare
    starts: Sequence[str]
    minimum_members: int
    minimum_authority: int
    closes_at: datetime
    measure: str
    measure_unit: str
    measure_method: str
    direction: str
    capacity: int | None = None

    def row(self) -> dict[str, Any]:
        """Return the fields of the round's row."""
        fields = {name: value for name, value in vars(self).items() if name != "tiers"}
        return {**fields, "starts": sorted(set(self.starts))}


@dataclass(frozen=True)
class CommitmentTerms:
    """What a body promises. Prices are yen a unit and month, sums yen a month, the common cost included."""

    quantity: int
    starts: Sequence[str]
    authority: int
    max_unit_price: int | None = None
    max_total: int | None = None
    min_members: int = 1
    min_quantity: int = 0
    only_with: Sequence[str] = ()
    not_with: Sequence[str] = ()
    condition_note: str = ""
    baseline: Decimal | None = None
    baseline_on: date | None = None
    baseline_source: str = ""

    def row(self) -> dict[str, Any]:
        """Return the fields of the commitment's row."""
        return {
            **vars(self),
            "starts": sorted(set(self.starts)),
            "only_with": sorted(set(self.only_with)),
            "not_with": sorted(set(self.not_with)),
        }


def check_round(terms: RoundTerms, *, now: datetime) -> None:
    """Make sure that the terms can be decided on.

    Raises:
        Refusal: at the first term that cannot stand.
    """
    _check_tiers(terms.tiers)
    if terms.closes_at <= now:
        raise Refusal(_("締切は今より後の日時にしてください。"), code="closes_in_the_past", field="closes_at")
    if not terms.starts:
        raise Refusal(_("開始月の候補を一つ以上入れてください。"), code="no_start", field="starts")
    if min(Month(start).starts_on for start in terms.starts) <= terms.closes_at.date():
        raise Refusal(_("開始月は、締切より後の月にしてください。"), code="start_before_close", field="starts")
    if terms.capacity is not None and terms.capacity < terms.tiers[0][0]:
        raise Refusal(
            _("供給できる数量が、最初の価格段階の数量（%(first)d）より少なくなっています。")
            % {"first": terms.tiers[0][0]},
            code="capacity_below_tiers",
            field="capacity",
        )


def _check_tiers(tiers: Sequence[tuple[int, int]]) -> None:
    if not tiers:
        raise Refusal(_("価格段階を一つ以上入れてください。"), code="no_tier", field="tiers")
    for (quantity, price), (next_quantity, next_price) in pairwise(tiers):
        if next_quantity <= quantity:
            raise Refusal(
                _("価格段階の数量は、前の段階（%(before)d）より大きくしてください。%(now)dになっています。")
                % {"before": quantity, "now": next_quantity},
                code="tiers_not_increasing",
                field="tiers",
            )
        if next_price >= price:
            raise Refusal(
                _("価格段階の単価は、前の段階（%(before)d円）より安くしてください。%(now)d円になっています。")
                % {"before": price, "now": next_price},
                code="tiers_not_decreasing",
                field="tiers",
            )


def check_commitment(
    terms: CommitmentTerms, round_: Round, *, own_code: str, codes: frozenset[str], today: date
) -> None:
    """Make sure that the promise fits the round.

    Args:
        terms: the promise.
        round_: what it answers.
        own_code: the body that promises.
        codes: the bodies that may take part.
        today: for the date of the baseline.

    Raises:
        Refusal: at the first term that cannot stand.
    """
    if terms.quantity < 1:
        raise Refusal(_("数量は1以上にしてください。"), code="quantity_zero", field="quantity")
    if terms.authority not in Authority.values:
        raise Refusal(_("決裁の段階を選んでください。"), code="authority_unknown", field="authority")
    _check_starts(terms, round_)
    _check_partners(terms, own_code=own_code, codes=codes)
    _check_baseline(terms, today=today)


def _check_starts(terms: CommitmentTerms, round_: Round) -> None:
    if not terms.starts:
        raise Refusal(_("開始できる月を一つ以上選んでください。"), code="no_start", field="starts")
    if not set(terms.starts) <= set(round_.starts):
        raise Refusal(_("開始できる月は、募集の候補から選んでください。"), code="start_not_offered", field="starts")


def _check_partners(terms: CommitmentTerms, *, own_code: str, codes: frozenset[str]) -> None:
    for field, named in (("only_with", set(terms.only_with)), ("not_with", set(terms.not_with))):
        if own_code in named:
            raise Refusal(_("自分の団体は指定できません。"), code="names_itself", field=field)
        if unknown := sorted(named - codes):
            raise Refusal(
                _("団体コード%(codes)sは、この都道府県で活動中の団体ではありません。")
                % {"codes": _("、").join(unknown)},
                code="body_unknown",
                field=field,
            )
    if both := sorted(set(terms.only_with) & set(terms.not_with)):
        raise Refusal(
            _("団体コード%(codes)sが、参加の条件と、一緒には参加しない団体の両方に入っています。")
            % {"codes": _("、").join(both)},
            code="body_on_both_lists",
            field="not_with",
        )


def _check_baseline(terms: CommitmentTerms, *, today: date) -> None:
    if (terms.baseline is None) != (terms.baseline_on is None):
        raise Refusal(
            _("今の値と測った日は、両方とも入れるか、両方とも空にしてください。"),
            code="baseline_half",
            field="baseline",
        )
    if terms.baseline_on is not None and terms.baseline_on > today:
        raise Refusal(_("今の値を測った日が未来になっています。"), code="baseline_in_future", field="baseline_on")
