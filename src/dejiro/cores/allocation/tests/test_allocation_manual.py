"""A plan put together by hand."""

from dataclasses import replace

import numpy as np
import pytest

from dejiro.cores.allocation.candidates import candidates_of
from dejiro.cores.allocation.check import check
from dejiro.cores.allocation.manual import restated
from dejiro.cores.allocation.model import Pair, Plan, Problem
from dejiro.cores.allocation.shares import fair_division
from dejiro.cores.allocation.tests.test_allocation_check import DIVISION, PLAN, PROBLEM, SHARES
from dejiro.cores.documents.faults import ProblemError


def put_together(*pairs: tuple[str, str], problem: Problem = PROBLEM) -> Plan:
    return restated(candidates_of(problem), [Pair(*pair) for pair in pairs], np.array(SHARES))


def test_every_figure_of_a_plan_by_hand_stands_a_recount() -> None:
    plan = put_together(*reversed([(one, name) for one, name in PLAN.assignments]))
    assert plan.assignments == PLAN.assignments
    assert check(PROBLEM, plan, DIVISION) == ()
    assert (plan.value, plan.kept, plan.changed, plan.status) == (PLAN.value, 1, 1, "interrupted")


def test_no_plan_is_worth_more_than_the_bound_of_one_by_hand() -> None:
    every = max(put_together(("s1", "r1")).upper_bound, PLAN.value)
    assert put_together(("s1", "r1")).upper_bound == every > PLAN.value


def test_a_pair_that_is_no_candidate_is_refused_with_its_place() -> None:
    with pytest.raises(ProblemError, match=r"\$.assignments\[1\]"):
        put_together(("s1", "r1"), ("s2", "r2"))


def test_two_requests_at_once_are_for_the_check_to_find() -> None:
    plan = put_together(("s1", "r1"), ("s1", "r2"))
    assert any("余力" in fault.problem for fault in check(PROBLEM, plan, DIVISION))


def test_a_plan_of_nothing_has_no_gap_and_proves_nothing_of_floors() -> None:
    free = replace(PROBLEM, pinned=(), current=(), max_changes=None)
    division = fair_division(candidates_of(free))
    shares = np.array([share.fair_share for share in division.shares])
    plan = restated(candidates_of(free), [], shares)
    assert check(free, plan, division) == ()
    assert (plan.value, plan.gap) == (0.0, 0.0)
    assert "impossible" not in {body.floor_status for body in plan.bodies}
