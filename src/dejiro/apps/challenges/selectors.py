"""Reads: challenges, their ideas, questions with answers, the log of equal treatment, and what was tried before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from dejiro.apps.challenges import access, planning
from dejiro.apps.challenges.models import Amendment, Answer, Attempt, Challenge, Follow, Idea, Question, Sponsor
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.organizations.models import Organization

FAILED = (Attempt.Outcome.REJECTED, Attempt.Outcome.STOPPED, Attempt.Outcome.INCONCLUSIVE)


@dataclass(frozen=True)
class LogLine:
    """One thing that everybody saw at one moment."""

    at: datetime
    what: str
    number: int | None
    text: str


def challenge_list(
    actor: Actor, *, state: str = "", area: str = "", category: str = "", kind: str = "", need: int | None = None
) -> QuerySet[Challenge]:
    """Return the challenges that the actor may see: those that take ideas by closing time, then the others.

    Args:
        actor: who reads.
        state: "open", "closed" (being chosen), "concluded", or "" for all.
        area: code of a prefecture, "" for all.
        category: a field, "" for all.
        kind: "reverse" or "ask", "" for both.
        need: only those that grew from this need.
    """
    rows = access.challenges_readable(actor).select_related("area", "organization")
    running = Q(status=Challenge.Status.PUBLISHED, ideas_until__gt=clock.now())
    states = {"open": running, "closed": Q(status="closed"), "concluded": Q(status="concluded")}
    rows = rows.filter(states[state]) if state in states else rows
    rows = rows.filter(area__code=area) if area else rows
    rows = rows.filter(category=category) if category else rows
    rows = rows.filter(reverse_call=kind == "reverse") if kind in {"reverse", "ask"} else rows
    rows = rows.filter(need=need) if need is not None else rows
    first = Case(When(running, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.annotate(turn=first).order_by("turn", "-published_at", "-pk")


def areas_of_challenges() -> QuerySet[Organization]:
    """Return the prefectures with a public challenge, in order of code."""
    areas = Challenge.objects.exclude(status=Challenge.Status.DRAFT).values("area")
    return Organization.objects.filter(pk__in=areas).order_by("code")


def counts_of(challenges: Sequence[Challenge]) -> Mapping[int, int]:
    """Return how many ideas each of several challenges has; one query."""
    rows = Idea.objects.filter(challenge__in=challenges).exclude(status=Idea.Status.WITHDRAWN).order_by()
    return dict(rows.values_list("challenge").annotate(Count("pk")))


def ideas_of(challenge: Challenge) -> QuerySet[Idea]:
    """Return the ideas of a challenge, in order of number, those that were withdrawn or merged included."""
    return Idea.objects.filter(challenge=challenge).select_related("organization").order_by("number")


def questions_of(challenge: Challenge) -> QuerySet[Question]:
    """Return the questions with their answers, in order of number; who asked is not even read. Two queries."""
    rows = Question.objects.filter(challenge=challenge).defer("asked_by", "organization")
    return rows.prefetch_related("answers").order_by("number")


def sponsors_of(challenge: Challenge) -> list[Sponsor]:
    """Return the co-sponsors whatever they said; one query."""
    return list(challenge.sponsors.select_related("organization"))


def amendments_of(idea: Idea) -> QuerySet[Amendment]:
    """Return what others proposed, newest first."""
    return idea.amendments.select_related("organization", "source")


def pilots_of(idea: Idea) -> QuerySet[Any]:
    """Return the public pilots that grew from an idea, oldest first, with a decision against the verdict; one query.

    They are another app's records; here they have a title, an address, a status and an outcome.
    """
    pilots = idea.pilots.filter(status__in=("registered", "published"))
    return pilots.select_related("organization", "departure").order_by("registered_at", "pk")


def follows(actor: Actor, challenge: Challenge) -> bool:
    """True when the person is told of everything; one query."""
    return actor.user is not None and Follow.objects.filter(challenge=challenge, user=actor.user).exists()


def own_ideas(actor: Actor, challenge: Challenge) -> list[Idea]:
    """Return the actor's own ideas in a challenge that may still change; one query."""
    if actor.organization is None:
        return []
    rows = ideas_of(challenge).filter(organization__in=actor.bodies, status=Idea.Status.OFFERED)
    return [idea for idea in rows if access.wrote(actor, idea)]


def log_of(challenge: Challenge) -> list[LogLine]:
    """Return everything that was made known about a challenge, in the order in which all saw it; two queries."""
    moments = (
        (challenge.published_at, _("公開")),
        (challenge.closed_at, _("締切・選考の開始")),
        (challenge.concluded_at, _("結果の公表")),
    )
    lines = [LogLine(at, what, None, challenge.title) for at, what in moments if at is not None]
    for question in questions_of(challenge):
        lines.append(LogLine(question.at, _("質問"), question.number, question.text))
        lines += [_answered(question, answer) for answer in question.answers.all()]
    return sorted(lines, key=lambda line: line.at)


def _answered(question: Question, answer: Answer) -> LogLine:
    return LogLine(answer.at, _("回答") if answer.number == 1 else _("補足"), question.number, answer.text)


def ideas_like(challenge: Challenge, text: str, *, but: int | None = None) -> list[Idea]:
    """Return at most three ideas of the same challenge that are like a text; one query."""
    if len(text.strip()) < planning.ENOUGH_TEXT:
        return []
    ideas = {idea.pk: idea for idea in ideas_of(challenge) if idea.pk != but and idea.status != Idea.Status.WITHDRAWN}
    found = planning.similar_texts(text, {pk: f"{idea.title}\n{idea.body}" for pk, idea in ideas.items()})
    return [ideas[pk] for pk in found]


def attempts_like(text: str, *, but_challenge: int | None = None, limit: int = 5) -> list[Attempt]:
    """Return what was tried anywhere and is like a text, failures included; two queries while nothing changes.

    Args:
        text: what somebody thinks of.
        but_challenge: leave out this challenge, which the reader has before them.
        limit: at most so many.
    """
    keys = planning.attempts_like(text, limit=limit + 1)
    rows = Attempt.objects.select_related("organization__area").in_bulk(keys)
    found = [rows[key] for key in keys if key in rows]
    return [one for one in found if (one.kind, one.key) != ("challenge", but_challenge)][:limit]


def attempt_list(*, outcome: str = "") -> QuerySet[Attempt]:
    """Return everything that was tried, newest first; "failed" for what did not go on, or one outcome."""
    rows = Attempt.objects.select_related("organization__area")
    if outcome == "failed":
        return rows.filter(outcome__in=FAILED)
    return rows.filter(outcome=outcome) if outcome in Attempt.Outcome.values else rows
