"""What leaves the platform: the bundle that proves a decision, and the paper for a body's own budget request."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from django.utils.translation import gettext as _

from dejiro.apps.commitments import planning
from dejiro.apps.commitments.models import Commitment, Decision, Round
from dejiro.apps.commitments.pages import basis_of, share_label
from dejiro.apps.commitments.selectors import effects_of
from dejiro.foundation import clock
from dejiro.foundation.calendars import Month
from dejiro.foundation.errors import Refusal
from dejiro.foundation.exchange import Column, write_xlsx
from dejiro.foundation.ledger.bundles import write_bundle
from dejiro.foundation.ledger.services import subject_of

MONTHS_A_YEAR = 12


def write_round_bundle(file: BinaryIO, decision: Decision) -> None:
    """Write the round's recorded acts with their proofs, and its figures with what they were computed from."""
    round_ = decision.round
    figures = [planning.figure_of(decision)]
    if round_.status == Round.Status.MEASURED:
        figures.append(planning.effect_figure(round_, effects_of(round_)))
    write_bundle(file, subjects=[subject_of(round_), subject_of(round_.need)], figures=figures, title=round_.title)


@dataclass(frozen=True)
class BudgetPaper:
    """The figures of one body in one round, for its budget request; sums are yen.

    `first_year` runs from the start month to the end of its fiscal year, `digest` identifies what was computed.
    """

    commitment: Commitment
    decided: bool
    start: Month
    members: int
    unit_price: int
    goods: int
    fixed: int
    monthly: int
    alone: int | None
    first_year_months: int
    first_year: int
    yearly: int
    whole: int
    digest: str

    @property
    def made_on(self) -> date:
        """When the figures were put together."""
        return clock.today()

    @property
    def rows(self) -> list["PaperRow"]:
        """The figures as rows, for page and workbook alike."""
        return list(_rows(self))

    @property
    def yearly_saving(self) -> int | None:
        """What is saved a year against buying alone; negative when it costs more."""
        return None if self.alone is None else (self.alone - self.monthly) * MONTHS_A_YEAR


def budget_paper_of(commitment: Commitment) -> BudgetPaper:
    """Return the body's figures, from the decision or, while the round is open, from how it stands now.

    Raises:
        Refusal: if the body is in no group, so that there is no sum to ask for.
    """
    basis = basis_of(commitment.round)
    share = planning.standing_of(basis, commitment.organization.code).share if basis and commitment.counts else None
    if basis is None or share is None:
        raise Refusal(_("成立する参加団体に入っていないため、予算要求の金額がありません。"), code="not_in_group")
    start = Month(basis.summary["start"])
    first = min(start.until(Month.of(start.fiscal_year.ends_on)) + 1, commitment.round.months)
    return BudgetPaper(
        commitment=commitment,
        decided=isinstance(basis, Decision),
        start=start,
        members=len(basis.summary["members"]),
        unit_price=basis.summary["unit_price"],
        goods=share["goods"],
        fixed=share["fixed"],
        monthly=share["total"],
        alone=share["alone"],
        first_year_months=first,
        first_year=share["total"] * first,
        yearly=share["total"] * MONTHS_A_YEAR,
        whole=share["total"] * commitment.round.months,
        digest=basis.digest,
    )


@dataclass(frozen=True)
class PaperRow:
    """An item of the paper, its figure, and a note on it."""

    item: str
    figure: str | int | None
    note: str = ""

    @property
    def is_number(self) -> bool:
        """True when the figure is an amount."""
        return isinstance(self.figure, int)


def _rows(paper: BudgetPaper) -> Iterator[PaperRow]:
    round_ = paper.commitment.round
    yield PaperRow(_("開始月"), paper.start.label, _("契約月数 %(months)dか月") % {"months": round_.months})
    yield PaperRow(_("数量（%(unit)s）") % {"unit": round_.unit}, paper.commitment.quantity)
    yield PaperRow(_("単価（円・月）"), paper.unit_price, _("%(members)d団体の共同調達") % {"members": paper.members})
    yield PaperRow(_("調達費（円・月）"), paper.goods, _("数量×単価"))
    yield PaperRow(_("共通費用の分担（円・月）"), paper.fixed, share_label(round_))
    yield PaperRow(_("月額の計（円）"), paper.monthly)
    yield PaperRow(
        _("%(year)s分（円）") % {"year": paper.start.fiscal_year.label},
        paper.first_year,
        _("%(months)dか月分") % {"months": paper.first_year_months},
    )
    yield PaperRow(_("平年度の年額（円）"), paper.yearly, _("12か月分"))
    yield PaperRow(_("契約期間の総額（円）"), paper.whole, _("%(months)dか月分") % {"months": round_.months})
    yield PaperRow(_("単独で調達した場合（円・月）"), paper.alone, _("自団体だけの数量と、共通費用の全額"))
    yield PaperRow(_("年間の差額（円）"), paper.yearly_saving, _("単独の場合から共同の場合を引いた額"))


def budget_workbook(paper: BudgetPaper) -> bytes:
    """Return the paper as a workbook, with what it was computed from."""
    columns = [Column("item", _("項目")), Column("figure", _("金額・内容")), Column("note", _("備考"))]
    state = _("共同調達の決定") if paper.decided else _("募集中の約束（見込み）")
    rows = [
        PaperRow(_("団体"), paper.commitment.organization.name),
        PaperRow(_("件名"), paper.commitment.round.title, state),
        *paper.rows,
        PaperRow(_("計算の識別子（SHA-256）"), paper.digest, _("証拠ファイルの入力と結果から再計算できます")),
    ]
    return write_xlsx([vars(row) for row in rows], columns, title=_("予算要求資料"))
