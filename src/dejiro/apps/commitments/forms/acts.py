"""Short forms: a reason, a decision, a later date, an effect, an adoption, a body's dates."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from dejiro.apps.commitments.forms.fields import DayInput
from dejiro.foundation.calendars import FiscalYear
from dejiro.foundation.clock import JST
from dejiro.foundation.forms import HouseForm


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
