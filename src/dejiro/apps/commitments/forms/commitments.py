"""What a body promises, as a form."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dejiro.apps.commitments.forms.fields import MOST_UNITS, MOST_YEN, DayInput, PartnerChoices, Section, by_kind
from dejiro.apps.commitments.models import Authority, Round
from dejiro.apps.commitments.terms import CommitmentTerms
from dejiro.foundation.calendars import Month
from dejiro.foundation.forms import HouseForm


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
        required=False,
        min_value=1,
        max_value=2000,
        help_text=gettext_lazy("この数以上の団体が参加するときだけ参加します。"),
    )
    min_quantity = forms.IntegerField(
        label=gettext_lazy("総数量の条件"),
        required=False,
        min_value=0,
        max_value=MOST_YEN,
        help_text=gettext_lazy("全団体の合計がこの数量以上のときだけ参加します。"),
    )
    only_with = forms.MultipleChoiceField(
        label=gettext_lazy("この団体が参加するときだけ参加する"), required=False, choices=(), widget=PartnerChoices
    )
    not_with = forms.MultipleChoiceField(
        label=gettext_lazy("この団体とは一緒に参加しない"), required=False, choices=(), widget=PartnerChoices
    )
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
        self._offer("only_with", by_kind(partners))
        self._offer("not_with", by_kind(partners))
        self.fields["authority"].help_text = _(
            "「%(level)s」以上で、計算に入ります。担当の見込みは、承認なしで出せます。"
        ) % {"level": Authority(round_.minimum_authority).label}
        self.fields["quantity"].help_text = _("単位：%(unit)s") % {"unit": round_.unit}
        self.fields["baseline"].label = _("今の値：%(measure)s（%(unit)s）") % {
            "measure": round_.measure,
            "unit": round_.measure_unit,
        }

    def _offer(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices

    @property
    def sections(self) -> list[Section]:
        """Return the fields in the order in which an officer thinks."""
        return [
            Section(_("いくつ、いくらまで"), "", [self["quantity"], self["max_unit_price"], self["max_total"]]),
            Section(_("いつから"), "", [self["starts"]]),
            Section(_("だれの決裁か"), "", [self["authority"]]),
            Section(
                _("今の値（効果を測る基準）"),
                _("開始後に同じ測り方で測り、比べます。測り方は、募集の条件に書いてあります。"),
                [self["baseline"], self["baseline_on"], self["baseline_source"]],
            ),
            Section(
                _("参加の条件を付ける（任意）"),
                _("条件が満たされる組が成立するときだけ、参加します。"),
                [self[name] for name in ("min_members", "min_quantity", "only_with", "not_with", "condition_note")],
                folded=True,
            ),
        ]

    def terms(self) -> CommitmentTerms:
        """Return what was entered as the service's terms."""
        values = self.values()
        return CommitmentTerms(
            **{**values, "min_members": values["min_members"] or 1, "min_quantity": values["min_quantity"] or 0}
        )
