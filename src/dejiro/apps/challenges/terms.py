"""What a challenge is published with, and what a text may be."""

import re
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from dejiro.foundation.errors import Refusal

LONGEST: Final = 4000
MARKUP: Final = re.compile(r"<\s*[/!a-zA-Z]|\]\(|&#?\w+;")
CONTACT: Final = re.compile(r"[\w.+-]+@[\w-]+\.\w|0\d{1,4}[-‐－ー(]\d{1,4}[-‐－ー)]\d{3,4}|\b0\d{9,10}\b")


@dataclass(frozen=True)
class ChallengeTerms:
    """What is looked for, under which conditions, and until when. Both deadlines are the moments at which it ends."""

    title: str
    summary: str
    category: str
    unit: str
    questions_until: datetime
    ideas_until: datetime
    data: str = ""
    budget: int | None = None
    budget_note: str = ""
    site: str = ""
    pilot_from: date | None = None
    pilot_to: date | None = None
    sponsors: tuple[str, ...] = ()

    def row(self) -> dict[str, Any]:
        """Return the fields of the row."""
        return {name: value for name, value in asdict(self).items() if name != "sponsors"}


def check_terms(terms: ChallengeTerms, *, now: datetime, reverse_call: bool) -> None:
    """Refuse terms that cannot stand.

    Raises:
        Refusal: at the field that must be mended.
    """
    if terms.ideas_until <= now:
        raise Refusal(_("締切は、今日より後の日にしてください。"), code="past", field="ideas_on")
    if terms.questions_until > terms.ideas_until:
        raise Refusal(
            _("質問の締切は、アイデアの締切より前にしてください。"), code="questions_late", field="questions_on"
        )
    if terms.pilot_from and terms.pilot_to and terms.pilot_to < terms.pilot_from:
        raise Refusal(_("実証の終わりは、始まりより後の日にしてください。"), code="pilot", field="pilot_to")
    if reverse_call and not terms.budget:
        raise Refusal(_("逆プロポでは、用意するお金の額を書いてください。"), code="no_money", field="budget")


def check_text(text: str, *, field: str, limit: int = LONGEST) -> str:
    """Return a text that everybody may read.

    Raises:
        Refusal: if it is empty, too long, holds markup, or leads to contact beside the platform.
    """
    text = text.strip()
    if not text:
        raise Refusal(_("文を書いてください。"), code="empty", field=field)
    if len(text) > limit:
        message = _("%(limit)d文字までです（今は%(length)d文字）。短くしてから、もう一度送ってください。")
        raise Refusal(message % {"limit": limit, "length": len(text)}, code="too_long", field=field)
    if MARKUP.search(text):
        raise Refusal(_("飾りの記号（HTMLなど）は使えません。文だけで書いてください。"), code="markup", field=field)
    if CONTACT.search(text):
        message = _("電話番号やメールアドレスは書かないでください。やり取りは、みんなが読めるこの画面だけで行います。")
        raise Refusal(message, code="contact", field=field)
    return text
