"""What is typed on the pages of requests and proposals."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy

from dejiro.apps.talent.entries import Terms
from dejiro.apps.talent.forms.fields import day_field, level_field, role_field, text_field, whole_field
from dejiro.apps.talent.models import Request
from dejiro.foundation.forms import HouseForm

BIGGEST_KEY = 2**63 - 1


class ProblemForm(HouseForm):
    """What troubles the body, in its own words."""

    problem = text_field(
        gettext_lazy("困っていること"),
        2000,
        rows=6,
        help_text=gettext_lazy(
            "ふだんの言葉で書いてください。例: 基幹システムの標準化の見積が去年の3倍になり、妥当か分からない。"
        ),
    )


class RequestForm(HouseForm):
    """A request."""

    title = forms.CharField(label=gettext_lazy("件名"), max_length=100)
    problem = text_field(gettext_lazy("困っていること・してほしいこと"), 2000, rows=6)
    role = role_field()
    level = level_field(gettext_lazy("迷ったら2にします。高くするほど、受けられる人が減ります。"))
    half_days = whole_field(
        gettext_lazy("週の半日数"), 1, 10, initial=2, help_text=gettext_lazy("週に1日なら2、週に半日なら1です。")
    )
    parts = whole_field(
        gettext_lazy("分けてよい人数"),
        1,
        10,
        initial=1,
        help_text=gettext_lazy(
            "1なら、一人が続けて受けます。分けてよければ2以上にします。承認すると、その数の依頼に分かれます。"
        ),
    )
    starts_on = day_field(gettext_lazy("いつから"), gettext_lazy("その週の月曜日からになります。"))
    weeks = whole_field(
        gettext_lazy("何週間"), 1, 104, initial=13, help_text=gettext_lazy("3か月なら13、半年なら26、1年なら52です。")
    )
    onsite = forms.BooleanField(
        label=gettext_lazy("庁舎に来てほしい"),
        required=False,
        help_text=gettext_lazy("リモートでよければ、受けられる人が増えます。"),
    )
    priority = forms.TypedChoiceField(
        label=gettext_lazy("優先度"),
        choices=Request.Priority.choices,
        coerce=int,
        initial=Request.Priority.NORMAL,
        widget=forms.RadioSelect,
    )
    supervisor = forms.CharField(
        label=gettext_lazy("受け入れる責任者"), max_length=100, help_text=gettext_lazy("例: 総務課長 原島")
    )
    share_percent = whole_field(
        gettext_lazy("団体が負担する割合（％）"),
        0,
        100,
        initial=100,
        help_text=gettext_lazy("残りは、全団体の共通の経費になります。協定で決めた割合を書いてください。"),
    )
    travel_percent = whole_field(
        gettext_lazy("団体が負担する旅費の割合（％）"),
        0,
        100,
        initial=100,
        help_text=gettext_lazy(
            "島しょなど旅費の大きい団体で、全団体で分けると協定で決めたときは、団体が負担する分だけを書いてください。"
        ),
    )
    need = forms.IntegerField(
        label=gettext_lazy("課題番号"),
        required=False,
        min_value=1,
        max_value=BIGGEST_KEY,
        help_text=gettext_lazy("この依頼のもとになった課題があれば書きます。"),
    )
    commitment = forms.IntegerField(
        label=gettext_lazy("約束の番号"),
        required=False,
        min_value=1,
        max_value=BIGGEST_KEY,
        help_text=gettext_lazy("この依頼のもとになった約束があれば書きます。"),
    )
    situation = forms.CharField(required=False, max_length=30, widget=forms.HiddenInput)
    rest_of = forms.IntegerField(required=False, min_value=1, max_value=BIGGEST_KEY, widget=forms.HiddenInput)

    def terms(self) -> Terms:
        """Return what was entered."""
        return Terms(**self.values())


class ReasonForm(HouseForm):
    """Why something is done; the other side reads it."""

    reason = text_field(gettext_lazy("理由"), 1000)


class ProposeForm(HouseForm):
    """Whom to propose."""

    specialist = forms.TypedChoiceField(
        label=gettext_lazy("提案する人"), coerce=int, choices=(), widget=forms.RadioSelect
    )

    def offer(self, choices: Sequence[tuple[int, str]]) -> None:
        """Give the people to choose from."""
        field = self.fields["specialist"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = choices


class AnswerForm(HouseForm):
    """Yes, or no with a reason."""

    answer = forms.ChoiceField(
        label=gettext_lazy("返事"),
        choices=(("yes", gettext_lazy("受ける")), ("no", gettext_lazy("断る"))),
        widget=forms.RadioSelect,
    )
    reason = text_field(
        gettext_lazy("断る理由"), 1000, required=False, help_text=gettext_lazy("断るときは必ず書いてください。")
    )
