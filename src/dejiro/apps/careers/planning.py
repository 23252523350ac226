"""The computations of careers, without a database: levels, progress, gaps, and who is able to run what in three years.

Days are dates, both ends of a span included; an end of None is open. Levels run from 1 to 4, 0 is none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Protocol

from dejiro.foundation.calendars.periods import FiscalYear

Span = tuple[date, date | None]
LEVELS: Final = (1, 2, 3, 4)
YEARS: Final = 3
DAY: Final = timedelta(days=1)
# A support by a shared specialist carries a post for a fiscal year when it covers at least half of the year's weeks.
HALF_YEAR: Final = timedelta(weeks=26)


class Levelled(Protocol):
    """A level that holds in a span."""

    @property
    def level(self) -> int: ...  # noqa: D102  # 1 to 4

    @property
    def starts_on(self) -> date: ...  # noqa: D102

    @property
    def ends_on(self) -> date | None: ...  # noqa: D102


class Held(Levelled, Protocol):
    """A person's level in a skill, which is a role or an item."""

    @property
    def skill(self) -> str: ...  # noqa: D102  # a code


class Dated(Levelled, Protocol):
    """A support in a role at a level."""

    @property
    def role(self) -> str: ...  # noqa: D102  # a code


class Goal(Protocol):
    """What a station needs."""

    @property
    def needs(self) -> Mapping[str, int]: ...  # noqa: D102  # by role

    @property
    def credits(self) -> int: ...  # noqa: D102  # of completed courses


def holds(span: Span, day: date) -> bool:
    """True when a day lies in a span."""
    return span[0] <= day and (span[1] is None or day <= span[1])


def meet(one: Span, other: Span) -> Span | None:
    """Return the days that two spans share, or None.

    >>> meet((date(2026, 4, 1), None), (date(2025, 4, 1), date(2026, 4, 1)))
    (datetime.date(2026, 4, 1), datetime.date(2026, 4, 1))
    """
    ends = [end for end in (one[1], other[1]) if end is not None]
    starts_on, ends_on = max(one[0], other[0]), min(ends, default=None)
    return None if ends_on is not None and ends_on < starts_on else (starts_on, ends_on)


def levels_on(claims: Iterable[Held], day: date) -> dict[str, int]:
    """Return the highest level in each skill that holds on a day."""
    found: dict[str, int] = {}
    for claim in claims:
        if holds((claim.starts_on, claim.ends_on), day):
            found[claim.skill] = max(found.get(claim.skill, 0), claim.level)
    return found


def level_after_course(confirmed: int, course: int) -> int:
    """Return the confirmed level after a completed course: one step up, never beyond the level the course leads to.

    >>> [level_after_course(confirmed, 3) for confirmed in range(5)]
    [1, 2, 3, 3, 4]
    """
    return max(confirmed, min(confirmed + 1, course))


def missing(levels: Mapping[str, int], needs: Mapping[str, int]) -> list[tuple[str, int, int]]:
    """Return what lacks: role, the level there is, the level it takes."""
    return [(role, levels.get(role, 0), level) for role, level in needs.items() if levels.get(role, 0) < level]


def reached(levels: Mapping[str, int], credits_: int, stations: Sequence[Goal]) -> int:
    """Return how many stations of a path are reached without leaving one out."""
    for number, station in enumerate(stations):
        if missing(levels, station.needs) or credits_ < station.credits:
            return number
    return len(stations)


def gaps(present: Mapping[int, int], needed: Mapping[int, int]) -> dict[int, int]:
    """Return how many people lack at each level of one role; who stands higher fills in below.

    >>> gaps({4: 2}, {3: 1, 2: 2})
    {1: 0, 2: 1, 3: 0, 4: 0}
    """
    spare, lacking = 0, {}
    for level in reversed(LEVELS):
        free = present.get(level, 0) + spare - needed.get(level, 0)
        lacking[level], spare = max(-free, 0), max(free, 0)
    return dict(sorted(lacking.items()))


@dataclass(frozen=True)
class Holder:
    """A person at a post, in the spans in which they hold it, belong to the body and are able at its level."""

    person: int
    spans: tuple[Span, ...]

    def able_on(self, day: date) -> bool:
        """True when the person can run the post on a day."""
        return any(holds(span, day) for span in self.spans)


@dataclass(frozen=True)
class Duty:
    """A post: so many people of a role at a level, and who holds it. `ends_on` is its own last day."""

    key: int
    role: str
    level: int
    people: int
    holders: tuple[Holder, ...] = ()
    ends_on: date | None = None


@dataclass(frozen=True)
class Outlook:
    """A post in a fiscal year: on its `worst` day `own` people are able, `shared` specialists come, of `needed`."""

    duty: int
    year: FiscalYear
    worst: date
    own: int
    shared: int
    needed: int

    @property
    def lacking(self) -> int:
        """How many people lack."""
        return max(self.needed - self.own - self.shared, 0)

    @property
    def status(self) -> str:
        """Return "enough" by own people, "shared" with specialists of others, or "risk"."""
        if self.own >= self.needed:
            return "enough"
        return "risk" if self.lacking else "shared"


def able_on(duty: Duty, day: date) -> frozenset[int]:
    """Return who can run a post on a day."""
    return frozenset(holder.person for holder in duty.holders if holder.able_on(day))


def worst_day(duty: Duty, year: FiscalYear) -> date:
    """Return the day of a year on which the fewest people can run a post; the first one of several.

    Fewer there are only on the first day and on the day after somebody's end: only those are looked at.
    """
    ends = {span[1] + DAY for holder in duty.holders for span in holder.spans if span[1] is not None}
    last = year.ends_on if duty.ends_on is None else min(year.ends_on, duty.ends_on)
    days = sorted({year.starts_on} | {day for day in ends if year.starts_on <= day <= last})
    return min(days, key=lambda day: len(able_on(duty, day)))


def covers(support: Dated, year: FiscalYear) -> bool:
    """True when a support covers at least half of a fiscal year."""
    common = meet((support.starts_on, support.ends_on), (year.starts_on, year.ends_on))
    return common is not None and common[1] is not None and common[1] - common[0] + DAY >= HALF_YEAR


def shared_by(lacking: Mapping[Duty, int], supports: Sequence[Dated]) -> dict[int, int]:
    """Return how many shared specialists each post gets; one serves one post, and no other choice fills more.

    Each place, the most demanding first, takes the least able support that is still enough: since levels are nested,
    no other choice fills more places.
    """
    free = sorted(supports, key=lambda one: one.level)
    given: dict[int, int] = {}
    for duty in sorted(lacking, key=lambda one: (-one.level, one.key)):
        for _place in range(lacking[duty]):
            fit = next((one for one in free if one.role == duty.role and one.level >= duty.level), None)
            if fit is None:
                break
            free.remove(fit)
            given[duty.key] = given.get(duty.key, 0) + 1
    return given


def outlooks(duties: Sequence[Duty], supports: Sequence[Dated], today: date) -> list[Outlook]:
    """Return every post in each of the next three fiscal years, in order of the posts; ended ones are left out."""
    first = FiscalYear.of(today)
    found: dict[tuple[int, int], Outlook] = {}
    for year in (first.plus(ahead) for ahead in range(1, YEARS + 1)):
        alive = [duty for duty in duties if duty.ends_on is None or duty.ends_on >= year.starts_on]
        worst = {duty: worst_day(duty, year) for duty in alive}
        own = {duty: len(able_on(duty, worst[duty])) for duty in alive}
        lacking = {duty: max(duty.people - own[duty], 0) for duty in alive}
        shared = shared_by(lacking, [one for one in supports if covers(one, year)])
        for duty in alive:
            found[duty.key, year.year] = Outlook(
                duty.key, year, worst[duty], own[duty], shared.get(duty.key, 0), duty.people
            )
    keys = [(duty.key, first.year + ahead) for duty in duties for ahead in range(1, YEARS + 1)]
    return [found[key] for key in keys if key in found]


def mends(*, one_short: int, others_able: int, in_pool: int, lasting: bool) -> list[str]:
    """Return what would mend a risk, the nearest first.

    Args:
        one_short: people of the body whose confirmed level is one below the post's.
        others_able: people of the body who are able and do not hold the post.
        in_pool: specialists of the pool with the role at the level.
        lasting: whether the risk is still there in the last year.

    Returns:
        Of "rotation", "course", "pool", "hiring".
    """
    ways = [
        ("rotation", others_able > 0),
        ("course", one_short > 0),
        ("pool", in_pool > 0),
        ("hiring", lasting or not (one_short or others_able or in_pool)),
    ]
    return [way for way, possible in ways if possible]
