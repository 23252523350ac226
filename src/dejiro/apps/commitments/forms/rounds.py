"""The terms of a joint purchase, as a form."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dejiro.apps.commitments.forms.fields import MOST_UNITS, MOST_YEN, DayInput, MonthsField, Section, TiersField
from dejiro.apps.commitments.labels import SCHEMES
from dejiro.apps.commitments.models import Authority, Round
from dejiro.apps.commitments.terms import FixedShare, RoundTerms
from dejiro.foundation.clock import JST
from dejiro.foundation.forms import HouseForm

HALF: Final = {"equal": "1/2", "weight": "1/2"}
SHARES: Final[Mapping[str, FixedShare]] = {"equal": "equal", "quantity": "quantity", "weight": "weight", "half": HALF}
SHARE_CHOICES: Final = (
    ("half", gettext_lazy("半分を均等に、半分を人口に応じて分ける")),
    ("equal", gettext_lazy("参加団体で均等に分ける")),
    ("quantity", gettext_lazy("数量に応じて分ける")),
    ("weight", gettext_lazy("人口に応じて分ける")),
)


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
    scheme = forms.ChoiceField(
        label=gettext_lazy("契約の方式"), choices=list(SCHEMES.items()), widget=forms.RadioSelect
    )
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
        label=gettext_lazy("計算に入れる決裁の段階（以上）"),
        choices=Authority.choices,
        coerce=int,
        initial=Authority.CHIEF,
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

    @property
    def sections(self) -> list[Section]:
        """Return the fields in the order in which a coordinator thinks."""
        return [
            Section(_("何を買うか"), "", self._of("title", "object", "specification", "unit")),
            Section(_("いくらか"), "", self._of("tiers", "fixed_cost", "share", "capacity")),
            Section(_("いつ、どう契約するか"), "", self._of("scheme", "starts", "months")),
            Section(_("だれが、いつまでに答えるか"), "", self._of("closes_on", "minimum_members", "minimum_authority")),
            Section(
                _("何で効果を測るか"),
                _("約束のときと開始後に、同じ測り方で測ります。約束のときに測らない団体の効果は、公表しません。"),
                self._of("measure", "measure_unit", "direction", "measure_method"),
            ),
        ]

    def _of(self, *names: str) -> list[forms.BoundField]:
        return [self[name] for name in names]

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
