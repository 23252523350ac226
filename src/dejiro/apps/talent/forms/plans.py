"""What is typed on the pages of plans."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from dejiro.apps.talent.forms.fields import choose, day_field, role_field, whole_field
from dejiro.apps.talent.models import Change, Pin
from dejiro.foundation.forms import HouseForm

MOST_CHANGES = 30_000
BIGGEST_KEY = 2**63 - 1


class PlanForm(HouseForm):
    """A plan, or a re-plan."""

    name = forms.CharField(label=gettext_lazy("計画の名前"), max_length=100)
    starts_on = day_field(gettext_lazy("いつから"), gettext_lazy("その週の月曜日からになります。"))
    weeks = whole_field(gettext_lazy("何週間"), 1, 104, initial=53)
    seconds = whole_field(gettext_lazy("計算にかけてよい秒数"), 1, 600, initial=20)
    base = forms.TypedChoiceField(
        label=gettext_lazy("もとの計画"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=gettext_lazy("退任や辞退のあとに組み直すときに選びます。"),
    )
    max_changes = forms.IntegerField(
        label=gettext_lazy("変えてよい支援の数"),
        required=False,
        min_value=0,
        max_value=MOST_CHANGES,
        help_text=gettext_lazy("もとの計画の支援を、いくつまで動かしてよいか。空欄なら制限しません。"),
    )

    def offer(self, choices: Sequence[tuple[int, str]]) -> None:
        """Give the plans to begin from."""
        field = self.fields["base"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = choose(*choices)


class PinForm(HouseForm):
    """A pair that is fixed or ruled out."""

    kind = forms.ChoiceField(label=gettext_lazy("種類"), choices=Pin.Kind, widget=forms.RadioSelect)
    specialist = forms.CharField(label=gettext_lazy("人材番号"), max_length=20, help_text=gettext_lazy("例: P-001"))
    request = forms.IntegerField(
        label=gettext_lazy("依頼の番号"),
        min_value=1,
        max_value=BIGGEST_KEY,
        help_text=gettext_lazy("依頼のページのアドレスの最後の数字です。"),
    )
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=300)


class ScenarioForm(HouseForm):
    """A hypothetical plan."""

    name = forms.CharField(
        label=gettext_lazy("仮の案の名前"), max_length=100, help_text=gettext_lazy("例: セキュリティの人を2人増やす")
    )


class ChangeForm(HouseForm):
    """One thing that is supposed."""

    kind = forms.ChoiceField(label=gettext_lazy("何を変えるか"), choices=Change.Kind, widget=forms.RadioSelect)
    role = role_field()
    level = whole_field(gettext_lazy("レベル"), 1, 4)
    people = whole_field(gettext_lazy("人数"), 1, 50)
    half_days = whole_field(gettext_lazy("週の半日数"), 1, 10)
    specialist = forms.CharField(
        label=gettext_lazy("人材番号"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("「この人がいない」ときに書きます。例: P-001"),
    )
    request = forms.IntegerField(
        label=gettext_lazy("依頼の番号"),
        min_value=1,
        max_value=BIGGEST_KEY,
        required=False,
        help_text=gettext_lazy("「この依頼がない」ときに書きます。依頼のページのアドレスの最後の数字です。"),
    )
    starts_on = day_field(gettext_lazy("いつから"), gettext_lazy("空欄なら、計画の最初の週からです。"))

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401  # what Django's forms take
        super().__init__(*given, **named)
        for name in ("role", "level", "people", "half_days", "starts_on"):
            self.fields[name].required = False
        for name in ("role", "level", "people", "half_days"):
            self.fields[name].help_text = gettext_lazy("「人材を増やす」ときに書きます。")


class PointForm(HouseForm):
    """A point of the curve."""

    max_changes = forms.IntegerField(required=False, min_value=0, max_value=MOST_CHANGES, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
