"""The pages that everybody may read."""

from typing import Final

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dejiro.apps.challenges import access, selectors
from dejiro.apps.challenges.models import Amendment, Attempt
from dejiro.apps.challenges.views.common import above, above_idea, list_trail
from dejiro.apps.needs import public as needs
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.doors import open_to_everyone
from dejiro.foundation.exchange import Column, Kind
from dejiro.foundation.forms import ConfirmForm, show
from dejiro.foundation.forms.pages import asked, asked_number, list_page, table_download

STATES: Final = ("open", "closed", "concluded")
LOG_COLUMNS: Final = (
    Column("at", gettext_lazy("公開した日時")),
    Column("what", gettext_lazy("種類")),
    Column("number", gettext_lazy("質問番号"), Kind.INTEGER, required=False),
    Column("text", gettext_lazy("内容"), length=4000),
)


@open_to_everyone
def challenge_list(request: Request) -> HttpResponse:
    """All challenges that the reader may see, those that take ideas first."""
    need = asked_number(request, "need")
    filters = {
        "state": asked(request, "state", STATES),
        "area": asked(request, "area", limit=6),
        "category": asked(request, "category", [value for value, _label in needs.CATEGORIES]),
        "kind": asked(request, "kind", ("ask", "reverse")),
    }
    page = list_page(request, selectors.challenge_list(request.actor, need=need, **filters))
    counts = selectors.counts_of(list(page))
    context = {
        **filters,
        "need": need,
        "filtered": any(filters.values()) or need is not None,
        "page": page,
        "rows": [(one, counts.get(one.pk, 0)) for one in page],
        "areas": selectors.areas_of_challenges(),
        "categories": needs.CATEGORIES,
        "may_draft": access.may_draft(request.actor),
        "for_company": access.may_draft(request.actor) and not access.for_public_body(request.actor),
        "trail": list_trail(),
    }
    return show(request, "challenges/challenge_list.html", context)


@open_to_everyone
def challenge(request: Request, pk: int) -> HttpResponse:
    """One challenge: its conditions, its questions and answers, and its ideas."""
    found = access.challenge_for_reader(request.actor, pk)
    sponsors = selectors.sponsors_of(found)
    actor = request.actor
    signs_for = [one for one in sponsors if actor.acts_for(one.organization) and actor.has(*access.SIGNERS)]
    context = {
        "challenge": found,
        "ideas": list(selectors.ideas_of(found)),
        "questions": list(selectors.questions_of(found)),
        "sponsors": [one for one in sponsors if one.status == one.Status.JOINED],
        "invited": sponsors,
        "invitation": next((one for one in signs_for if one.status == one.Status.ASKED), None),
        "owner": access.owns(actor, found),
        "signer": access.signs(actor, found),
        "may_enter": access.may_enter(actor, found),
        "follows": selectors.follows(actor, found),
        "form": ConfirmForm(),
        "trail": [*above(found)[:-1], (found.title, "")],
    }
    return show(request, "challenges/challenge.html", context)


@open_to_everyone
def idea(request: Request, pk: int) -> HttpResponse:
    """One idea as it stands, what others propose, where it comes from and what became of it."""
    found = access.idea_for_reader(request.actor, pk)
    wrote = access.wrote(request.actor, found)
    context = {
        "idea": found,
        "challenge": found.challenge,
        "sources": found.sources.select_related("organization"),
        "pilots": list(selectors.pilots_of(found)),
        "may_pilot": access.for_public_body(request.actor) and access.owns(request.actor, found.challenge),
        "amendments": list(selectors.amendments_of(found)),
        "waiting": Amendment.Status.WAITING,
        "wrote": wrote,
        "may_amend": access.may_enter(request.actor, found.challenge) and not wrote,
        "signer": access.signs(request.actor, found.challenge),
        "trail": [*above(found.challenge), (found.title, "")],
    }
    return show(request, "challenges/idea.html", context)


@open_to_everyone
def versions(request: Request, pk: int) -> HttpResponse:
    """All versions of an idea, newest first."""
    found = access.idea_for_reader(request.actor, pk)
    context = {"idea": found, "versions": found.versions.all(), "trail": [*above_idea(found), (_("これまでの版"), "")]}
    return show(request, "challenges/versions.html", context)


@open_to_everyone
def log(request: Request, pk: int) -> HttpResponse:
    """The log of equal treatment: what everybody saw, and when."""
    found = access.challenge_for_reader(request.actor, pk)
    lines = selectors.log_of(found)
    context = {"challenge": found, "lines": lines, "trail": [*above(found), (_("公平な扱いの記録"), "")]}
    return show(request, "challenges/log.html", context)


@open_to_everyone
def log_file(request: Request, pk: int) -> HttpResponse:
    """The same as a table."""
    found = access.challenge_for_reader(request.actor, pk)
    rows = [
        {"at": line.at.isoformat(timespec="seconds"), "what": line.what, "number": line.number, "text": line.text}
        for line in selectors.log_of(found)
    ]
    return table_download(rows, LOG_COLUMNS, title=found.title, name=f"dejiro-challenge-{pk}", form="csv")


@open_to_everyone
def attempts(request: Request) -> HttpResponse:
    """Who already tried this: everything that was tried in any prefecture, failures included."""
    text, outcome = asked(request, "q", limit=1000), asked(request, "outcome", ("failed", *Attempt.Outcome.values))
    found = selectors.attempts_like(text, limit=20) if text else []
    if outcome:
        kept = selectors.FAILED if outcome == "failed" else (outcome,)
        found = [one for one in found if one.outcome in kept]
    context = {
        "q": text,
        "outcome": outcome,
        "outcomes": Attempt.Outcome.choices,
        "found": found,
        "page": None if text else list_page(request, selectors.attempt_list(outcome=outcome)),
        "trail": list_trail(_("既に試した自治体")),
    }
    return show(request, "challenges/attempts.html", context)
