"""The planning board: a plan's weeks by specialist or by body, with what runs already and what nobody serves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from django.db.models import Max, Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dejiro.apps.talent import planning
from dejiro.apps.talent.drawing import Bar, Span, drawn_row, drawn_scale
from dejiro.apps.talent.models import Capacity, Engagement, Pin, Plan, Request, Skill, Specialist
from dejiro.apps.talent.standards import role_label
from dejiro.foundation.calendars.periods import FiscalYear, Month
from dejiro.ui.formats import jdate
from dejiro.ui.signs import signs

WEEK: Final = timedelta(days=7)
PEOPLE, BODIES = "people", "bodies"
# The whole board is about as wide as a desk's window; a single month is shown larger.
BOARD_WIDTH: Final = 936
NARROWEST: Final = 18
WIDEST: Final = 120


@dataclass(frozen=True)
class Filters:
    """What of the board is asked for; "" is everything. `month` is written 2027-04."""

    by: str = PEOPLE
    role: str = ""
    body: str = ""
    month: str = ""
    query: str = ""


@dataclass(frozen=True)
class Window:
    """The weeks that are shown: the first one's Monday, how many, and how wide each is in pixels."""

    monday: date
    weeks: int
    width: int

    @property
    def days(self) -> list[date]:
        """The Mondays."""
        return [self.monday + number * WEEK for number in range(self.weeks)]


@dataclass(frozen=True)
class Row:
    """A specialist or a body: what it is called, what is known of it, its page, and its weeks.

    `person` is the specialist's number; a body has none.
    """

    name: str
    note: str
    url: str
    drawing: SafeString
    person: int | None = None


@dataclass(frozen=True)
class Board:
    """The board for one reader."""

    plan: Plan
    filters: Filters
    window: Window
    rows: Sequence[Row]
    scale: SafeString
    roles: Sequence[tuple[str, str]]
    bodies: Sequence[tuple[str, str]]
    months: Sequence[tuple[str, str]]
    served: int
    missed: int
    may_edit: bool


class Work(NamedTuple):
    """What is to be drawn: who does it (None for nobody), for whom, when.

    `kind` is "planned", "fixed", "open" (nobody serves it) or "running" (agreed on before). `key` is the number of the
    request, of what runs that of the engagement.
    """

    key: str
    specialist: int | None
    code: str
    body: str
    title: str
    role: str
    half_days: int
    starts_on: date
    ends_on: date
    kind: str


class _Person(NamedTuple):
    pk: int
    key: str
    name: str


def may_edit(plan: Plan) -> bool:
    """True while engagements of a plan can be changed by hand."""
    return plan.status == Plan.Status.READY and not plan.hypothetical


def board_of(plan: Plan, filters: Filters) -> Board:
    """Return the board; at most six queries, whatever the number of rows."""
    people = {one.pk: one for one in _people(plan)}
    work = list(_work(plan))
    window = _window(plan, filters.month)
    shown = [one for one in work if _asked_for(one, filters) and _inside(one, window)]
    by_bodies = filters.by == BODIES
    rows = (
        _by_body(shown, people, window, filters, plan)
        if by_bodies
        else _by_person(shown, people, window, filters, plan)
    )
    answer = plan.answer or {}
    return Board(
        plan=plan,
        filters=filters,
        window=window,
        rows=list(rows),
        scale=_scale(window),
        roles=sorted({(one.role, role_label(one.role)) for one in work}),
        bodies=sorted({(one.code, one.body) for one in work}),
        months=[(month.text, month.label) for month in _months(plan.starts_on, plan.weeks)],
        served=len(answer.get("assignments", ())),
        missed=len(answer.get("unserved", ())),
        may_edit=may_edit(plan),
    )


def work_on(plan: Plan, filters: Filters) -> list[Work]:
    """Return what the board draws; three queries."""
    window = _window(plan, filters.month)
    return [one for one in _work(plan) if _asked_for(one, filters) and _inside(one, window)]


def _people(plan: Plan) -> Iterator[_Person]:
    here = Q(left_on=None) | Q(left_on__gt=plan.starts_on)
    rows = Specialist.objects.filter(here, area=plan.area_id).order_by("key")
    return (_Person(*row) for row in rows.values_list("pk", "key", "name"))


def _work(plan: Plan) -> Iterator[Work]:
    """Assignments, requests that nobody serves, and what runs already; three queries."""
    answer: Mapping[str, Any] = plan.answer or {"assignments": (), "unserved": ()}
    served = {row["request"]: row["specialist"] for row in answer["assignments"]}
    pins = {
        (str(person), str(request)): (starts_on, ends_on)
        for person, request, starts_on, ends_on in plan.pins.filter(kind=Pin.Kind.FIXED).values_list(
            "specialist_id", "request_id", "starts_on", "ends_on"
        )
    }
    names = ("organization__code", "organization__name", "title", "role", "half_days", "starts_on", "ends_on")
    numbers = [*served, *(row["request"] for row in answer["unserved"])]
    for pk, code, body, title, role, half_days, *own in Request.objects.filter(pk__in=numbers).values_list(
        "pk", *names
    ):
        person, number = served.get(str(pk)), str(pk)
        if person is not None and not person.isdecimal():
            continue
        kind = "open" if person is None else "fixed" if (person, number) in pins else "planned"
        starts_on, ends_on = pins.get((person or "", number), (None, None))
        facts = (number, int(person) if person else None, code, body, title, role, half_days)
        yield Work(*facts, starts_on or own[0], ends_on or own[1], kind)
    end = plan.starts_on + plan.weeks * WEEK
    running = Engagement.objects.filter(
        specialist__area=plan.area_id, starts_on__lt=end, ends_on__gte=plan.starts_on
    ).exclude(request__in=numbers)
    path = tuple(f"request__{name}" for name in names[:4])
    for pk, *rest in running.values_list("pk", "specialist_id", *path, "half_days", "starts_on", "ends_on"):
        yield Work._make((str(pk), *rest, "running"))


def _asked_for(one: Work, filters: Filters) -> bool:
    return filters.role in {"", one.role} and filters.body in {"", one.code}


def _window(plan: Plan, month: str) -> Window:
    first, weeks = 0, plan.weeks
    if month in {one.text for one in _months(plan.starts_on, plan.weeks)}:
        chosen = Month(month)
        first = max((chosen.starts_on - plan.starts_on).days // WEEK.days, 0)
        last = min((chosen.ends_on - plan.starts_on).days // WEEK.days, plan.weeks - 1)
        weeks = max(last - first + 1, 1)
    width = min(max(BOARD_WIDTH // weeks, NARROWEST), WIDEST)
    return Window(plan.starts_on + first * WEEK, weeks, width)


def _inside(one: Work, window: Window) -> bool:
    return one.starts_on < window.monday + window.weeks * WEEK and one.ends_on >= window.monday


def _by_person(
    shown: Sequence[Work], people: Mapping[int, _Person], window: Window, filters: Filters, plan: Plan
) -> Iterator[Row]:
    most = _capacities(plan)
    able = _able(plan, filters.role)
    work = _grouped(shown, lambda one: one.specialist)
    for person in people.values():
        rows = work.get(person.pk, [])
        if not rows and (filters.body or (able is not None and person.pk not in able)):
            continue
        note = _("%(key)s　週%(most)d半日まで") % {"key": person.key, "most": most.get(person.pk, 0)}
        bars = [_bar(one, f"{one.body} {one.title}", window, plan, filters) for one in rows]
        label = signs("　").join([note, _load(rows, window)])
        yield Row(person.name, label, f"/talent/pool/{person.pk}/", _drawn(bars, window), person.pk)


def _by_body(
    shown: Sequence[Work], people: Mapping[int, _Person], window: Window, filters: Filters, plan: Plan
) -> Iterator[Row]:
    for (_code, body), rows in sorted(_grouped(shown, lambda one: (one.code, one.body)).items()):
        bars = []
        for one in rows:
            person = people.get(one.specialist or 0)
            who = person.name if person else _("届かない") if one.specialist is None else _("退任した人")
            bars.append(_bar(one, f"{who} {one.title}", window, plan, filters))
        served = [one for one in rows if one.specialist is not None]
        yield Row(body, _load(served, window), "", _drawn(bars, window))


def _grouped(rows: Sequence[Work], key: Any) -> dict[Any, list[Work]]:  # noqa: ANN401  # any key that can be sorted
    found: dict[Any, list[Work]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


def _capacities(plan: Plan) -> dict[int, int]:
    end = plan.starts_on + plan.weeks * WEEK
    rows = Capacity.objects.filter(specialist__area=plan.area_id, starts_on__lt=end, ends_on__gte=plan.starts_on)
    return dict(rows.order_by().values_list("specialist").annotate(Max("half_days")))


def _able(plan: Plan, role: str) -> set[int] | None:
    if not role:
        return None
    return set(Skill.objects.filter(specialist__area=plan.area_id, role=role).values_list("specialist", flat=True))


def _load(rows: Sequence[Work], window: Window) -> str:
    total = sum(one.half_days * _span(one, window)[1] for one in rows)
    return _("のべ%(total)d半日") % {"total": total} if total else _("支援なし")


def _span(one: Work, window: Window) -> tuple[int, int]:
    """First week of those shown, and how many."""
    start = max((one.starts_on - window.monday).days // WEEK.days, 0)
    end = min((one.ends_on - window.monday).days // WEEK.days + 1, window.weeks)
    return start, max(end - start, 1)


def _bar(one: Work, name: str, window: Window, plan: Plan, filters: Filters) -> Bar:
    text = _("%(half_days)d 半日 %(name)s、%(start)s〜%(end)s") % {
        "half_days": one.half_days,
        "name": name,
        "start": jdate(one.starts_on),
        "end": jdate(one.ends_on),
    }
    if one.kind == "fixed":
        text += _("、固定")
    if one.kind == "running":
        text += _("、すでに決まった支援")
        url = f"/talent/engagements/{one.key}/"
    elif may_edit(plan):
        url = f"{one.key}/{filters.query}"
    else:
        url = f"/talent/requests/{one.key}/"
    return Bar(*_span(one, window), one.half_days, name, text, url, one.kind)


def _drawn(bars: Sequence[Bar], window: Window) -> SafeString:
    return drawn_row(bars, window.weeks, window.width)


def _scale(window: Window) -> SafeString:
    days = window.days
    months = _spans([Month.of(day) for day in days], lambda month: _("%(month)d月") % {"month": month.number})
    years = _spans([FiscalYear.of(day) for day in days], lambda year: year.label)
    return drawn_scale(years, months, [str(day.day) for day in days], window.width)


def _spans(units: Sequence[Any], label: Any) -> list[Span]:  # noqa: ANN401  # months or fiscal years
    starts = [at for at, unit in enumerate(units) if at == 0 or unit != units[at - 1]]
    ends = [*starts[1:], len(units)]
    return [Span(start, end - start, label(units[start])) for start, end in zip(starts, ends, strict=True)]


def _months(monday: date, weeks: int) -> list[Month]:
    first, last = Month.of(monday), Month.of(monday + weeks * WEEK - timedelta(days=1))
    found = [first]
    while found[-1] < last:
        found.append(found[-1].plus(1))
    return found


@dataclass(frozen=True)
class Slot:
    """One request on the board, for who changes it: who serves it now, and who else could.

    The request has the weeks for which the plan fixes it; it is not to be saved.
    """

    request: Request
    holder: Specialist | None
    starts_on: date
    ends_on: date
    pinned: bool
    crew: Sequence[planning.Helper]


def slot_of(plan: Plan, request: Request) -> Slot:
    """Return a request's place on the board, the crew being who else could serve it; fourteen queries."""
    answer = plan.answer or {"assignments": []}
    numbers = [int(row["specialist"]) for row in answer["assignments"] if row["request"] == str(request.pk)]
    crew = planning.crew_for(plan, request)
    return Slot(
        request=request,
        holder=Specialist.objects.filter(pk__in=numbers).first(),
        starts_on=request.starts_on,
        ends_on=request.ends_on,
        pinned=plan.pins.filter(request=request, kind=Pin.Kind.FIXED).exists(),
        crew=[one for one in crew if one.specialist.pk not in numbers],
    )


@dataclass(frozen=True)
class Carried:
    """Where a bar was put down on the board: its weeks there, and the specialist in whose row it lies.

    `period` are of these weeks those that the body asked for, None when there are none. `whole` is true when these are
    all, `able` when the specialist is among those who could serve the request.
    """

    period: tuple[date, date] | None
    whole: bool
    person: Specialist | None
    able: bool


def carried_to(plan: Plan, slot: Slot, weeks: int, person: int | None) -> Carried:
    """Return what it means that a bar was carried so many weeks on, and to whose row; at most two queries."""
    asked = Request.objects.get(pk=slot.request.pk)
    starts_on, ends_on = slot.starts_on + weeks * WEEK, slot.ends_on + weeks * WEEK
    period = max(starts_on, asked.starts_on), min(ends_on, asked.ends_on)
    found = Specialist.objects.filter(area=plan.area_id, pk=person).first() if person else None
    return Carried(
        period=period if period[0] < period[1] else None,
        whole=period == (starts_on, ends_on),
        person=None if found == slot.holder else found,
        able=found in [one.specialist for one in slot.crew],
    )
