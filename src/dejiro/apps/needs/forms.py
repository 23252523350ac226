"""What is typed on the pages of voices, consultations and needs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxValueValidator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dejiro.apps.needs.models import Category, Voice
from dejiro.foundation.forms import HouseForm

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Choices = Sequence[tuple[str, str | Promise]]
CHOOSE: Final[Choices] = (("", gettext_lazy("選んでください")),)
BIGGEST_YEN: Final = 10**13
BIGGEST_KEY: Final = 2**63 - 1


def category_field(*, required: bool = True) -> forms.ChoiceField:
    """Return the field that asks what something is about."""
    return forms.ChoiceField(label=gettext_lazy("分野"), choices=[*CHOOSE, *Category.choices], required=required)


def long_text(
    label: "StrOrPromise", length: int, *, rows: int = 6, help_text: "StrOrPromise" = "", required: bool = True
) -> forms.CharField:
    """Return a field for several lines."""
    return forms.CharField(
        label=label,
        max_length=length,
        help_text=help_text,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def date_field(label: "StrOrPromise") -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


def yen_field(label: "StrOrPromise", *, required: bool = True, help_text: "StrOrPromise" = "") -> forms.IntegerField:
    """Return a field for an amount of yen."""
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=0,
        help_text=help_text,
        validators=[MaxValueValidator(BIGGEST_YEN)],
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class ReasonForm(HouseForm):
    """Why something is done; the person it concerns reads it."""

    reason = long_text(gettext_lazy("理由"), 1000, rows=4)


class VoiceForm(HouseForm):
    """A voice that is no consultation."""

    kind = forms.ChoiceField(
        label=gettext_lazy("種類"),
        choices=[(Voice.Kind.IDEA.value, Voice.Kind.IDEA.label), (Voice.Kind.ANSWER.value, Voice.Kind.ANSWER.label)],
        initial=Voice.Kind.IDEA.value,
        widget=forms.RadioSelect,
    )
    title = forms.CharField(
        label=gettext_lazy("件名"), max_length=100, help_text=gettext_lazy("例：窓口のタブレットが足りない")
    )
    body = long_text(
        gettext_lazy("内容"),
        4000,
        help_text=gettext_lazy(
            "困っていること、してほしいことを書いてください。課題になると、公開のページに出ます。個人の名前や電話番号は書かないでください。"
        ),
    )
    category = category_field()
    name_shown = forms.BooleanField(
        label=gettext_lazy("公開のページに団体の名前を出す"),
        required=False,
        help_text=gettext_lazy("選ばないときは「市区町村」「企業」「住民団体」などとだけ出ます。"),
    )


class FilesInput(forms.ClearableFileInput):
    """Takes several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, or none."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list["UploadedFile[bytes]"]:  # noqa: ANN401  # Django's signature
        """Return the files, each checked by Django's own field."""
        files = data if isinstance(data, list | tuple) else [data]
        one = super().clean
        return [one(file, initial) for file in files if file]


class ConsultationForm(HouseForm):
    """A question to the platform body's experts."""

    title = forms.CharField(
        label=gettext_lazy("件名"), max_length=100, help_text=gettext_lazy("例：窓口のタブレットの通信が昼に切れる")
    )
    body = long_text(
        gettext_lazy("相談の内容"),
        4000,
        rows=8,
        help_text=gettext_lazy("いまの状況、困っていること、知りたいことを書いてください。"),
    )
    category = category_field()
    file = FilesField(
        label=gettext_lazy("添付ファイル"),
        required=False,
        help_text=gettext_lazy("PDF・画像・Word・Excelなど。いくつでも選べます。"),
    )
    public = forms.BooleanField(
        label=gettext_lazy("回答を、同じ都道府県のほかの自治体にも見せる"),
        required=False,
        initial=True,
        help_text=gettext_lazy("同じことで困っている団体の助けになります。あなたの氏名は出ません。"),
    )
    name_shown = forms.BooleanField(
        label=gettext_lazy("ほかの自治体に団体の名前を見せる"),
        required=False,
        help_text=gettext_lazy("選ばないときは「市区町村」とだけ出ます。"),
    )

    def values(self) -> dict[str, Any]:
        """Return what was entered, the files as `files`."""
        values = super().values()
        files = values.pop("file")
        return {**values, "files": files}


class AnswerForm(HouseForm):
    """An expert's answer."""

    answer = long_text(
        gettext_lazy("回答"),
        8000,
        rows=10,
        help_text=gettext_lazy("ほかの団体も読みます。団体や人の名前は書かないでください。"),
    )


class RatingForm(HouseForm):
    """How much an answer helped."""

    rating = forms.TypedChoiceField(
        label=gettext_lazy("役に立ちましたか"),
        coerce=int,
        choices=[
            ("5", gettext_lazy("5 とても役に立った")),
            ("4", gettext_lazy("4 役に立った")),
            ("3", gettext_lazy("3 どちらともいえない")),
            ("2", gettext_lazy("2 あまり役に立たなかった")),
            ("1", gettext_lazy("1 役に立たなかった")),
        ],
        widget=forms.RadioSelect,
    )
    comment = long_text(
        gettext_lazy("理由"), 1000, rows=3, required=False, help_text=gettext_lazy("回答した専門人材が読みます。")
    )


class AssignForm(HouseForm):
    """Which expert is to answer."""

    expert = forms.TypedChoiceField(label=gettext_lazy("担当する専門人材"), coerce=int)

    def __init__(self, *args: Any, experts: Choices, **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        field = self.fields["expert"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*CHOOSE, *experts]


class NeedForm(HouseForm):
    """How a need is described."""

    title = forms.CharField(label=gettext_lazy("課題の件名"), max_length=100)
    summary = long_text(
        gettext_lazy("概要"), 4000, help_text=gettext_lazy("だれが、何に困っているかを書いてください。公開されます。")
    )
    category = category_field()


class MergeForm(HouseForm):
    """Into which need the chosen voices go; a new one is described here."""

    NEW: Final = "new"
    OTHER: Final = "other"

    into = forms.ChoiceField(label=gettext_lazy("どの課題に入れますか"), initial=NEW, widget=forms.RadioSelect)
    other = forms.IntegerField(
        label=gettext_lazy("ほかの課題の番号"), required=False, min_value=1, max_value=BIGGEST_KEY
    )
    title = forms.CharField(label=gettext_lazy("新しい課題の件名"), max_length=100, required=False)
    summary = long_text(gettext_lazy("新しい課題の概要"), 4000, required=False)
    category = category_field(required=False)

    def __init__(self, *args: Any, needs: Choices = (), **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        field = self.fields["into"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (self.NEW, _("新しい課題を作る")),
            *needs,
            (self.OTHER, _("番号でほかの課題を選ぶ")),
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for what the choice needs."""
        data = super().clean() or {}
        into = data.get("into")
        if into == self.OTHER and not data.get("other") and "other" not in self.errors:
            self.add_error("other", _("課題の番号を入力してください。番号は課題のページにあります。"))
        if into == self.NEW:
            for name in ("title", "summary", "category"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("新しい課題を作るときは、入力してください。"))
        return data

    def need_number(self) -> int | None:
        """Return the number of the chosen need; None for a new one."""
        into = self.cleaned_data["into"]
        if into == self.NEW:
            return None
        number = self.cleaned_data["other"] if into == self.OTHER else into
        return int(number)

    def description(self) -> dict[str, str]:
        """Return how a new need is described."""
        return {name: self.cleaned_data[name] for name in ("title", "summary", "category")}


class NeedNumberForm(HouseForm):
    """Another need, by its number."""

    other = forms.IntegerField(
        label=gettext_lazy("課題の番号"),
        min_value=1,
        max_value=BIGGEST_KEY,
        help_text=gettext_lazy("番号は、課題のページの件名の上にあります。"),
    )


class StatementForm(HouseForm):
    """What a person thinks or a body holds."""

    body = long_text(gettext_lazy("内容"), 2000)


class SolutionForm(HouseForm):
    """How the body has solved the need already."""

    title = forms.CharField(label=gettext_lazy("取組の名前"), max_length=100)
    body = long_text(
        gettext_lazy("何をしたか"),
        4000,
        help_text=gettext_lazy("使った製品やしくみ、進め方、うまくいかなかったことを書いてください。"),
    )
    cost = yen_field(
        gettext_lazy("費用（円）"), required=False, help_text=gettext_lazy("分からないときは空欄にします。")
    )
    cost_note = forms.CharField(
        label=gettext_lazy("費用の内訳"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("例：初年度の合計、40台"),
    )
    contact = forms.CharField(
        label=gettext_lazy("問合せ先"),
        max_length=100,
        help_text=gettext_lazy("課の名前と電話番号。ログインした人にだけ見えます。"),
    )
    solved_on = date_field(gettext_lazy("実施日"))
