"""What a conversation is opened with, and what a statement may be."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from dejiro.apps.lab.models import Conversation
from dejiro.foundation.errors import Refusal

LONGEST: Final = 140
MOST_SEEDS: Final = 60
MARKUP: Final = re.compile(r"<\s*[/!a-zA-Z]|https?://|www\.|\]\(|&#?\w+;")
CONTACT: Final = re.compile(r"\S@\S|\d{2,5}[-‐－ー(]\d{1,4}[-‐－ー)]\d{3,4}|0\d{9,10}")


@dataclass(frozen=True)
class ConversationTerms:
    """The question, who may take part, until when, whether they may add statements, and those to begin with."""

    title: str
    question: str
    background: str
    policy: str
    takes_statements: bool
    closes_at: datetime
    seeds: tuple[str, ...] = ()

    def row(self) -> dict[str, Any]:
        """Return the fields of the row."""
        return {name: value for name, value in asdict(self).items() if name != "seeds"}


def check_terms(terms: ConversationTerms, *, now: datetime) -> None:
    """Refuse terms that cannot stand.

    Raises:
        Refusal: at the field that must be mended.
    """
    if terms.closes_at <= now:
        raise Refusal(_("締切は、今日より後の日にしてください。"), code="closed", field="closes_on")
    if terms.policy not in Conversation.Policy.values:
        raise Refusal(_("参加できる人を選んでください。"), code="policy", field="policy")
    if len(terms.seeds) > MOST_SEEDS:
        raise Refusal(_("はじめの意見は、60件までにしてください。"), code="too_many", field="seeds")
    for place, text in enumerate(terms.seeds, start=1):
        try:
            check_statement(text)
        except Refusal as refusal:
            message = _("%(line)d行目: %(problem)s") % {"line": place, "problem": refusal.message}
            raise Refusal(message, code=refusal.code, field="seeds") from refusal
    if len(set(terms.seeds)) < len(terms.seeds):
        raise Refusal(_("同じ意見が二度あります。"), code="repeated", field="seeds")


def check_statement(text: str) -> str:
    """Return a statement in one line.

    Raises:
        Refusal: if it is empty, too long, or holds markup, an address or what leads to a person.
    """
    line = " ".join(text.split())
    if not line:
        raise Refusal(_("意見を書いてください。"), code="empty", field="text")
    if len(line) > LONGEST:
        raise Refusal(
            _("意見は140文字までです（今は%(length)d文字）。一つの意見だけを短く書いてください。")
            % {"length": len(line)},
            code="too_long",
            field="text",
        )
    if MARKUP.search(line):
        raise Refusal(_("リンクや記号による飾りは使えません。文だけで書いてください。"), code="markup", field="text")
    if CONTACT.search(line):
        raise Refusal(
            _("電話番号やメールアドレスは書かないでください。意見はだれでも読めます。"), code="personal", field="text"
        )
    return line
