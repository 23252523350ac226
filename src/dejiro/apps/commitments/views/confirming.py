"""The page on which one act is confirmed: a heading, a sentence on what follows, sometimes a reason, one button."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from django.http import HttpResponse

from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.forms import HouseForm, show, submit

T = TypeVar("T")


@dataclass(frozen=True)
class Question:
    """What the page says. `about` names the record, `back` leads to it; `danger` marks what cannot be undone."""

    heading: str
    text: str
    button: str
    done: str
    about: str
    back: str
    trail: Sequence[tuple[str, str]]
    danger: bool = False


def confirm(
    request: Request,
    form: HouseForm,
    question: Question,
    act: Callable[[], T],
    *,
    to: Callable[[T], str],
    facts: Mapping[str, object] = MappingProxyType({}),
) -> HttpResponse:
    """Do the act when the form is sent, else ask; `facts` is what the page shows of the record."""
    if response := submit(request, form, act, to=to, done=question.done):
        return response
    context = {"question": question, "trail": question.trail, **facts}
    return show(request, "commitments/confirm.html", context, form=form)
