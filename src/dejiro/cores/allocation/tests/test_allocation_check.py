import json
from dataclasses import replace

from dejiro.cores.allocation.candidates import candidates_of
from dejiro.cores.allocation.check import check
from dejiro.cores.allocation.io import plan_from_json, plan_to_json
from dejiro.cores.allocation.model import (
    Assignment,
    Fit,
    Pair,
    Plan,
    Problem,
    Reason,
    Standing,
    Unserved,
    WouldTake,
)
from dejiro.cores.allocation.shares import fair_division
from dejiro.cores.allocation.tests.cases import BODIES, ROLES, person, request
from dejiro.cores.allocation.tests.test_allocation_shares import tampered
from dejiro.cores.documents.faults import Fault
from dejiro.cores.documents.reader import Document

PROBLEM = Problem(
    4,
    (
        person("s1", 3, max_parallel=1),
        person("s2", 4, skills={ROLES[1]: 2}),
        person("s3", 2, skills={"tester": 2}),
        person("s4", 2, skills={"tester": 2}, onsite=False),
    ),
    BODIES,
    (
        request("r1", priority=2),
        request("r2", "133086"),
        request("r3", "132012", 3, role=ROLES[1]),
        request("r4", "132012", 2, role=ROLES[1]),
        request("r5", "132012", 1, role="unknown"),
        request("r6", "131016", 1, role="tester", onsite=True),
        request("r7", "131016", 1, role="tester"),
        request("r8", "133086", 2, role="tester"),
    ),
    fit=(Fit("s1", "r1", 0.5),),
    pinned=(Pair("s1", "r1"),),
    current=(Pair("s1", "r1"), Pair("s2", "r4")),
    max_changes=1,
)
DIVISION = fair_division(candidates_of(PROBLEM))
SHARES = [share.fair_share for share in DIVISION.shares]
MISSED = Reason("shortage", (ROLES[0], "tester"), (0, 4))
PLAN = Plan(
    (Assignment("s1", "r1"), Assignment("s2", "r3"), Assignment("s3", "r6"), Assignment("s4", "r7")),
    24.0,
    30.0,
    0.25,
    (
        Standing("131016", 1.35, 16, SHARES[0], SHARES[0] - 8, 16, Reason("demand-met")),
        Standing("133086", 0.4, 16, SHARES[1], 8.0, 0, MISSED, "not-in-time"),
        Standing("132012", 1, 20, SHARES[2], 8.0, 12, Reason("shortage", (ROLES[1],), (0, 4))),
    ),
    (
        Unserved("r2", "shortage", WouldTake(("r1",), None)),
        Unserved("r4", "shortage", WouldTake((), ("half_days", 1))),
        Unserved("r5", "no-candidate", WouldTake(None, ("role", ROLES[1]))),
        Unserved("r8", "indivisible"),
    ),
    1,
    1,
)


def found(plan: Plan, problem: Problem = PROBLEM) -> tuple[Fault, ...]:
    return check(problem, plan, fair_division(candidates_of(problem)))


def test_a_right_plan_passes() -> None:
    assert found(PLAN) == ()
    assert found(plan_from_json(json.dumps(plan_to_json(PLAN)))) == ()


def test_whether_a_floor_is_reached_is_counted_and_not_believed() -> None:
    first, *rest = PLAN.bodies
    wrong = replace(PLAN, bodies=(replace(first, floor_status="impossible"), *rest))
    assert [fault.path for fault in found(wrong)] == ["$.bodies[0].floor_status"]


def test_the_same_plan_owes_nothing_where_nobody_asked_for_fairness() -> None:
    free = replace(PROBLEM, fairness="none", max_changes=None)
    bodies = tuple(replace(standing, floor=0.0, floor_status="reached") for standing in PLAN.bodies)

    owed = {f"$.bodies[{at}].floor" for at in range(3)}
    assert {fault.path for fault in found(PLAN, free)} == {*owed, "$.bodies[1].floor_status"}
    assert found(replace(PLAN, bodies=bodies), free) == ()


def test_every_changed_figure_is_found_where_it_stands() -> None:
    document = plan_to_json(PLAN)
    changes: dict[str, Document] = {
        "value": 25,
        "upper_bound": 23,
        "gap": 0.2,
        "kept": 2,
        "changed": 0,
        "status": "fine",
        "bodies.0.id": "132012",
        "bodies.0.entitlement": 1,
        "bodies.0.demand": 20,
        "bodies.0.fair_share": SHARES[0] + 0.01,
        "bodies.2.floor": SHARES[2],
        "bodies.0.delivered": 8,
        "bodies.0.reason.kind": "shortage",
        "bodies.1.reason.roles": [],
        "bodies.1.reason.weeks": [1, 4],
        "unserved.1.reason": "indivisible",
        "unserved.3.reason": "shortage",
        "unserved.2.reason": "shortage",
        "unserved.0.would_take.displaces": ["r4"],
        "unserved.1.would_take.or_change": {"half_days": 2},
    }
    for path, value in changes.items():
        steps = path.replace(".reason.kind", ".reason").replace(".reason.roles", ".reason").replace(".weeks", "")
        place = "$" + "".join(f"[{step}]" if step.isdigit() else f".{step}" for step in steps.split("."))
        assert place in {fault.path for fault in found(plan_from_json(tampered(document, path, value)))}, path


def test_lists_that_leave_something_out_are_found() -> None:
    assert "$.bodies" in {fault.path for fault in found(replace(PLAN, bodies=PLAN.bodies[:2]))}
    assert "$.unserved" in {fault.path for fault in found(replace(PLAN, unserved=()))}


def test_a_change_that_serves_nobody_is_found() -> None:
    for field, value in (("half_days", 0), ("half_days", "x"), ("color", "red"), ("level", 1), ("to", 9)):
        unserved = (PLAN.unserved[0], replace(PLAN.unserved[1], would_take=WouldTake(None, (field, value))))
        faults = found(replace(PLAN, unserved=(*unserved, *PLAN.unserved[2:])))
        assert [fault.path for fault in faults] == ["$.unserved[1].would_take.or_change"]


def test_a_change_does_not_lift_a_ban() -> None:
    barred = replace(PROBLEM, forbidden=(Pair("s2", "r5"),))

    assert [fault.path for fault in found(PLAN, barred)] == ["$.unserved[2].would_take.or_change"]


def infeasible(problem: Problem, *pairs: tuple[str, str]) -> list[str]:
    faults = found(replace(PLAN, assignments=tuple(Assignment(*pair) for pair in pairs)), problem)
    assert {fault.path.split("[")[0] for fault in faults} <= {"$.assignments"}
    return [fault.problem for fault in faults]


def test_what_cannot_be_is_found() -> None:
    loose = replace(PROBLEM, pinned=(), max_changes=None)

    assert infeasible(PROBLEM, ("s2", "r4")) == ["固定した組がありません: s1 と r1"]
    assert infeasible(replace(loose, max_changes=1)) == ["変更が多すぎます: 2"]
    assert infeasible(loose, ("s2", "r1")) == ["候補ではありません: s2 と r1"]
    assert infeasible(loose, ("s9", "r1"), ("s1", "r9")) == [
        "候補ではありません: s9 と r1",
        "候補ではありません: s1 と r9",
    ]
    assert infeasible(loose, ("s3", "r6"), ("s3", "r6"))[0] == "要望 'r6' に二人目です"
    assert infeasible(loose, ("s2", "r3"), ("s2", "r4"))[:1] == ["s2 の第 0 週が余力を超えます: 5"]
    assert infeasible(loose, ("s1", "r1"), ("s1", "r2"))[1] == "s1 の第 0 週の支援が多すぎます"


def test_a_plan_is_not_measured_against_shares_that_are_not_proven() -> None:
    shares = (replace(DIVISION.shares[0], fair_share=1.0), *DIVISION.shares[1:])

    assert check(PROBLEM, PLAN, replace(DIVISION, shares=shares))[0].path == "$.bodies[0].fair_share"
