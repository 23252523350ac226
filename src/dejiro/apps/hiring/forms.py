"""The forms of hiring."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dejiro.apps.hiring import access
from dejiro.apps.hiring.models import Criterion, Joint, Offer, Opening
from dejiro.apps.hiring.terms import ApplicationTerms, OpeningTerms, lines_with_number
from dejiro.apps.talent import public as talent
from dejiro.foundation.accounts.models import User
from dejiro.foundation.clock import JST
from dejiro.foundation.errors import Refusal
from dejiro.foundation.forms import HouseForm
from dejiro.ui.signs import signs

MOST_YEN = 1_000_000_000


class DayInput(forms.DateInput):
    """A day, as browsers ask for it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """A moment in Japan, as browsers ask for it."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class LinesField(forms.CharField):
    """Lines of a name and a whole number."""

    widget = forms.Textarea(attrs={"rows": 4})

    def clean(self, value: Any) -> Any:  # noqa: ANN401  # Django's signature
        """Return pairs of name and number."""
        try:
            return lines_with_number(super().clean(value), "")
        except Refusal as refusal:
            raise forms.ValidationError(refusal.message, refusal.code) from refusal


class OpeningForm(HouseForm):
    """An opening."""

    title = forms.CharField(label=_("件名"), max_length=100)
    role = forms.ChoiceField(label=_("役割（デジタルスキル標準）"), choices=talent.role_choices)
    duties = forms.CharField(label=_("仕事の内容"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
    place = forms.CharField(label=_("働く場所"), max_length=100)
    system = forms.ChoiceField(label=_("給与制度"), choices=Opening.System)
    unit = forms.ChoiceField(label=_("単位"), choices=Opening.Unit)
    pay_low = forms.IntegerField(label=_("下限（円）"), min_value=0, max_value=MOST_YEN)
    pay_high = forms.IntegerField(label=_("上限（円）"), min_value=0, max_value=MOST_YEN)
    legal_basis = forms.CharField(
        label=_("根拠の法令"), max_length=200, help_text=_("例：任期付職員の採用に関する法律と、その条例の条番号。")
    )
    starts_on = forms.DateField(label=_("任期の始め"), widget=DayInput())
    ends_on = forms.DateField(label=_("任期の終わり"), widget=DayInput())
    posts = forms.IntegerField(label=_("人数"), min_value=1, max_value=1000, initial=1)
    deadline = forms.DateTimeField(label=_("応募の締切"), widget=MomentInput())
    criteria = LinesField(
        label=_("評価の基準と重み"),
        max_length=1000,
        help_text=_("1行に1つ。例：実務経験 3。公開した後は変えられません。"),
    )
    joint = forms.ModelChoiceField(
        Joint.objects.none(),
        label=_("共同採用"),
        required=False,
        help_text=_("選ぶと、締切は共同採用の締切になります。"),
    )
    region = forms.CharField(
        label=_("地域"), max_length=40, required=False, help_text=_("共同採用の上限を数える地域。例：島しょ、西多摩。")
    )

    def __init__(self, *args: Any, area_id: int, **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        joint = self.fields["joint"]
        assert isinstance(joint, forms.ModelChoiceField)
        joint.queryset = access.joints_open(area_id)

    def terms(self) -> OpeningTerms:
        """Return what was entered."""
        return OpeningTerms(**self.values())

    @staticmethod
    def initial_of(opening: Opening) -> dict[str, object]:
        """Return what the form shows of a draft."""
        names = [name for name in OpeningForm.base_fields if name not in {"submission", "criteria", "deadline"}]
        lines = "\n".join(f"{one.name} {one.weight}" for one in opening.criteria.all())
        local = opening.deadline.astimezone(JST).replace(tzinfo=None)
        return {name: getattr(opening, name) for name in names} | {"criteria": lines, "deadline": local}


class ApplicationForm(HouseForm):
    """What a candidate writes once."""

    name = forms.CharField(
        label=_("氏名"),
        max_length=100,
        help_text=_("書類の評価では隠します。面接に進んだ団体だけに見えます。"),
    )
    contact = forms.CharField(label=_("連絡先（メールか電話）"), max_length=200)
    years = forms.IntegerField(label=_("実務経験（年）"), min_value=0, max_value=80)
    role = forms.ChoiceField(label=_("得意な役割"), choices=talent.role_choices)
    skills = forms.CharField(
        label=_("できること"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("名前・年齢・性別・連絡先は、ここに書かないでください。評価する人が読みます。"),
    )
    experience = forms.CharField(
        label=_("経験"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("何をして、どうなったかを書きます。名前や会社名は書かないでください。"),
    )
    wanted_pay = forms.IntegerField(
        label=_("希望する年額（円）"),
        required=False,
        min_value=0,
        max_value=MOST_YEN,
        help_text=_("評価には使いません。"),
    )

    def terms(self) -> ApplicationTerms:
        """Return what was entered."""
        return ApplicationTerms(**self.values())


class RanksForm(HouseForm):
    """The candidate's rank of every opening that still takes applications; empty for those not wanted."""

    def __init__(self, *args: Any, openings: Sequence[Opening], **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        for_ranks = {
            f"opening_{opening.pk}": forms.IntegerField(
                label=signs("　").join([opening.organization.name, opening.title]),
                required=False,
                min_value=1,
                max_value=99,
            )
            for opening in openings
        }
        super().__init__(*args, **kwargs)
        self.fields |= for_ranks

    def ranks(self) -> dict[int, int]:
        """Return the ranks by opening."""
        names = ((name.removeprefix("opening_"), value) for name, value in self.values().items())
        return {int(name): value for name, value in names if value is not None}


class PaperForm(HouseForm):
    """A paper of the application."""

    file = forms.FileField(
        label=_("PDFのファイル"),
        help_text=_(
            "職務経歴書などのPDFを3個まで添付できます。書類の評価では見せず、面接に進んだ団体だけが保存できます。"
        ),
    )


class ReviewersForm(HouseForm):
    """Who scores."""

    users = forms.ModelMultipleChoiceField(User.objects.none(), label=_("評価者"), widget=forms.CheckboxSelectMultiple)


class InterviewForm(HouseForm):
    """Who goes on to the interview."""

    choices = forms.TypedMultipleChoiceField(label=_("面接に進む人"), widget=forms.CheckboxSelectMultiple, coerce=int)


class ScoreForm(HouseForm):
    """Points from 1 to 5 by every criterion."""

    def __init__(self, *args: Any, criteria: Sequence[Criterion], **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        self.fields |= {
            f"criterion_{one.pk}": forms.IntegerField(
                label=one.name + signs("（×{}）").format(one.weight),
                min_value=1,
                max_value=5,
                help_text=_("1（低い）から5（高い）"),
            )
            for one in criteria
        }

    def points(self) -> dict[int, int]:
        """Return the points by criterion."""
        return {int(name.removeprefix("criterion_")): value for name, value in self.values().items()}


class OfferForm(HouseForm):
    """An offer."""

    pay = forms.IntegerField(label=_("示す額（円）"), min_value=0, max_value=MOST_YEN)
    answer_by = forms.DateTimeField(label=_("返事の期限"), widget=MomentInput())


class AnswerForm(HouseForm):
    """The answer to an offer."""

    answer = forms.ChoiceField(
        label=_("返事"), choices=(("yes", _("承諾する")), ("no", _("辞退する"))), widget=forms.RadioSelect
    )
    reason = forms.ChoiceField(
        label=_("辞退の理由"), choices=(("", _("（承諾するときは選びません）")), *Offer.Reason.choices), required=False
    )


class JointForm(HouseForm):
    """A joint recruiting."""

    title = forms.CharField(label=_("件名"), max_length=100)
    deadline = forms.DateTimeField(label=_("応募の締切"), widget=MomentInput())
    caps = LinesField(
        label=_("地域の上限（人）"), max_length=1000, required=False, help_text=_("1行に1つ。例：島しょ 2。")
    )


class SettleForm(HouseForm):
    """Until when the offers are to be answered."""

    answer_by = forms.DateTimeField(label=_("返事の期限"), widget=MomentInput())
