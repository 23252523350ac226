"""What does not move in a prefecture: what, since when, and whom to call today."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from dejiro.apps.commitments import public as commitments
from dejiro.apps.desk.selectors.staff import Colleague, staff_of
from dejiro.apps.needs import public as needs
from dejiro.foundation import clock
from dejiro.foundation.accounts.models import Role, User
from dejiro.foundation.calendars import business_days_after, due_end_of
from dejiro.foundation.notices.models import DeskItem
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.selectors import in_place_of

CONSULTATION_DAYS: Final = 2
ROUND_DAYS: Final = 15
CALL_DAYS: Final = 3
STALE: Final = timedelta(days=5)
SHOWN: Final = 30
SEEN_ELSEWHERE: Final = ("consultation.answer", "round.answer", "round.close")


@dataclass(frozen=True)
class Call:
    """A body to call, and its people who can do something about it."""

    body: Organization
    people: tuple[User, ...]


@dataclass(frozen=True)
class Stuck:
    """Something that does not move. `since` is when it came, `due_at` until when it should have been done."""

    title: str
    url: str
    where: str
    note: str
    since: datetime
    due_at: datetime | None
    calls: tuple[Call, ...] = ()


@dataclass(frozen=True)
class Pile:
    """Stuck things of one kind, the oldest first."""

    label: str
    empty: str
    rows: tuple[Stuck, ...]

    @property
    def has_calls(self) -> bool:
        """True when somebody is to be called about one of them."""
        return any(row.calls for row in self.rows)


@dataclass(frozen=True)
class Phone:
    """One call to make, for everything that waits on that body."""

    call: Call
    reasons: tuple[Stuck, ...]


@dataclass(frozen=True)
class _Found:
    """A stuck thing before the people are known: which bodies wait on whom."""

    stuck: Stuck
    bodies: tuple[Organization, ...] = ()
    roles: tuple[Role, ...] = ()
    person: int | None = None


def piles_of(area: Organization) -> tuple[Pile, ...]:
    """Return what the coordinator of an area should look at today; the queries do not grow with the rows."""
    found = (_consultations(area), _rounds(area), _voices(area), _desks(area))
    staff = staff_of(body.pk for rows in found for row in rows for body in row.bodies)
    labels = (
        (_("相談の回答"), _("期限を過ぎた相談も、2開庁日以内に期限が来る相談もありません。")),
        (_("募集の締切"), _("15開庁日以内に締め切る募集はありません。")),
        (_("整理を待っている声"), _("5日より前から待っている声はありません。")),
        (_("団体の机で期限を過ぎたもの"), _("期限を過ぎたものはありません。")),
    )
    return tuple(
        Pile(label, empty, tuple(_with_people(row, staff) for row in rows))
        for (label, empty), rows in zip(labels, found, strict=True)
    )


def phones_of(piles: Iterable[Pile]) -> tuple[Phone, ...]:
    """Return whom to call today: each body once with all its reasons, the one with the most urgent first; no query.

    What is due later than in three open days can still come by itself.
    """
    soon = due_end_of(business_days_after(clock.today(), CALL_DAYS))
    urgent = [row for pile in piles for row in pile.rows if row.due_at is None or row.due_at <= soon]
    waits = [(row, call) for row in urgent for call in row.calls]
    by_body: dict[int, list[tuple[Stuck, Call]]] = {}
    for row, call in sorted(waits, key=lambda wait: wait[0].due_at or wait[0].since):
        by_body.setdefault(call.body.pk, []).append((row, call))
    return tuple(_phone(found) for found in by_body.values())


def _phone(waits: Sequence[tuple[Stuck, Call]]) -> Phone:
    people = {person.pk: person for _row, call in waits for person in call.people}
    return Phone(Call(waits[0][1].body, tuple(people.values())), tuple(row for row, _call in waits))


def _consultations(area: Organization) -> list[_Found]:
    soon = due_end_of(business_days_after(clock.today(), CONSULTATION_DAYS))
    rows = needs.consultations_open_of(area).filter(due_at__lte=soon)[:SHOWN]
    platform = tuple(Organization.objects.filter(area=area, kind=Organization.Kind.PLATFORM, valid_to=None))
    return [
        _Found(
            Stuck(
                title=row.voice.title,
                url=row.get_absolute_url(),
                where=row.voice.organization.name,
                note=_("%(name)sさんが担当") % {"name": row.expert.name} if row.expert else _("担当が決まっていない"),
                since=row.voice.created_at,
                due_at=row.due_at,
            ),
            bodies=platform,
            roles=(Role.EXPERT,),
            person=row.expert_id,
        )
        for row in rows
    ]


def _rounds(area: Organization) -> list[_Found]:
    soon = due_end_of(business_days_after(clock.today(), ROUND_DAYS))
    rows = [(round_, bodies) for round_, bodies in commitments.waiting_by_round(area) if round_.closes_at <= soon]
    return [
        _Found(
            Stuck(
                title=round_.title,
                url=commitments.round_url(round_),
                where=_("%(count)d団体が未回答") % {"count": len(bodies)} if bodies else _("すべて回答済み"),
                note=_("締め切って決定する") if round_.closes_at <= clock.now() else "",
                since=round_.created_at,
                due_at=round_.closes_at,
            ),
            bodies=tuple(bodies) if round_.closes_at > clock.now() else (),
            roles=(Role.MEMBER, Role.APPROVER),
        )
        for round_, bodies in rows
    ]


def _voices(area: Organization) -> list[_Found]:
    waiting = needs.voices_new_of(area).filter(created_at__lt=clock.now() - STALE)
    return [
        _Found(
            Stuck(
                title=row.title,
                url=row.get_absolute_url(),
                where=row.organization.name,
                note=row.get_kind_display(),
                since=row.created_at,
                due_at=None,
            )
        )
        for row in waiting.select_related("organization")[:SHOWN]
    ]


def _desks(area: Organization) -> list[_Found]:
    in_area = Q(organization__area=area) | Q(organization=area)
    overdue = DeskItem.objects.open().filter(in_area, due_at__lt=clock.now())
    rows = overdue.exclude(kind__in=SEEN_ELSEWHERE).select_related("organization__successor").order_by("due_at", "pk")
    return [
        _Found(
            Stuck(
                title=row.title,
                url="",
                where=row.organization.name,
                note="",
                since=row.opened_at,
                due_at=row.due_at,
            ),
            bodies=(body,),
            roles=(Role(row.role),) if row.role else (Role.MEMBER, Role.APPROVER),
            person=row.person_id if body == row.organization else None,
        )
        for row in rows[:SHOWN]
        for body in (in_place_of(row.organization),)
    ]


def _with_people(found: _Found, staff: Mapping[int, Sequence[Colleague]]) -> Stuck:
    calls = tuple(Call(body, _people(found, staff.get(body.pk, ()))) for body in found.bodies)
    named = tuple(call for call in calls if call.people) if found.person else calls
    return Stuck(**{**found.stuck.__dict__, "calls": named})


def _people(found: _Found, staff: Sequence[Colleague]) -> tuple[User, ...]:
    if found.person is not None:
        return tuple(colleague.user for colleague in staff if colleague.user.pk == found.person)
    return tuple(colleague.user for colleague in staff if colleague.has(*found.roles))
