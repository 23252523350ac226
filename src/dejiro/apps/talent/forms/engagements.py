"""What is typed on the pages of engagements."""

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy

from dejiro.apps.talent.entries import Note
from dejiro.apps.talent.forms.fields import day_field, text_field, whole_field
from dejiro.foundation.forms import HouseForm

MOST_TRAVEL = 10_000_000
NOTE = ("done", "documents", "next_steps", "contact", "shared")


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


class NoteForm(HouseForm):
    """A hand-over note."""

    done = text_field(gettext_lazy("できたこと"), 2000, rows=6)
    documents = text_field(
        gettext_lazy("資料のある場所"),
        1000,
        required=False,
        help_text=gettext_lazy("例: 共有フォルダの「標準化」にある移行の手順書（第3版）"),
    )
    next_steps = text_field(
        gettext_lazy("残っていること・続け方"),
        2000,
        rows=6,
        help_text=gettext_lazy("次に手を付けること、つまずいたこと、次の人への助言を書いてください。"),
    )
    contact = forms.CharField(
        label=gettext_lazy("問い合わせ先"),
        max_length=200,
        help_text=gettext_lazy("部署の名前と電話番号を書いてください。例: 総務課 情報係 0428-00-1000"),
    )
    shared = forms.BooleanField(
        label=gettext_lazy("同じ都道府県のほかの団体にも見せる"),
        required=False,
        initial=True,
        help_text=gettext_lazy("検索で見つかり、ほかの団体が引き継げます。個人の名前や秘密は書かないでください。"),
    )

    def note(self) -> Note:
        """Return what was written."""
        return Note(**{name: self.cleaned_data[name] for name in NOTE})


class EndForm(NoteForm):
    """When and why it ends, and what the next one must know."""

    ends_on = day_field(gettext_lazy("終わりの日"))
    reason = text_field(gettext_lazy("終わる理由"), 1000)
    field_order = ("ends_on", "reason")


class AdoptionForm(HouseForm):
    """What a body wants to do with another's note."""

    note = text_field(
        gettext_lazy("何をしたいか"),
        1000,
        help_text=gettext_lazy("例: 同じ移行を来年度に行うので、手順書を使い、進め方を聞きたい。"),
    )


class TimeForm(HouseForm):
    """What a consultation really took."""

    half_days = whole_field(
        gettext_lazy("使う半日数"),
        0,
        10,
        help_text=gettext_lazy("担当した週の稼働できる量から引きます。電話で済んだときは0でもかまいません。"),
    )
