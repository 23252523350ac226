from dataclasses import replace

import pytest
from hypothesis import given, settings

from dejiro.cores.coalition.explain import explain, explain_member
from dejiro.cores.coalition.model import Change, Leaving, Outsider, Problem, Tier
from dejiro.cores.coalition.solve import solve
from dejiro.cores.coalition.tests.oracle import MONTHS, best, changed, problems, town

STEP = {"max_unit_price": -1, "max_total": -1, "min_members": 1, "min_quantity": 1, "quantity": 1}
GREATEST = {"max_unit_price": 10**9, "max_total": 10**15}


def enters(problem: Problem, name: str, field: str, value: object) -> bool:
    found = best(changed(problem, name, {field: value}))
    return found is not None and name in found[3]


def single_changes(problem: Problem, name: str) -> list[tuple[str, object]]:
    """The widest single changes of every field that could help."""
    member = problem.member(name)
    months = {month for other in problem.members for month in other.starts}
    tries: list[tuple[str, object]] = [("min_members", 1), ("min_quantity", 0)]
    tries += [(field, value) for field, value in GREATEST.items() if getattr(member, field) is not None]
    tries += [("starts", (*member.starts, month)) for month in months if month not in member.starts]
    for field in ("only_with", "not_with"):
        names = getattr(member, field)
        tries += [(field, tuple(other for other in names if other != left)) for left in names]
    return tries + ([] if problem.capacity is None else [("quantity", 1)])


def assert_smallest(problem: Problem, outsider: Outsider) -> None:
    if outsider.change is None:
        assert not any(enters(problem, outsider.id, *change) for change in single_changes(problem, outsider.id))
        return
    field, value = outsider.change.field, outsider.change.value
    assert enters(problem, outsider.id, field, value)
    if isinstance(value, int):
        assert value + STEP[field] == 0 or not enters(problem, outsider.id, field, value + STEP[field])


@settings(max_examples=60, deadline=None)
@given(problems(most=5))
def test_every_change_lets_the_outsider_in_and_a_smaller_one_does_not(problem: Problem) -> None:
    for outsider in explain(problem, solve(problem)).outside or ():
        assert_smallest(problem, outsider)


@settings(max_examples=60, deadline=None)
@given(problems(most=5, restricted=True))
def test_the_same_holds_under_capacity_and_exclusions(problem: Problem) -> None:
    for outsider in explain(problem, solve(problem)).outside or ():
        assert_smallest(problem, outsider)


@settings(max_examples=60, deadline=None)
@given(problems(most=5, restricted=True))
def test_who_remains_when_a_member_leaves_is_what_solving_without_it_finds(problem: Problem) -> None:
    answer = solve(problem)
    for leaving in explain(problem, answer).if_leaves or ():
        found = best(changed(problem, leaving.id, {"starts": ()}))

        assert leaving.members == tuple([] if found is None else found[3])
        assert set(leaving.falls_out) == set(answer.members) - set(leaving.members) - {leaving.id}


PAIR = (town("a", max_unit_price=30), town("b", max_unit_price=30))
TIERS = (Tier(1, 20), Tier(30, 12))


@pytest.mark.parametrize(
    ("outsider", "reason", "change"),
    [
        (town("c", max_unit_price=14), "price", Change("max_unit_price", 15)),
        (town("c", 100, max_total=1000), "total", Change("max_total", 1230)),
        (town("c", starts=("2027-05",)), "start", Change("starts", ("2027-04", "2027-05"))),
        (town("c", starts=()), "start", Change("starts", ("2027-04",))),
        (town("c", min_members=9), "condition", Change("min_members", 3)),
        (town("c", min_quantity=31), "condition", Change("min_quantity", 30)),
        (town("c", only_with=("a", "z")), "condition", Change("only_with", ("a",))),
        (town("c", not_with=("z", "b")), "exclusion", Change("not_with", ("z",))),
        (town("c", min_members=9, max_unit_price=1), "condition", None),
    ],
)
def test_the_field_that_has_to_move_is_named_with_its_smallest_value(
    outsider: object, reason: str, change: Change | None
) -> None:
    absent = town("z", starts=())
    problem = Problem((*PAIR, outsider, absent), TIERS, 90)  # type: ignore[arg-type]

    assert explain_member(problem, solve(problem), "c") == Outsider("c", reason, change)  # type: ignore[arg-type]


def test_a_member_too_large_for_the_capacity_learns_how_much_fits() -> None:
    problem = Problem((*PAIR, town("c", 40)), TIERS, 90, capacity=33)

    assert explain_member(problem, solve(problem), "c") == Outsider("c", "capacity", Change("quantity", 13))


def test_where_the_capacity_is_used_up_a_smaller_quantity_may_replace_another_member() -> None:
    problem = Problem((*PAIR, town("c", 20, min_quantity=1)), TIERS, capacity=20)

    assert explain_member(problem, solve(problem), "c") == Outsider("c", "capacity", Change("quantity", 9))


def test_an_exclusion_that_the_other_side_states_cannot_be_lifted_by_the_outsider() -> None:
    cast = (town("a", not_with=("c",)), town("b"), town("c", not_with=("a",)))
    problem = Problem((*cast, town("d")), TIERS)

    assert explain_member(problem, solve(problem), "c") == Outsider("c", "exclusion", None)


def test_a_price_that_no_admissible_cap_reaches_is_not_proposed() -> None:
    problem = Problem((town("a", 1, max_unit_price=5), town("b", 1)), (Tier(1, 20),), 10**15)

    assert explain_member(problem, solve(problem), "a") == Outsider("a", "price", None)


def test_without_any_month_there_is_no_group_and_nothing_to_change() -> None:
    problem = Problem((town("a", starts=()), town("b", starts=())), TIERS)

    assert explain(problem, solve(problem)).outside == (Outsider("a", "start", None), Outsider("b", "start", None))


def test_alone_under_the_rule_of_two_a_body_lacks_company() -> None:
    problem = Problem((town("a"), town("b", starts=())), TIERS)

    assert explain_member(problem, solve(problem), "a") == Outsider("a", "condition", None)


def test_whoever_falls_out_with_a_leaver_is_named() -> None:
    cast = (town("a", 25), town("b", 5, max_unit_price=12), town("c", 5))
    problem = Problem(cast, TIERS)
    answer = solve(problem)

    assert explain_member(problem, answer, "a") == Leaving("a", (), None, ("b", "c"))
    assert explain_member(replace(problem, min_members=1), answer, "a") == Leaving("a", ("c",), 20, ("b",))


def test_a_stranger_cannot_be_explained() -> None:
    problem = Problem(PAIR, TIERS)

    with pytest.raises(KeyError):
        explain_member(problem, solve(problem), "z")


def test_months_nearer_to_a_members_own_are_tried_first() -> None:
    months = ("2026-12", *MONTHS)
    cast = (town("a", starts=months), town("b", starts=months), town("c", starts=("2027-03",)))
    problem = Problem(cast, TIERS)
    answer = explain_member(problem, solve(problem), "c")

    assert answer == Outsider("c", "start", Change("starts", ("2027-03", "2027-04")))
