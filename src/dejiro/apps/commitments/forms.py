"""What people type about rounds, commitments, effects and dates; each form turns its fields into a service's terms."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dejiro.apps.commitments.models import Authority, Round
from dejiro.apps.commitments.terms import CommitmentTerms, FixedShare, RoundTerms
from dejiro.foundation.calendars import FiscalYear, Month
from dejiro.foundation.clock import JST
from dejiro.foundation.forms import HouseForm

TIER_ROWS: Final = 8
MOST_UNITS: Final = 10**9
MOST_YEN: Final = 10**12
HALF: Final = {"equal": "1/2", "weight": "1/2"}
SHARES: Final[Mapping[str, FixedShare]] = {"equal": "equal", "quantity": "quantity", "weight": "weight", "half": HALF}
SHARE_CHOICES: Final = (
    ("half", gettext_lazy("半分を均等に、半分を人口に応じて分ける")),
    ("equal", gettext_lazy("参加団体で均等に分ける")),
    ("quantity", gettext_lazy("数量に応じて分ける")),
    ("weight", gettext_lazy("人口に応じて分ける")),
)


class DayInput(forms.DateInput):
    """A date in the browser's own control, which every browser sends as 2026-10-05."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MonthsField(forms.CharField):
    """Months written one after another: 2027-04、2027-07."""

    def to_python(self, value: object) -> list[str]:  # type: ignore[override]  # a list of months, not a text
        """Return the months in order, each once."""
        words = str(value or "").replace("、", ",").replace("\n", ",").split(",")
        try:
            return sorted({Month.parse(word).text for word in words if word.strip()})
        except ValueError as error:
            raise ValidationError(str(error), code="month") from error


class TiersField(forms.CharField):
    """Price tiers, a line each: quantity and price."""

    def to_python(self, value: object) -> list[tuple[int, int]]:  # type: ignore[override]  # pairs, not a text
        """Return the tiers as written, from top to bottom."""
        lines = [line for line in str(value or "").splitlines() if line.strip()]
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


class RoundForm(HouseForm):
    """The terms of a joint purchase."""

    title = forms.CharField(label=gettext_lazy("件名"), max_length=100)
    object = forms.CharField(
        label=gettext_lazy("調達するもの"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("何を、どの範囲で調達するかを書きます。"),
    )
    specification = forms.CharField(
        label=gettext_lazy("共通仕様"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    scheme = forms.ChoiceField(label=gettext_lazy("契約の方式"), choices=Round.Scheme, widget=forms.RadioSelect)
    unit = forms.CharField(label=gettext_lazy("数量の単位"), max_length=20, help_text=gettext_lazy("例：台、人、回線"))
    months = forms.IntegerField(label=gettext_lazy("契約月数（か月）"), min_value=1, max_value=120)
    tiers = TiersField(
        label=gettext_lazy("価格段階"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "1行に1段階、合計の数量（以上）と単価（円・月）を空白で区切ります。例：「100 3200」。"
            "下の行ほど数量が多く、単価が安くなります。"
        ),
    )
    fixed_cost = forms.IntegerField(
        label=gettext_lazy("共通費用（円・月）"),
        min_value=0,
        max_value=MOST_YEN,
        help_text=gettext_lazy("数量にかかわらず必要な費用です。参加団体で分担します。ないときは0。"),
    )
    share = forms.ChoiceField(label=gettext_lazy("共通費用の分け方"), choices=SHARE_CHOICES, widget=forms.RadioSelect)
    starts = MonthsField(
        label=gettext_lazy("開始月の候補"), help_text=gettext_lazy("例：2027-04、2027-07。読点か改行で区切ります。")
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("供給できる数量の上限"), required=False, min_value=1, max_value=MOST_UNITS
    )
    minimum_members = forms.IntegerField(label=gettext_lazy("成立に必要な団体数"), min_value=1, max_value=2000)
    minimum_authority = forms.TypedChoiceField(
        label=gettext_lazy("数に入れる決裁の段階（以上）"), choices=Authority.choices, coerce=int
    )
    closes_on = forms.DateField(
        label=gettext_lazy("締切日"), widget=DayInput, help_text=gettext_lazy("その日の17時15分に締め切ります。")
    )
    measure = forms.CharField(
        label=gettext_lazy("効果の指標"),
        max_length=100,
        help_text=gettext_lazy("約束のときと開始後に、同じ測り方で測ります。"),
    )
    measure_unit = forms.CharField(label=gettext_lazy("指標の単位"), max_length=20)
    measure_method = forms.CharField(
        label=gettext_lazy("測り方"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    direction = forms.ChoiceField(label=gettext_lazy("望ましい向き"), choices=Round.Direction, widget=forms.RadioSelect)

    @staticmethod
    def initial_of(round_: Round) -> dict[str, Any]:
        """Return what the form shows for a round that stands."""
        same = {name: getattr(round_, name) for name in RoundForm.base_fields if hasattr(round_, name)}
        return {
            **same,
            "tiers": "\n".join(f"{tier.min_quantity} {tier.unit_price}" for tier in round_.tiers.all()),
            "starts": "、".join(round_.starts),
            "share": next((name for name, rule in SHARES.items() if rule == round_.fixed_share), "half"),
            "closes_on": round_.closes_at.astimezone(JST).date(),
        }

    def terms(self) -> RoundTerms:
        """Return what was entered as the service's terms."""
        values = self.values()
        closes_on = values.pop("closes_on")
        share = SHARES[values.pop("share")]
        closes_at = datetime.combine(closes_on, time(17, 15), tzinfo=JST)
        return RoundTerms(**values, fixed_share=share, closes_at=closes_at)

    def add_error(self, field: str | None, error: Any) -> None:  # noqa: ANN401  # Django's signature
        """Lead the service's word on the closing moment to the field that people fill in."""
        super().add_error("closes_on" if field == "closes_at" else field, error)


class CommitmentForm(HouseForm):
    """What a body promises in a round; months and partners are offered from the round."""

    quantity = forms.IntegerField(label=gettext_lazy("数量"), min_value=1, max_value=MOST_UNITS)
    max_unit_price = forms.IntegerField(
        label=gettext_lazy("単価の上限（円・月）"),
        required=False,
        min_value=1,
        max_value=10**9,
        help_text=gettext_lazy("共通費用の分担も含めた、1つあたりの月額です。これを超えるときは参加しません。"),
    )
    max_total = forms.IntegerField(
        label=gettext_lazy("総額の上限（円・月）"), required=False, min_value=1, max_value=MOST_YEN
    )
    starts = forms.MultipleChoiceField(
        label=gettext_lazy("開始できる月"), widget=forms.CheckboxSelectMultiple, choices=()
    )
    min_members = forms.IntegerField(
        label=gettext_lazy("参加団体数の条件（自団体を含む）"),
        min_value=1,
        max_value=2000,
        initial=1,
        help_text=gettext_lazy("この数以上の団体が参加するときだけ参加します。条件がなければ1。"),
    )
    min_quantity = forms.IntegerField(
        label=gettext_lazy("総数量の条件"),
        min_value=0,
        max_value=MOST_YEN,
        initial=0,
        help_text=gettext_lazy("全団体の合計がこの数量以上のときだけ参加します。条件がなければ0。"),
    )
    only_with = forms.MultipleChoiceField(
        label=gettext_lazy("この団体が参加するときだけ参加する"), required=False, choices=()
    )
    not_with = forms.MultipleChoiceField(label=gettext_lazy("この団体とは一緒に参加しない"), required=False, choices=())
    condition_note = forms.CharField(
        label=gettext_lazy("その他の条件"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("例：予算が成立したとき。計算には使わず、記録に残します。"),
    )
    authority = forms.TypedChoiceField(
        label=gettext_lazy("決裁の段階"), choices=Authority.choices, coerce=int, widget=forms.RadioSelect
    )
    baseline = forms.DecimalField(
        label=gettext_lazy("今の値"),
        required=False,
        max_digits=14,
        decimal_places=2,
        help_text=gettext_lazy("今ここで測っておかないと、後で効果を公表できません。"),
    )
    baseline_on = forms.DateField(label=gettext_lazy("今の値を測った日"), required=False, widget=DayInput)
    baseline_source = forms.CharField(label=gettext_lazy("今の値の出所"), required=False, max_length=200)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        round_: Round,
        partners: Mapping[str, str],
        **kwargs: Any,  # noqa: ANN401  # Django's signature
    ) -> None:
        super().__init__(data, **kwargs)
        self._offer("starts", [(start, Month(start).label) for start in round_.starts])
        self._offer("only_with", partners.items())
        self._offer("not_with", partners.items())
        self.fields["quantity"].help_text = _("単位：%(unit)s") % {"unit": round_.unit}
        self.fields["baseline"].label = _("今の値：%(measure)s（%(unit)s）") % {
            "measure": round_.measure,
            "unit": round_.measure_unit,
        }

    def _offer(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(choices)

    def terms(self) -> CommitmentTerms:
        """Return what was entered as the service's terms."""
        return CommitmentTerms(**self.values())


class ReasonForm(HouseForm):
    """A reason that somebody else will read."""

    reason = forms.CharField(label=gettext_lazy("理由"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class DecisionForm(HouseForm):
    """The words that stand beside a decision in public."""

    reason = forms.CharField(
        label=gettext_lazy("決定の理由（公表されます）"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )


class ExtensionForm(ReasonForm):
    """A later closing date."""

    closes_on = forms.DateField(label=gettext_lazy("新しい締切日"), widget=DayInput)
    field_order = ("closes_on", "reason")

    def closes_at(self) -> datetime:
        """Return when the round closes then."""
        return datetime.combine(self.cleaned_data["closes_on"], time(17, 15), tzinfo=JST)

    def add_error(self, field: str | None, error: Any) -> None:  # noqa: ANN401  # Django's signature
        """Lead the service's word on the closing moment to the field that people fill in."""
        super().add_error("closes_on" if field == "closes_at" else field, error)


class EffectForm(HouseForm):
    """What was measured after the start."""

    value = forms.DecimalField(label=gettext_lazy("測定値"), max_digits=14, decimal_places=2)
    measured_on = forms.DateField(label=gettext_lazy("測定日"), widget=DayInput)
    source = forms.CharField(
        label=gettext_lazy("出所"), max_length=200, help_text=gettext_lazy("例：契約管理簿、業務日誌の集計")
    )
    note = forms.CharField(
        label=gettext_lazy("説明"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class AdoptionForm(HouseForm):
    """What the next body wants to say when it takes a result over."""

    note = forms.CharField(
        label=gettext_lazy("ひとこと"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("数量の見込みや希望する時期など。仕様・金額・問合せ先は自動で引き継ぎます。"),
    )


class BudgetCycleForm(HouseForm):
    """When a body's budget for a fiscal year is asked for and settled."""

    fiscal_year = forms.TypedChoiceField(label=gettext_lazy("年度"), coerce=lambda text: FiscalYear(int(text)))
    request_due_on = forms.DateField(label=gettext_lazy("予算要求の締切"), widget=DayInput)
    settled_on = forms.DateField(label=gettext_lazy("予算案の決定"), widget=DayInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, this_year: FiscalYear, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(data, **kwargs)
        field = self.fields["fiscal_year"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(_years_from(this_year))


def _years_from(this_year: FiscalYear) -> Iterator[tuple[str, str]]:
    for offset in range(5):
        year = this_year.plus(offset)
        yield str(year.year), year.label


class AssemblyForm(HouseForm):
    """A session of a body's assembly."""

    name = forms.CharField(label=gettext_lazy("会期"), max_length=60, help_text=gettext_lazy("例：令和9年第1回定例会"))
    opens_on = forms.DateField(label=gettext_lazy("開会"), widget=DayInput)
    votes_on = forms.DateField(label=gettext_lazy("議決日"), widget=DayInput)


class ConfirmForm(HouseForm):
    """Nothing but the wish to go on."""
