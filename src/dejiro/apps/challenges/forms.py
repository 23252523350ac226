"""What is typed on the pages of the challenges."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy

from dejiro.apps.challenges.models import Challenge, Idea
from dejiro.apps.challenges.terms import ChallengeTerms
from dejiro.apps.needs import public as needs
from dejiro.foundation.clock import JST
from dejiro.foundation.forms import HouseForm

DAY: Final = timedelta(days=1)
DATE: Final[dict[str, Any]] = {"attrs": {"type": "date"}, "format": "%Y-%m-%d"}


def end_of(day: date) -> datetime:
    """Return the moment at which a day is over in Japan."""
    return datetime.combine(day + DAY, time(), tzinfo=JST)


class ChallengeForm(HouseForm):
    """What is looked for."""

    title = forms.CharField(label=gettext_lazy("件名"), max_length=100)
    summary = forms.CharField(
        label=gettext_lazy("困っていること・ねらい"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("だれが、どんなときに困っているか。どうなれば成功か。解き方は決めつけずに書きます。"),
    )
    category = forms.ChoiceField(label=gettext_lazy("分野"), choices=needs.CATEGORIES)
    unit = forms.CharField(label=gettext_lazy("担当部署"), max_length=60)
    open_data = forms.CharField(
        label=gettext_lazy("使えるデータ"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    budget = forms.IntegerField(label=gettext_lazy("予算（円）"), required=False, min_value=0, max_value=10**12)
    budget_note = forms.CharField(
        label=gettext_lazy("予算の説明"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("例：実証の上限額（税込）。本格導入は来年度の予算による。"),
    )
    site = forms.CharField(label=gettext_lazy("場所"), max_length=200, required=False)
    questions_on = forms.DateField(
        label=gettext_lazy("質問の締切日"),
        widget=forms.DateInput(**DATE),
        help_text=gettext_lazy("その日の終わり（24時）に締め切ります。"),
    )
    ideas_on = forms.DateField(
        label=gettext_lazy("アイデアの締切日"),
        widget=forms.DateInput(**DATE),
        help_text=gettext_lazy("その日の終わり（24時）に締め切ります。"),
    )
    pilot_from = forms.DateField(label=gettext_lazy("実証の始まり"), required=False, widget=forms.DateInput(**DATE))
    pilot_to = forms.DateField(label=gettext_lazy("実証の終わり"), required=False, widget=forms.DateInput(**DATE))
    sponsors = forms.CharField(
        label=gettext_lazy("共同で募集する団体"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("同じ都道府県の団体の名前を、1行に1つ。その団体の承認者が認めると、公開されます。"),
    )

    @staticmethod
    def initial_of(challenge: Challenge) -> dict[str, Any]:
        """Return what the form shows for a draft."""
        same = ("title", "summary", "category", "unit", "budget", "budget_note", "site", "version")
        names = challenge.sponsors.values_list("organization__name", flat=True)
        return {
            **{name: getattr(challenge, name) for name in (*same, "pilot_from", "pilot_to")},
            "open_data": challenge.data,
            "questions_on": challenge.questions_day,
            "ideas_on": challenge.ideas_day,
            "sponsors": "\n".join(names),
        }

    def terms(self) -> ChallengeTerms:
        """Return what was entered as the service's terms."""
        values = self.values()
        questions, ideas = end_of(values.pop("questions_on")), end_of(values.pop("ideas_on"))
        sponsors = tuple(line.strip() for line in values.pop("sponsors").splitlines() if line.strip())
        values["data"] = values.pop("open_data")
        return ChallengeTerms(**values, questions_until=questions, ideas_until=ideas, sponsors=sponsors)


class IdeaForm(HouseForm):
    """An answer to a challenge."""

    title = forms.CharField(label=gettext_lazy("件名"), max_length=100)
    body = forms.CharField(
        label=gettext_lazy("内容"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy(
            "4,000文字まで。だれでも読めます。電話番号やメールアドレス、秘密にしたいことは書かないでください。"
        ),
    )


class ReviseForm(IdeaForm):
    """A new version of an idea."""

    change = forms.CharField(label=gettext_lazy("変えたところ"), max_length=200, required=False)


class AmendmentForm(IdeaForm):
    """Another text for somebody's idea, perhaps with one's own idea in it."""

    why = forms.CharField(label=gettext_lazy("変える理由"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    source = forms.ModelChoiceField(
        Idea.objects.none(),
        label=gettext_lazy("自分のアイデアを合わせる"),
        required=False,
        empty_label=gettext_lazy("合わせない（文を直すだけ）"),
        help_text=gettext_lazy(
            "選ぶと、受け入れられたときに二つが一つになります。もとの文は、どちらも読めるまま残ります。"
        ),
    )

    def offer(self, ideas: Sequence[Idea]) -> "AmendmentForm":
        """Let the person choose among their own ideas."""
        field = self.fields["source"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Idea.objects.filter(pk__in=[idea.pk for idea in ideas])
        return self


class ReasonForm(HouseForm):
    """A reason that everybody may read."""

    reason = forms.CharField(
        label=gettext_lazy("理由（公開されます）"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class ShortReasonForm(HouseForm):
    """A short reason."""

    reason = forms.CharField(label=gettext_lazy("理由"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


class ConclusionForm(HouseForm):
    """What came of a challenge."""

    conclusion = forms.CharField(
        label=gettext_lazy("結果（公開されます）"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("何を採択し、次に何をするか。採択しなかったものから学んだこと。"),
    )


class QuestionForm(HouseForm):
    """A question to the body that publishes a challenge."""

    text = forms.CharField(
        label=gettext_lazy("質問"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "送るとすぐに、だれでも読めます。だれの質問かは、募集した団体にも表示しません。会社名や名前は書かないでください。"
        ),
    )


class AnswerForm(HouseForm):
    """An answer, or what is added to it."""

    text = forms.CharField(
        label=gettext_lazy("回答"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("送るとすぐに、全員に公開されます。後から書き換えることはできません。補足は足せます。"),
    )
