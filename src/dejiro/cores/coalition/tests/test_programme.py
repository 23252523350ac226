from random import Random
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy.optimize import milp

from dejiro.cores.coalition import programme
from dejiro.cores.coalition.fixedpoint import stands
from dejiro.cores.coalition.model import BY_WEIGHT, Problem, Tier
from dejiro.cores.coalition.solve import solve
from dejiro.cores.coalition.table import table_of
from dejiro.cores.coalition.tests.oracle import HALF_HALF, MONTHS, THIRDS, best, key_of, town


def tight(count: int = 9, share: Any = THIRDS, cost: int = 150) -> Problem:  # noqa: ANN401 - a FixedShare
    """Capacity for about half, everybody's cap near what it has to pay."""
    random = Random(5)
    cast = tuple(
        town(
            f"13{at:02d}",
            random.randint(3, 9),
            starts=MONTHS,
            weight=random.randint(1, 9),
            max_unit_price=random.randint(18, 26),
        )
        for at in range(count)
    )
    return Problem(cast, (Tier(1, 20), Tier(20, 15)), cost, share, 30)


def test_when_no_time_is_left_the_best_group_so_far_comes_with_a_bound() -> None:
    problem = Problem(tuple(town(name) for name in "abcd"), (Tier(1, 10),), capacity=30)
    answer = solve(problem, time_limit=0)

    assert key_of(answer) == best(problem)  # found by shrinking, not proven
    assert answer.proof.optimal is False
    assert answer.proof.bound == 3
    assert answer.gap == 0


def test_when_no_time_is_left_and_nothing_is_found_the_bound_still_holds() -> None:
    answer = solve(tight(), time_limit=0)
    whole = solve(tight())

    assert answer.proof.optimal is False
    assert answer.proof.bound is not None
    assert answer.proof.bound >= len(whole.members) > 0


@pytest.mark.parametrize("with_a_group", [False, True])
@pytest.mark.parametrize("stage", range(1, 6))
def test_wherever_time_runs_out_the_answer_can_start_and_its_bound_holds(
    stage: int, monkeypatch: pytest.MonkeyPatch, *, with_a_group: bool
) -> None:
    calls: list[int] = []

    def stopping(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - passes on what scipy takes and gives
        calls.append(1)
        if len(calls) < stage:
            return milp(*arguments, **options)
        found = milp(*arguments, **options).x if with_a_group else None
        return SimpleNamespace(status=1, x=found, mip_dual_bound=None)

    problem = Problem(
        tuple(town(name, 10, not_with=("c",) if name == "b" else ()) for name in "abcd"), (Tier(1, 10),), capacity=30
    )
    right = best(problem)
    monkeypatch.setattr(programme, "milp", stopping)
    answer = solve(problem)

    assert right is not None
    assert answer.proof.bound is not None
    assert answer.proof.bound >= -right[0] >= len(answer.members) > 0
    assert answer.proof.optimal is (len(calls) < stage)


@pytest.mark.parametrize("share", [THIRDS, HALF_HALF, BY_WEIGHT])
def test_what_highs_wrongly_takes_for_a_group_is_cut_off(share: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN401 - a FixedShare
    lies: list[int] = []

    def lying(objective: Any, **options: Any) -> Any:  # noqa: ANN401 - passes on what scipy takes and gives
        lies.append(1)
        if len(lies) % 2 == 0:
            return milp(objective, **options)
        chosen = np.zeros(len(objective))
        chosen[: len(lies) % 4 * 2] = 1
        return SimpleNamespace(status=0, x=chosen, mip_dual_bound=-99.0)

    problem = tight(share=share)
    right = key_of(solve(problem))
    monkeypatch.setattr(programme, "milp", lying)

    assert key_of(solve(problem)) == right == best(problem)


def test_tangents_are_added_until_a_mixed_share_is_within_everybodys_caps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programme, "_FIRST_TANGENTS", ())

    assert key_of(solve(tight())) == best(tight())


def test_a_tier_that_nobody_affords_holds_no_group() -> None:
    cast = tuple(town(name, max_unit_price=8) for name in "abc")
    problem = Problem(cast, (Tier(1, 9), Tier(20, 8)), capacity=25)

    assert key_of(solve(problem)) == best(problem)
    assert solve(problem).members == ("a", "b")


def test_a_free_good_is_shared_out_under_capacity_too() -> None:
    cast = (*(town(name, 4) for name in "bcd"), town("a", 6, max_total=3))
    problem = Problem(cast, (Tier(1, 5), Tier(5, 0)), 9, capacity=14)

    assert key_of(solve(problem)) == best(problem)
    assert solve(problem).members == ("a", "b", "c")


def test_ids_are_decided_in_blocks_without_losing_the_first() -> None:
    cast = tuple(town(f"{at:02d}", 3, not_with=(f"{at - 1:02d}",) if at % 9 == 8 else ()) for at in range(40))
    answer = solve(Problem(cast, (Tier(1, 5),), capacity=90))

    assert answer.members == tuple(f"{at:02d}" for at in range(34) if at % 9 != 8)[:30]
    assert answer.proof.method == "milp"


@pytest.mark.parametrize(
    ("chosen", "can"), [((0, 1), True), ((0,), False), ((1, 2), False), ((0, 1, 2), True), ((1, 3), False)]
)
def test_a_group_is_judged_by_size_tier_demands_and_caps(chosen: tuple[int, ...], *, can: bool) -> None:
    cast = (town("a", 9), town("b", 9), town("c", 9, only_with=("a",)), town("d", 2, max_total=1))
    table = table_of(Problem(cast, (Tier(11, 5),)))

    assert stands(table, np.array(chosen)) is can
