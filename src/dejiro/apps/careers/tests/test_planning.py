"""Laws of levels, gaps and the outlook."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from dejiro.apps.careers import planning
from dejiro.apps.careers.paths import paths
from dejiro.apps.careers.planning import Duty, Holder
from dejiro.apps.talent import public as talent
from dejiro.foundation.calendars.periods import FiscalYear

TODAY = date(2026, 10, 5)
YEAR = FiscalYear(2028)
levels = st.integers(1, 4)
counts = st.dictionaries(levels, st.integers(0, 5))
days = st.dates(date(2026, 1, 1), date(2031, 3, 31))


@dataclass(frozen=True)
class Had:
    """A level, or a support, from a day to another."""

    role: str
    level: int
    starts_on: date = date(2026, 4, 1)
    ends_on: date | None = date(2031, 3, 31)


@st.composite
def duties(draw: st.DrawFn) -> Duty:
    spans = st.tuples(days, st.none() | days).filter(lambda span: span[1] is None or span[0] <= span[1])
    people = draw(st.lists(st.lists(spans, max_size=2), max_size=4))
    holders = tuple(Holder(number, tuple(held)) for number, held in enumerate(people))
    return Duty(draw(st.integers(0, 9)), "a", draw(levels), draw(st.integers(1, 4)), holders)


@given(counts, counts)
def test_what_lacks_is_what_no_assignment_of_people_could_fill(present: dict[int, int], needed: dict[int, int]) -> None:
    lacking = planning.gaps(present, needed)
    above = [sum(needed.get(at, 0) - present.get(at, 0) for at in range(low, 5)) for low in (1, 2, 3, 4)]
    assert sum(lacking.values()) == max(0, *above)
    assert all(0 <= lacking[level] <= needed.get(level, 0) for level in lacking)


@given(duties())
def test_the_worst_day_is_the_worst_of_all_days_of_the_year(duty: Duty) -> None:
    every = [YEAR.starts_on + timedelta(days=number) for number in range((YEAR.ends_on - YEAR.starts_on).days + 1)]
    fewest = min(len(planning.able_on(duty, day)) for day in every)
    assert len(planning.able_on(duty, planning.worst_day(duty, YEAR))) == fewest


@given(st.lists(levels, min_size=1, max_size=4), st.lists(levels, max_size=4))
def test_no_other_sharing_fills_more_places(wanted: list[int], offered: list[int]) -> None:
    lacking = {Duty(number, "a", level, 1): 1 for number, level in enumerate(wanted)}
    filled = planning.shared_by(lacking, [Had("a", level) for level in offered])
    padded = [*offered, *([0] * len(wanted))]
    best = max(
        sum(1 for a, b in zip(order, wanted, strict=False) if a >= b) for order in permutations(padded, len(wanted))
    )
    assert sum(filled.values()) == best


@given(st.lists(duties(), max_size=4, unique_by=lambda duty: duty.key), st.lists(st.builds(Had, st.just("a"), levels)))
def test_one_support_more_never_makes_a_body_worse(found: list[Duty], supports: list[Had]) -> None:
    def lacking(given_supports: list[Had]) -> int:
        return sum(one.lacking for one in planning.outlooks(found, given_supports, TODAY))

    assert lacking([*supports, Had("a", 4)]) <= lacking(supports)


@given(st.integers(0, 4), levels)
def test_a_course_lifts_by_one_step_at_most_and_never_takes_away(confirmed: int, course: int) -> None:
    after = planning.level_after_course(confirmed, course)
    assert confirmed <= after <= max(confirmed, course)
    assert after - confirmed <= 1


def test_somebody_who_retires_in_march_is_missed_from_april_on() -> None:
    holder = Holder(1, ((date(2020, 4, 1), date(2028, 3, 31)),))
    found = planning.outlooks([Duty(7, "a", 2, 1, (holder,))], [], TODAY)
    assert [(one.year.year, one.own, one.status) for one in found] == [
        (2027, 1, "enough"),
        (2028, 0, "risk"),
        (2029, 0, "risk"),
    ]


def test_a_specialist_counts_only_for_half_a_year_or_more() -> None:
    duty = Duty(7, "a", 2, 1)
    short = Had("a", 3, date(2027, 4, 1), date(2027, 9, 1))
    long = Had("a", 3, date(2027, 4, 1), date(2027, 9, 30))
    assert planning.outlooks([duty], [short], TODAY)[0].status == "risk"
    assert planning.outlooks([duty], [long], TODAY)[0].status == "shared"


def test_a_post_that_ends_is_not_counted_afterwards() -> None:
    duty = Duty(7, "a", 2, 1, (), date(2028, 3, 31))
    assert [one.year.year for one in planning.outlooks([duty], [], TODAY)] == [2027]


def test_hiring_is_named_where_nothing_else_helps_or_the_risk_stays() -> None:
    assert planning.mends(one_short=0, others_able=0, in_pool=0, lasting=False) == ["hiring"]
    assert planning.mends(one_short=1, others_able=0, in_pool=2, lasting=False) == ["course", "pool"]
    assert planning.mends(one_short=0, others_able=1, in_pool=0, lasting=True) == ["rotation", "hiring"]


def test_every_path_ends_with_the_cio_and_names_roles_of_the_standard() -> None:
    for path in paths().values():
        assert [station.key for station in path.stations][-2:] == ["aide", "cio"]
        for station in path.stations:
            for role, level in station.needs.items():
                talent.check_role(role, level)
        earned = [station.credits for station in path.stations]
        assert earned == sorted(earned)


def test_a_station_is_not_reached_past_one_that_is_not() -> None:
    stations = paths()["business"].stations
    assert planning.reached({}, 99, stations) == 0
    assert planning.reached({"ba-internal": 2}, 0, stations) == 1
    assert planning.reached({"ba-internal": 2}, 2, stations) == 2
    everything = dict.fromkeys(talent.roles(), 4)
    assert planning.reached(everything, 20, stations) == len(stations)
