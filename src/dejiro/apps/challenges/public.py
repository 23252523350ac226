"""Everything that other apps may use of the challenges."""

from dataclasses import dataclass

from django.db.models import QuerySet

from dejiro.apps.challenges import access, selectors
from dejiro.apps.challenges.labels import ACTIONS
from dejiro.apps.challenges.models import Attempt, Challenge, Idea
from dejiro.apps.challenges.services.attempts import attempt_register
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.organizations.models import Organization

__all__ = [
    "ACTIONS",
    "Attempt",
    "Challenge",
    "IdeaToPilot",
    "attempt_register",
    "attempts_for",
    "challenges_open",
    "idea_named",
    "ideas_to_pilot",
]


@dataclass(frozen=True)
class IdeaToPilot:
    """A chosen idea, from which a pilot can start. `url` is its page (URL name `challenges:idea`)."""

    pk: int
    title: str
    body: str
    url: str
    challenge: int
    challenge_title: str
    owner: Organization
    proposer: Organization
    need: int | None


def ideas_to_pilot(actor: Actor) -> list[IdeaToPilot]:
    """Return the chosen ideas of the challenges that the actor's body runs, newest first; one query."""
    if actor.organization is None or not access.may_draft(actor):
        return []
    rows = _chosen().filter(challenge__organization__in=actor.bodies)
    return [_to_pilot(idea) for idea in rows.order_by("-decided_at", "-pk")]


def idea_named(pk: int) -> IdeaToPilot | None:
    """Return a chosen idea by its number; None when there is none, or it was not chosen; one query."""
    idea = _chosen().filter(pk=pk).first()
    return _to_pilot(idea) if idea else None


def attempts_for(text: str, *, limit: int = 5) -> list[Attempt]:
    """Return what was tried anywhere and is like a text, failures included, best first."""
    return selectors.attempts_like(text, limit=limit)


def challenges_open(actor: Actor) -> list[Challenge]:
    """Return the challenges that take ideas now, newest first."""
    return list(selectors.challenge_list(actor, state="open"))


def _chosen() -> QuerySet[Idea]:
    rows = Idea.objects.filter(status=Idea.Status.CHOSEN)
    return rows.select_related("challenge__organization__area", "organization__area")


def _to_pilot(idea: Idea) -> IdeaToPilot:
    challenge = idea.challenge
    return IdeaToPilot(
        pk=idea.pk,
        title=idea.title,
        body=idea.body,
        url=idea.get_absolute_url(),
        challenge=challenge.pk,
        challenge_title=challenge.title,
        owner=challenge.organization,
        proposer=idea.organization,
        need=challenge.need_id,
    )
