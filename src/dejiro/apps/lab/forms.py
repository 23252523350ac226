"""What is typed on the pages of the lab."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy

from dejiro.apps.lab.models import Conversation, Statement, Vote
from dejiro.apps.lab.planning import Offer
from dejiro.apps.lab.services import ImportTerms
from dejiro.apps.lab.terms import LONGEST, ConversationTerms
from dejiro.foundation.clock import JST
from dejiro.foundation.forms import HouseForm

OFFER_AGE: Final = 60 * 60 * 12
DAY: Final = timedelta(days=1)


def sealed_offer(conversation: Conversation, offer: Offer) -> str:
    """Return an offered statement as a ticket that its receiver cannot change."""
    return signing.dumps([offer.number, offer.propensity], salt=f"lab.offer.{conversation.pk}")


def chance_of(conversation: Conversation, statement: int, ticket: str) -> float | None:
    """Return the chance with which a statement was offered; None when the ticket does not say so."""
    try:
        number, chance = signing.loads(ticket, salt=f"lab.offer.{conversation.pk}", max_age=OFFER_AGE)
    except signing.BadSignature:
        return None
    return float(chance) if number == statement else None


class VoteForm(HouseForm):
    """One press of a button."""

    statement = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    ticket = forms.CharField(widget=forms.HiddenInput, required=False, max_length=300)
    back = forms.ChoiceField(widget=forms.HiddenInput, required=False, choices=[("mine", "mine")])
    value = forms.TypedChoiceField(
        choices=Vote.Value.choices,
        coerce=int,
        error_messages={"required": gettext_lazy("ボタンを一つ押してください。")},
    )

    def propensity(self, conversation: Conversation) -> float | None:
        """Return the chance with which this statement was shown; None when the person chose it."""
        return chance_of(conversation, self.cleaned_data["statement"], self.cleaned_data["ticket"])


class CodeForm(HouseForm):
    """An invitation."""

    code = forms.CharField(
        label=gettext_lazy("招待コード"),
        max_length=30,
        help_text=gettext_lazy("届いたお知らせにある10文字です。大文字・小文字、ハイフンの有無は問いません。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class StatementForm(HouseForm):
    """A statement that somebody adds; `checked` says that they have seen what is like it."""

    text = forms.CharField(
        label=gettext_lazy("あなたの意見"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "140文字まで。ほかの人が「賛成」か「反対」で答えられる文を、一つだけ書きます。名前や電話番号は書かないでください。"
        ),
    )
    checked = forms.BooleanField(widget=forms.HiddenInput, required=False)


class RejectForm(HouseForm):
    """Why a statement is not shown."""

    reason = forms.ChoiceField(
        label=gettext_lazy("掲載しない理由（公開されます）"),
        choices=[choice for choice in Statement.Reason.choices if choice[0] != Statement.Reason.ELSEWHERE],
        widget=forms.RadioSelect,
    )
    explanation = forms.CharField(
        label=gettext_lazy("説明（公開されます）"),
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CloseForm(HouseForm):
    """What the body says at the end."""

    words = forms.CharField(
        label=gettext_lazy("結果の受け止め（公開されます）"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("何が分かったか。何を、いつまでに決めるか。取り入れないことと、その理由。"),
    )


class CodesForm(HouseForm):
    """How many invitations."""

    count = forms.IntegerField(label=gettext_lazy("発行する数"), min_value=1, max_value=10_000, initial=50)
    group = forms.CharField(
        label=gettext_lazy("招待の組"),
        max_length=40,
        required=False,
        help_text=gettext_lazy(
            "例：東地区、高校生。組ごとに発行すると、ある組を除いたら結果がどう変わるかを示します。組の名前は公開されます。5人に満たない組は示しません。"
        ),
    )


def entered(closes_on: date, lines: Iterable[str], rest: Mapping[str, Any]) -> ConversationTerms:
    """Return the terms of a conversation that takes votes until the end of a day in Japan; empty lines do not count."""
    closes_at = datetime.combine(closes_on + DAY, time(), tzinfo=JST)
    seeds = tuple(" ".join(line.split()) for line in lines if line.strip())
    return ConversationTerms(**rest, closes_at=closes_at, seeds=seeds)


class ConversationForm(HouseForm):
    """A question to people."""

    title = forms.CharField(label=gettext_lazy("件名"), max_length=100)
    question = forms.CharField(
        label=gettext_lazy("問い"),
        max_length=200,
        help_text=gettext_lazy("例：図書館の開館時間を、どう変えるとよいですか。"),
    )
    background = forms.CharField(
        label=gettext_lazy("説明"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("いまの状況、決まっていること、結果を何に使うか。やさしい言葉で書きます。"),
    )
    seeds = forms.CharField(
        label=gettext_lazy("はじめの意見"),
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy("1行に1つ、140文字まで。立場の違う意見を10件ほど用意します。"),
    )
    policy = forms.ChoiceField(
        label=gettext_lazy("参加できる人"),
        choices=Conversation.Policy.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "「だれでも」は端末ごとに1票です。一人1票を確かにしたいときは、ログインか招待コードを選びます。"
        ),
    )
    takes_statements = forms.BooleanField(label=gettext_lazy("参加者が意見を追加できる"), required=False, initial=True)
    closes_on = forms.DateField(
        label=gettext_lazy("締切日"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("その日の終わり（24時）に締め切ります。"),
    )

    @staticmethod
    def initial_of(conversation: Conversation) -> dict[str, Any]:
        """Return what the form shows for a draft."""
        same = ("title", "question", "background", "policy", "takes_statements", "version")
        seeds = conversation.statements.filter(excerpt=None).order_by("number")
        texts = seeds.values_list("text", flat=True)
        return {
            **{name: getattr(conversation, name) for name in same},
            "seeds": "\n".join(texts),
            "closes_on": conversation.last_day,
        }

    def terms(self) -> ConversationTerms:
        """Return what was entered as the service's terms."""
        values = self.values()
        return entered(values.pop("closes_on"), values.pop("seeds").splitlines(), values)


class IntakeForm(HouseForm):
    """A table of comments that were gathered elsewhere."""

    file = forms.FileField(
        label=gettext_lazy("ファイル（CSV・XLSX）"),
        help_text=gettext_lazy("1行に1件の意見がある表です。文字コードはUTF-8かShift_JIS。2,000行まで。"),
    )
    column = forms.CharField(
        label=gettext_lazy("意見の列"),
        max_length=100,
        required=False,
        help_text=gettext_lazy(
            "意見が書かれた列の見出し。空のときは「意見」「内容」「コメント」などの列を探します。名前や住所など、ほかの列は保存しません。"
        ),
    )


class CutForm(HouseForm):
    """Statements that a person cuts from a comment."""

    lines = forms.CharField(
        label=gettext_lazy("みんなに聞く意見"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "1行に1つ、140文字まで。賛成か反対で答えられる文にします。名前や連絡先は消してください。"
        ),
    )

    def entered(self) -> list[str]:
        """Return the lines that are not empty."""
        return [line for line in self.cleaned_data["lines"].splitlines() if line.strip()]


class ImportForm(HouseForm):
    """An export of Polis and how it is shown."""

    title = forms.CharField(label=gettext_lazy("件名"), max_length=100)
    question = forms.CharField(label=gettext_lazy("問い"), max_length=200)
    background = forms.CharField(
        label=gettext_lazy("説明"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    credit = forms.CharField(
        label=gettext_lazy("出所とライセンス"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("だれが集めたデータか、どの条件で使えるか。ページに表示します。"),
    )
    words = forms.CharField(
        label=gettext_lazy("結果の受け止め"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    votes = forms.FileField(
        label=gettext_lazy("投票のファイル"), help_text=gettext_lazy("votes.csv または participants-votes.csv")
    )
    comments = forms.FileField(label=gettext_lazy("意見のファイル"), help_text=gettext_lazy("comments.csv"))

    def terms(self) -> ImportTerms:
        """Return how it is shown."""
        return ImportTerms(
            **{name: value for name, value in self.values().items() if name not in {"votes", "comments"}}
        )

    def content(self, name: str) -> bytes:
        """Return a chosen file's content."""
        content: bytes = self.cleaned_data[name].read()
        self.cleaned_data[name].seek(0)
        return content
