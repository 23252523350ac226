from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dejiro.cores.allocation.candidates import candidates_of
from dejiro.cores.allocation.loads import best_loads
from dejiro.cores.allocation.model import Problem
from dejiro.cores.allocation.packing import Guide, Packing, packing_of
from dejiro.cores.allocation.runners_up import runners_up
from dejiro.cores.allocation.tests.cases import BODIES, person, request


@settings(max_examples=60)
@given(data=st.data())
def test_nobody_can_carry_a_better_load_than_the_one_found(data: st.DataObject) -> None:
    room = np.array(data.draw(st.lists(st.integers(1, 9), min_size=1, max_size=3)))
    owners = st.integers(0, len(room) - 1)
    columns = data.draw(st.lists(st.tuples(owners, st.integers(1, 5), st.integers(-3, 9)), max_size=7))
    whose, size, profit = (np.array([each[at] for each in columns], dtype=np.int64) for at in range(3))
    most, chosen = best_loads(whose, size, room, profit.astype(np.float64))

    choices = [np.array(choice, dtype=np.bool_) for choice in product((False, True), repeat=len(columns))]
    for at, half_days in enumerate(room):
        mine = whose == at
        best = max(profit[choice & mine].sum() for choice in choices if size[choice & mine].sum() <= half_days)
        assert most[at] == best == profit[chosen & mine].sum()
        assert size[chosen & mine].sum() <= half_days


@settings(max_examples=60)
@given(data=st.data())
def test_all_loads_that_are_nearly_as_good_as_the_best_are_found(data: st.DataObject) -> None:
    room = np.array(data.draw(st.lists(st.integers(1, 9), min_size=1, max_size=3)))
    whose = np.array(sorted([*range(len(room)), *data.draw(st.lists(st.integers(0, len(room) - 1), max_size=5))]))
    count = len(whose)
    size, profit = (
        np.array(data.draw(st.lists(values, min_size=count, max_size=count)))
        for values in (st.integers(1, 5), st.integers(-3, 9))
    )
    within, weeks = data.draw(st.integers(0, 6)), np.zeros(count, dtype=np.int64)
    case = Packing(whose, weeks, weeks + 1, size, weeks + 99, weeks[:, None], room[whose][:, None])
    profit = profit.astype(np.float64)
    guide = Guide(profit, np.zeros(len(room)), np.zeros(len(room)))
    found = runners_up(case, profit, guide, within=within, most=1_000)

    expected = []
    for at, half_days in enumerate(room):
        own = np.flatnonzero((whose == at) & (profit > 0)).tolist()
        years = [list(year) for many in range(len(own) + 1) for year in combinations(own, many)]
        years = [year for year in years if size[year].sum() <= half_days]
        best = max(profit[year].sum() for year in years)
        expected += [year for year in years if year and profit[year].sum() >= best - within]
    assert sorted(year.tolist() for year in found) == sorted(expected)


def whole_year(*, parallel: int | None = None, end: int = 4) -> Problem:
    asked = tuple(request(f"r{at}", BODIES[0].id, 1, start=0, end=end if at == 2 else 4) for at in range(3))
    return Problem(4, (person("s", 2, max_parallel=parallel),), BODIES, asked)


@pytest.mark.parametrize(
    ("problem", "together"),
    [
        (whole_year(), True),
        (whole_year(parallel=3), True),
        (whole_year(parallel=2), False),
        (whole_year(end=3), False),
        (Problem(4, (), BODIES, ()), False),
    ],
)
def test_only_loads_count_where_all_run_in_the_same_weeks_and_no_number_is_set(
    problem: Problem, *, together: bool
) -> None:
    assert packing_of(candidates_of(problem)).together is together
