"""Reads of needs: the public list, and one need with everything that belongs to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, Q, QuerySet

from dejiro.apps.needs import access
from dejiro.apps.needs.models import Consultation, Follow, Need, NeedLink, NeedVoice, Solution, Statement, Voice
from dejiro.apps.needs.selectors.names import body_name, knows_body, speaker_name
from dejiro.apps.needs.selectors.similar import Case, similar_cases
from dejiro.apps.needs.selectors.timeline import Event, timeline
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.rules import MINIMUM_BODIES, RuleInForce, rule_in_force

IN_PLACE = Q(places__left_at=None, places__voice__isnull=False)
BY_MUNICIPALITY = Q(places__voice__organization__kind=Organization.Kind.MUNICIPALITY)
RECENT: Final = 10


@dataclass(frozen=True)
class NeedRow:
    """A need in a list, with of how many municipalities voices are in it, and how many voices."""

    need: Need
    bodies: int
    voices: int


@dataclass(frozen=True)
class VoiceLine:
    """A voice on a need's page; a consultation that the reader may not read has no title and body."""

    voice: Voice
    name: str
    title: str
    body: str
    url: str


@dataclass(frozen=True)
class Opinion:
    """A person's opinion and how its author is named to this reader."""

    statement: Statement
    name: str
    is_mine: bool


@dataclass(frozen=True)
class NeedPage:
    """Everything that a need's page shows to one reader."""

    need: Need
    rule: RuleInForce
    bodies: int
    named: list[str]
    voices: list[VoiceLine]
    links: list[Need]
    parts: list[Need]
    merged: list[Need]
    solutions: list[Solution]
    official: list[Statement]
    waiting: list[Statement]
    opinions: list[Opinion]
    followers: int
    is_followed: bool
    events: list[Event]
    may_coordinate: bool
    may_speak: bool
    may_speak_officially: bool

    @property
    def missing(self) -> int:
        """How many municipalities the rule still asks for."""
        return max(0, self.need.bodies_required - self.bodies)

    @property
    def recent(self) -> list[Event]:
        """The last steps of its way, which the page shows at once."""
        return self.events[-RECENT:]

    @property
    def earlier(self) -> list[Event]:
        """The steps before those, folded."""
        return self.events[:-RECENT]


def need_list(
    actor: Actor,
    *,
    area: Organization | None = None,
    category: str = "",
    status: str = "",
    q: str = "",
    body: str = "",
) -> QuerySet[Need]:
    """Return needs, newest first; those merged into others are left out; one query.

    Args:
        actor: who reads; a search by body finds the voices whose body this reader may know.
        area: only this prefecture's.
        category: one of `Category`.
        status: one of `Need.Status`; all that are not closed when "".
        q: every word of it stands in title or summary.
        body: code of a municipality whose voice is in the need.
    """
    rows = Need.objects.filter(merged_into=None).select_related("area")
    rows = rows.filter(status=status) if status else rows.exclude(status=Need.Status.CLOSED)
    if area is not None:
        rows = rows.filter(area=area)
    if category:
        rows = rows.filter(category=category)
    for word in q.split():
        rows = rows.filter(Q(title__icontains=word) | Q(summary__icontains=word))
    if body:
        rows = rows.filter(pk__in=_places_of_body(actor, body).values("need"))
    return rows.order_by("-created_at", "-pk")


def _places_of_body(actor: Actor, code: str) -> QuerySet[NeedVoice]:
    places = NeedVoice.objects.filter(left_at=None, voice__organization__code=code)
    area = actor.area.pk if actor.area else 0
    if access.coordinates(actor, area) or access.advises(actor, area):
        return places.filter(Q(voice__name_shown=True) | Q(voice__area=area))
    return places.filter(Q(voice__name_shown=True) | Q(voice__organization__in=actor.bodies))


def need_rows(needs: Iterable[Need]) -> list[NeedRow]:
    """Return needs with their counts, in the same order; one query."""
    rows = list(needs)
    counts = {
        pk: (bodies, voices)
        for pk, bodies, voices in Need.objects.filter(pk__in=[need.pk for need in rows])
        .annotate(
            bodies=Count("places__voice__organization", filter=IN_PLACE & BY_MUNICIPALITY, distinct=True),
            voices=Count("places", filter=IN_PLACE, distinct=True),
        )
        .values_list("pk", "bodies", "voices")
    }
    return [NeedRow(need, *counts[need.pk]) for need in rows]


def need_page(actor: Actor, need: Need) -> NeedPage:
    """Return a need's page as the actor sees it; at most 30 queries, whatever hangs on the need."""
    places = _places(need)
    lines = _voice_lines(actor, places)
    official, waiting, opinions = _statements(actor, need)
    members = {place.voice.organization_id: place.voice for place in places if _counts(place.voice)}
    kin = list(Need.objects.filter(Q(split_from=need) | Q(merged_into=need)).order_by("pk"))
    followers, is_followed = _followers(actor, need)
    return NeedPage(
        need=need,
        rule=rule_in_force(need.area, MINIMUM_BODIES, on=_day_of(need)),
        bodies=len(members),
        named=_named(actor, [place.voice for place in places]),
        voices=lines,
        links=needs_linked(need),
        parts=[other for other in kin if other.split_from_id == need.pk],
        merged=[other for other in kin if other.merged_into_id == need.pk],
        solutions=list(need.solutions.select_related("organization")),
        official=official,
        waiting=waiting,
        opinions=opinions,
        followers=followers,
        is_followed=is_followed,
        events=timeline(need),
        may_coordinate=access.coordinates(actor, need.area_id),
        may_speak=access.in_area(actor, need.area_id) and actor.has(*access.SPEAKERS, Role.EXPERT),
        may_speak_officially=access.of_public_body(actor, need.area_id) and actor.has(*access.OFFICERS),
    )


def _followers(actor: Actor, need: Need) -> tuple[int, bool]:
    """Return how many follow, and whether the reader does; one query."""
    mine = Q(user=actor.user.pk if actor.user else 0)
    found = Follow.objects.filter(need=need).aggregate(total=Count("pk"), own=Count("pk", filter=mine))
    return found["total"], found["own"] > 0


def needs_similar(actor: Actor, need: Need) -> list[Case]:
    """Return the needs and adoptions that resemble a need, the likest first; at most 10 queries."""
    text = f"{need.title}\n{need.summary}"
    return similar_cases(actor, text, kinds=("need", "adoption"), but=[("need", need.pk)])


def needs_linked(need: Need) -> list[Need]:
    """Return the needs that the coordinator said belong to this one, in order of number; one query."""
    links = NeedLink.objects.filter(Q(need=need) | Q(other=need)).select_related("need", "other")
    return sorted((link.other if link.need_id == need.pk else link.need for link in links), key=lambda row: row.pk)


def _day_of(need: Need) -> date:
    return need.created_at.astimezone(clock.JST).date()


def _counts(voice: Voice) -> bool:
    return voice.organization.kind == Organization.Kind.MUNICIPALITY


def _places(need: Need) -> list[NeedVoice]:
    rows = NeedVoice.objects.filter(need=need, left_at=None)
    return list(rows.select_related("voice__organization").order_by("voice__created_at", "voice"))


def _named(actor: Actor, voices: Sequence[Voice]) -> list[str]:
    bodies = {voice.organization.code: voice.organization.name for voice in voices if knows_body(actor, voice)}
    return [bodies[code] for code in sorted(bodies)]


def _voice_lines(actor: Actor, places: Sequence[NeedVoice]) -> list[VoiceLine]:
    """Return the voices as this reader may read them; one query when there are consultations among them."""
    asked = [place.voice_id for place in places if place.voice.kind == Voice.Kind.CONSULTATION]
    rows = access.consultations_readable(actor).filter(voice__in=asked) if asked else Consultation.objects.none()
    readable = set(rows.values_list("voice", flat=True))
    return [_voice_line(actor, place.voice, readable) for place in places]


def _voice_line(actor: Actor, voice: Voice, readable: set[int]) -> VoiceLine:
    name = body_name(actor, voice)
    if voice.kind != Voice.Kind.CONSULTATION:
        return VoiceLine(voice, name, voice.title, voice.body, "")
    if voice.pk in readable:
        return VoiceLine(voice, name, voice.title, voice.body, voice.get_absolute_url())
    return VoiceLine(voice, name, "", "", "")


def _statements(actor: Actor, need: Need) -> tuple[list[Statement], list[Statement], list[Opinion]]:
    """Return published official statements, the own body's waiting ones, and opinions, oldest first; one query."""
    rows = access.statements_readable(actor).filter(need=need)
    found = list(rows.select_related("organization", "author", "approved_by").order_by("created_at", "pk"))
    for row in found:
        row.need = need
    official = [row for row in found if row.is_official and row.is_published]
    waiting = [row for row in found if row.is_official and not row.is_published]
    opinions = [
        Opinion(row, speaker_name(actor, row), actor.user is not None and row.author_id == actor.user.pk)
        for row in found
        if not row.is_official
    ]
    return official, waiting, opinions
