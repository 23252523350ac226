"""What is typed on the pages of engagements."""

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy

from dejiro.apps.talent.forms.fields import day_field, text_field, whole_field
from dejiro.foundation.forms import HouseForm

MOST_TRAVEL = 10_000_000


class LogForm(HouseForm):
    """A week's work."""

    week = day_field(gettext_lazy("どの週か"), gettext_lazy("その週のどの日でもかまいません。"))
    half_days = whole_field(gettext_lazy("使った半日数"), 0, 14)
    done = text_field(gettext_lazy("したこと"), 1000)
    deliverable = forms.CharField(
        label=gettext_lazy("成果物"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("例: 仕様書案の第2版（共有フォルダの「標準化」）"),
    )
    travel = forms.IntegerField(
        label=gettext_lazy("旅費（円）"),
        min_value=0,
        initial=0,
        validators=[MaxValueValidator(MOST_TRAVEL)],
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class RateForm(HouseForm):
    """How it goes."""

    rating = forms.TypedChoiceField(
        label=gettext_lazy("評価"),
        coerce=int,
        choices=(
            (5, gettext_lazy("5 とてもよい")),
            (4, gettext_lazy("4 よい")),
            (3, gettext_lazy("3 ふつう")),
            (2, gettext_lazy("2 直したいところがある")),
            (1, gettext_lazy("1 うまくいっていない")),
        ),
        widget=forms.RadioSelect,
    )
    comment = text_field(gettext_lazy("感想"), 1000, required=False)


class ExtendForm(HouseForm):
    """Until when it runs."""

    ends_on = day_field(gettext_lazy("いつまで延ばすか"), gettext_lazy("その週の日曜日までになります。"))


class EndForm(HouseForm):
    """When and why it ends, and what the next one must know."""

    ends_on = day_field(gettext_lazy("終わりの日"))
    reason = text_field(gettext_lazy("終わる理由"), 1000)
    handover = text_field(
        gettext_lazy("引き継ぎのメモ"),
        4000,
        rows=8,
        help_text=gettext_lazy("できたこと、残っていること、資料のある場所、次の人への助言を書いてください。"),
    )
