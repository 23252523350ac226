from collections.abc import Iterator

from django.http import HttpResponse
from django.urls import URLPattern, path

from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.doors import open_to, open_to_everyone, open_to_signed_in
from tools import doors


def test_every_view_and_operation_declares_who_may_knock() -> None:
    assert [line.address for line in doors.lines() if line.rule == doors.MISSING] == []


def test_the_rules_are_those_that_were_reviewed() -> None:
    reviewed = doors.TABLE.read_text(encoding="utf-8")
    assert doors.table() == reviewed, "python -m tools.doors --write, and have the difference reviewed"


def view(_request: Request, /) -> HttpResponse:
    """Answer with nothing."""
    return HttpResponse()


def rules() -> Iterator[URLPattern]:
    yield path("", view)
    yield path("", open_to_everyone(view))
    yield path("", open_to_signed_in(view))
    yield path("", open_to(Role.EXPERT, Role.APPROVER)(view))


def test_a_view_without_a_rule_is_found_out() -> None:
    assert [doors.rule_of(entry) for entry in rules()] == [
        doors.MISSING,
        "everyone",
        "signed in",
        "approver, expert",
    ]
