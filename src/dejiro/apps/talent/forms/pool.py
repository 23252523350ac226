"""What is typed on the pages of the pool."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dejiro.apps.talent.entries import Entry
from dejiro.apps.talent.forms.fields import (
    BodiesField,
    BodyField,
    choose,
    day_field,
    level_field,
    role_field,
    text_field,
    whole_field,
)
from dejiro.apps.talent.models import Paper, Specialist
from dejiro.foundation.forms import HouseForm
from dejiro.foundation.organizations.models import Organization


class AreaForm(HouseForm):
    """A form whose fields for bodies know the prefecture."""

    def __init__(self, *args: Any, area: Organization | None = None, **kwargs: Any) -> None:  # noqa: ANN401  # Django's
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, BodiesField):
                field.area = area


def _onsite_fields() -> tuple[forms.ChoiceField, BodiesField]:
    onsite = forms.ChoiceField(
        label=gettext_lazy("出張"),
        choices=Specialist.Onsite,
        initial=Specialist.Onsite.ANYWHERE,
        widget=forms.RadioSelect,
    )
    places = BodiesField(
        label=gettext_lazy("行ける団体"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("「行ける団体が決まっている」ときだけ。例：青梅市、奥多摩町"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    return onsite, places


class DescribeForm(AreaForm):
    """What a specialist says of themselves."""

    onsite, places = _onsite_fields()
    languages = forms.CharField(
        label=gettext_lazy("話せる言葉"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("例: 日本語、英語、日本手話"),
    )
    profile = text_field(
        gettext_lazy("経歴・得意なこと"),
        2000,
        rows=6,
        required=False,
        help_text=gettext_lazy("あなたを提案された団体が読みます。住所や生年月日は書かないでください。"),
    )
    max_parallel = whole_field(gettext_lazy("同時に受けられる支援の数"), 1, 20, initial=3)


class EntryForm(AreaForm):
    """A specialist's entry, as the coordinator keeps it."""

    key = forms.CharField(label=gettext_lazy("人材番号"), max_length=20)
    name = forms.CharField(label=gettext_lazy("氏名"), max_length=80)
    kana = forms.CharField(label=gettext_lazy("よみ"), max_length=80, required=False)
    email = forms.EmailField(
        label=gettext_lazy("ログインのメールアドレス"),
        required=False,
        help_text=gettext_lazy("本人が利用者として招待されているときに書きます。本人が登録を直せるようになります。"),
    )
    employment = forms.ChoiceField(
        label=gettext_lazy("雇用の形"), choices=lambda: choose(*Specialist.Employment.choices)
    )
    lender = BodyField(
        label=gettext_lazy("派遣元の団体"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("自治体から派遣される職員のときだけ。例：青梅市"),
    )
    onsite, places = _onsite_fields()
    languages = forms.CharField(label=gettext_lazy("話せる言葉"), max_length=100, required=False)
    profile = text_field(gettext_lazy("経歴・得意なこと"), 2000, rows=6, required=False)
    max_parallel = whole_field(gettext_lazy("同時に受けられる支援の数"), 1, 20, initial=3)

    def entry(self) -> Entry:
        """Return what was entered."""
        return Entry(**self.values())


class SkillForm(HouseForm):
    """A role and a level."""

    role = role_field()
    level = level_field(gettext_lazy("自分で決めてかまいません。根拠を書くと、選ばれやすくなります。"))
    evidence = forms.CharField(
        label=gettext_lazy("根拠"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("例: 資格、担当したプロジェクト、成果物のURL"),
    )


class PeriodForm(HouseForm):
    """A period, both days included."""

    starts_on = day_field(gettext_lazy("いつから"))
    ends_on = day_field(gettext_lazy("いつまで"))

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        data = super().clean() or self.cleaned_data
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("終わりの日が、始まりの日より前です。"))
        return data


class CapacityForm(PeriodForm):
    """Half-days a week in a period."""

    half_days = whole_field(
        gettext_lazy("週の半日数"), 1, 10, help_text=gettext_lazy("週に1日なら2。週5日なら10です。")
    )


class ConflictForm(AreaForm):
    """A body for which a specialist must not work."""

    organization = BodyField(label=gettext_lazy("団体"), max_length=20, help_text=gettext_lazy("例：青梅市"))
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=300)


class PaperForm(PeriodForm):
    """A paper and until when it holds."""

    kind = forms.ChoiceField(label=gettext_lazy("書類"), choices=lambda: choose(*Paper.Kind.choices))
    field_order = ("kind", "starts_on", "ends_on")


class LeaveForm(HouseForm):
    """From which day somebody works no more."""

    left_on = day_field(gettext_lazy("退任日"), gettext_lazy("この日からは、支援に入りません。"))
