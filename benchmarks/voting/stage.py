"""Prepares a conversation with people at its door, and looks afterwards at what was stored.

    python -m benchmarks.voting.stage open VOTERS STATEMENTS     prints the conversation, cookies, keys and tickets
    python -m benchmarks.voting.stage read CONVERSATION          prints the votes, the computations and the last result

It runs with the environment of the server, so that the cookies are those of its secret key.
"""

# ruff: noqa: E402  # Django must be set up before its models are imported
import json
import sys
from datetime import timedelta

import django

django.setup()

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from django_tasks_db.models import DBTaskResult

from dejiro.apps.lab.forms import sealed_offer
from dejiro.apps.lab.identity import BROWSER_COOKIE, Entry, Visitor, remember_browser, visitor_of
from dejiro.apps.lab.models import Conversation, Result, Statement, Vote
from dejiro.apps.lab.planning import Offer
from dejiro.apps.lab.tasks import conversation_compute
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import NOBODY, SYSTEM
from dejiro.foundation.accounts.models import User
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.services import bodies_load

AREA = "310000"


def opened(voters: int, statements: int) -> dict[str, object]:
    """Open a conversation and give so many browsers the cookie by which they are known again."""
    bodies_load(actor=SYSTEM, areas=[AREA])
    body, now = Organization.objects.get(code=AREA), clock.now()
    conversation = Conversation.objects.create(
        area=body,
        organization=body,
        title="図書館の開館時間",
        question="図書館の開館時間を、どう変えるとよいですか。",
        policy=Conversation.Policy.OPEN,
        status=Conversation.Status.OPEN,
        opened_at=now,
        closes_at=now + timedelta(days=7),
        created_by=User.objects.create(email="officer@pref.example.jp"),
        created_at=now,
    )
    Statement.objects.bulk_create(
        Statement(
            conversation=conversation,
            number=number,
            text=f"夜も開いている図書館がほしい（{number}）",
            status=Statement.Status.APPROVED,
            created_at=now,
            decided_at=now,
        )
        for number in range(1, statements + 1)
    )
    Result.objects.create(conversation=conversation)
    people = [admitted(conversation, number) for number in range(voters)]
    tickets = [sealed_offer(conversation, Offer(number, 1 / statements)) for number in range(1, statements + 1)]
    return {"conversation": conversation.pk, "people": people, "tickets": tickets}


def admitted(conversation: Conversation, number: int) -> tuple[str, str]:
    """Return the cookie of a browser that has voted before, and the key under which its votes are stored."""
    response = HttpResponse()
    remember_browser(response, Visitor(Entry.IN, token=f"browser-{number}"))
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    request.COOKIES[BROWSER_COOKIE] = response.cookies[BROWSER_COOKIE].value
    visitor = visitor_of(request, NOBODY, conversation)
    return response.cookies[BROWSER_COOKIE].OutputString().split(";")[0], visitor.keys[0]


def stored(conversation: int) -> dict[str, object]:
    """Return who is stored to have voted what, when results were computed, and how many votes the last one holds."""
    votes = Vote.objects.filter(conversation=conversation).values_list("participant__key", "statement__number", "value")
    runs = DBTaskResult.objects.filter(task_path=conversation_compute.module_path, started_at__isnull=False)
    result = Result.objects.get(conversation=conversation)
    return {
        "votes": list(votes),
        "computed": sorted(run.started_at.timestamp() for run in runs if run.started_at),
        "counted": result.figures["counts"]["votes"] if result.document else 0,
    }


if __name__ == "__main__":
    part, *numbers = sys.argv[1:]
    print(json.dumps(opened(*map(int, numbers)) if part == "open" else stored(*map(int, numbers))))
