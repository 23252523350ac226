from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dejiro.cores.coalition import fixedpoint
from dejiro.cores.coalition.model import BY_QUANTITY, BY_WEIGHT, EQUALLY, Answer, FixedShare, Member, Problem, Tier
from dejiro.cores.coalition.solve import solve
from dejiro.cores.coalition.tests.oracle import (
    HALF_HALF,
    MONTHS,
    THIRDS,
    best,
    changed,
    key_of,
    part,
    price_at,
    problems,
    town,
)

QUICK = settings(max_examples=120, deadline=None)


@QUICK
@given(problems(most=7))
def test_elimination_finds_what_trying_all_groups_and_months_finds(problem: Problem) -> None:
    answer = solve(problem)

    assert key_of(answer) == best(problem)
    assert answer.proof.method == "fixed-point"
    assert answer.proof.optimal


@QUICK
@given(problems(most=7, restricted=True))
def test_capacity_and_exclusions_lead_to_what_trying_all_groups_finds(problem: Problem) -> None:
    answer = solve(problem)

    assert key_of(answer) == best(problem)
    assert answer.proof.optimal
    assert answer.gap == 0


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("capacity", [None, 33])
def test_ten_members_agree_with_all_1023_groups(seed: int, capacity: int | None) -> None:
    random = Random(seed)
    cast = tuple(
        town(f"13{at}", random.randint(2, 9), max_unit_price=random.randint(16, 40), weight=random.randint(1, 9))
        for at in range(10)
    )
    problem = Problem(cast, (Tier(1, 20), Tier(30, 15)), 120, HALF_HALF, capacity)

    assert key_of(solve(problem)) == best(problem)


@pytest.mark.parametrize(("sweeps", "queue"), [(0, 3), (0, 0), (9, 1)])
@given(problem=problems(most=6))
@settings(max_examples=60, deadline=None)
def test_sweeps_and_the_queue_strike_out_the_same_members(problem: Problem, sweeps: int, queue: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fixedpoint, "_ROUNDS_BEFORE_SWEEPS", sweeps)
        patch.setattr(fixedpoint, "_ROUNDS_BEFORE_QUEUE", queue)
        assert key_of(solve(problem)) == best(problem)


@QUICK
@given(problems(restricted=True))
def test_yen_shares_sum_exactly_and_are_within_a_yen_of_the_exact_share(problem: Problem) -> None:
    answer = solve(problem)
    group = [problem.member(name) for name in answer.members]

    assert sum(share.total for share in answer.shares) == answer.total
    assert sum(share.fixed for share in answer.shares) == (problem.fixed_cost if group else 0)
    for member, share in zip(group, answer.shares, strict=True):
        assert abs(share.fixed - part(problem, member, group)) < 1
        own = price_at(problem, member.quantity)
        assert share.alone == (None if own is None else own * member.quantity + problem.fixed_cost)
        assert share.saving == (None if share.alone is None else share.alone - share.total)


@QUICK
@given(problems(restricted=True), st.randoms(use_true_random=False))
def test_the_order_of_members_and_their_names_do_not_matter(problem: Problem, random: Random) -> None:
    shuffled = list(problem.members)
    random.shuffle(shuffled)
    rename = {member.id: "x" + member.id for member in shuffled}
    renamed = tuple(
        replace(
            member,
            id=rename[member.id],
            only_with=tuple(rename[name] for name in member.only_with),
            not_with=tuple(rename[name] for name in member.not_with),
        )
        for member in shuffled
    )

    assert solve(replace(problem, members=tuple(shuffled))) == solve(problem)
    assert solve(replace(problem, members=renamed)).members == tuple(rename[name] for name in solve(problem).members)


@QUICK
@given(problems(restricted=True), st.integers(2, 1000))
def test_counting_in_smaller_money_or_smaller_units_changes_no_group(problem: Problem, factor: int) -> None:
    def money(value: int | None) -> int | None:
        return None if value is None else value * factor

    cheaper_coins = replace(
        problem,
        fixed_cost=problem.fixed_cost * factor,
        tiers=tuple(Tier(tier.min_quantity, tier.unit_price * factor) for tier in problem.tiers),
        members=tuple(
            replace(member, max_unit_price=money(member.max_unit_price), max_total=money(member.max_total))
            for member in problem.members
        ),
    )

    assert solve(cheaper_coins).members == solve(problem).members
    assert solve(cheaper_coins).total == solve(problem).total * factor


def utility(problem: Problem, answer: Answer, name: str) -> Fraction:
    """Yen below its true cap that a member pays; 0 outside."""
    if name not in answer.members:
        return Fraction(0)
    member = problem.member(name)
    group = [problem.member(other) for other in answer.members]
    assert member.max_total is not None
    return member.max_total - member.quantity * (answer.unit_price or 0) - part(problem, member, group)


@settings(max_examples=150, deadline=None)
@given(problems(most=6, months=1), st.data())
def test_for_one_month_no_set_of_members_gains_by_misstating_its_caps(problem: Problem, data: st.DataObject) -> None:
    # Moulin 1999: with cross-monotonic shares the mechanism is group-strategyproof.
    truth = replace(
        problem,
        members=tuple(
            replace(member, max_unit_price=None, max_total=member.max_total or 90) for member in problem.members
        ),
    )
    liars = data.draw(st.lists(st.sampled_from([member.id for member in truth.members]), min_size=1, unique=True))
    lie = truth
    for name in liars:
        lie = changed(lie, name, {"max_total": data.draw(st.integers(1, 500))})
    honest, lied = solve(truth), solve(lie)
    gains = [utility(truth, lied, name) - utility(truth, honest, name) for name in liars]

    assert min(gains) < 0 or max(gains) == 0


def test_with_a_choice_of_months_a_member_can_gain_by_understating_its_cap() -> None:
    april, july = MONTHS[:1], MONTHS[2:]
    cast = (
        town("133078", 5, starts=april, min_members=3),
        town("133086", 5, starts=april, min_members=3),
        town("132055", 5, starts=april + july, max_unit_price=40),
        town("132012", 50, starts=july),
    )
    honest = Problem(cast, (Tier(1, 30), Tier(50, 10)))
    lying = changed(honest, "132055", {"max_unit_price": 20})

    assert (solve(honest).start, solve(honest).share("132055").total) == ("2027-04", 150)
    assert (solve(lying).start, solve(lying).share("132055").total) == ("2027-07", 50)


def test_more_members_are_preferred_to_a_lower_cost() -> None:
    cast = (town("a", 1, starts=MONTHS[:1]), town("b", 1, starts=MONTHS[:2]), town("c", 90, starts=MONTHS[1:2]))
    late = town("d", 90, starts=MONTHS[1:2])

    assert solve(Problem((*cast, late), (Tier(1, 10),))).members == ("b", "c", "d")


def test_among_groups_of_one_size_the_cheapest_then_the_earliest_then_the_first_ids_win() -> None:
    tiers = (Tier(1, 10),)
    early = (town("a", 5), town("b", 5))
    late = (town("c", 4, starts=MONTHS[1:2]), town("d", 4, starts=MONTHS[1:2]))
    same = tuple(replace(member, quantity=5) for member in late)
    rivals = tuple(town(name, not_with=("a",)) for name in "xy")

    assert solve(Problem(early + late, tiers)).members == ("c", "d")
    assert solve(Problem(early + same, tiers)).members == ("a", "b")
    assert solve(Problem((town("10"), town("9"), town("a")), tiers, capacity=20)).members == ("10", "9")
    assert solve(Problem((*rivals, town("a"), town("b")), tiers, capacity=30)).members == ("b", "x", "y")


def test_a_tie_between_two_tiers_is_broken_by_ids_across_both() -> None:
    cast = (town("a", 3), town("b", 3), town("c", 1), town("d", 1))
    rivals = (replace(cast[0], not_with=("c", "d")), replace(cast[1], not_with=("c", "d")), *cast[2:])

    assert solve(Problem(rivals, (Tier(1, 3), Tier(6, 1)))).members == ("a", "b")


def test_a_group_below_the_least_size_or_below_the_first_tier_does_not_start() -> None:
    assert solve(Problem((town("a"),), (Tier(1, 10),))).start is None
    assert solve(Problem((town("a"), town("b")), (Tier(21, 10),))).start is None
    assert solve(Problem((), (Tier(1, 10),))).members == ()


def test_what_reaches_no_tier_alone_has_no_price_alone() -> None:
    share = solve(Problem((town("a"), town("b")), (Tier(20, 10),), 5)).share("a")

    assert (share.total, share.alone, share.saving) == (103, None, None)
    with pytest.raises(KeyError):
        solve(Problem((town("a"), town("b")), (Tier(20, 10),), 5)).share("z")


@pytest.mark.parametrize("share", [EQUALLY, BY_QUANTITY, BY_WEIGHT, HALF_HALF, THIRDS])
def test_a_cap_that_is_met_exactly_is_met_and_a_yen_less_is_not(share: FixedShare) -> None:
    cast = tuple(town(name, 10**8 + 1, max_total=10 * (10**8 + 1) + 10**14) for name in ("a", "b", "c"))
    problem = Problem(cast, (Tier(1, 10),), 3 * 10**14)
    problem = replace(problem, fixed_share=share)

    assert solve(problem).members == ("a", "b", "c")
    assert solve(changed(problem, "b", {"max_total": cast[0].max_total - 1})).members == ()  # type: ignore[operator]


def cascade(count: int, share: FixedShare) -> Problem:
    """Everybody's cap holds only while all after it stay; the last cannot bear it at all."""
    cast = tuple(
        Member(f"{at:04d}", 1, MONTHS[:1], max_total=-(-1_000_000 // (at + 2)), weight=1) for at in range(count)
    )
    return replace(Problem(cast, (Tier(1, 0),), 1_000_000), fixed_share=share)


@pytest.mark.parametrize("share", [EQUALLY, BY_QUANTITY, THIRDS])
@pytest.mark.parametrize("sweeps", [3, 99])
def test_a_cascade_of_300_members_goes_down_to_the_last(
    share: FixedShare, sweeps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fixedpoint, "_ROUNDS_BEFORE_SWEEPS", sweeps)

    assert solve(cascade(300, share)).members == ()
    assert len(solve(changed(cascade(300, share), "0299", {"max_total": 10_000})).members) == 300


def test_a_chain_of_demands_as_long_as_the_country_breaks_from_its_end() -> None:
    names = [f"{at:06d}" for at in range(1741)]
    chain = tuple(town(name, only_with=(after,)) for name, after in pairwise(names))
    poor = town(names[-1], max_unit_price=1)

    assert solve(Problem((*chain, poor), (Tier(1, 2),))).members == ()
    assert len(solve(Problem((*chain, poor), (Tier(1, 1),))).members) == 1741


def test_a_long_chain_breaks_in_the_queue_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fixedpoint, "_ROUNDS_BEFORE_QUEUE", 0)

    test_a_chain_of_demands_as_long_as_the_country_breaks_from_its_end()


@pytest.mark.parametrize("share", [EQUALLY, BY_QUANTITY, BY_WEIGHT])
@pytest.mark.parametrize("waiting", [3, 40])
def test_the_queue_looks_again_at_those_who_stayed_at_first(
    monkeypatch: pytest.MonkeyPatch, share: FixedShare, waiting: int
) -> None:
    monkeypatch.setattr(fixedpoint, "_ROUNDS_BEFORE_QUEUE", 0)
    # The queue takes the last first: everybody but the first can bear the whole group.
    names = [member.id for member in cascade(waiting, share).members]
    turned = zip(names, cascade(waiting, share).members[::-1], strict=True)
    falling = replace(cascade(waiting, share), members=tuple(replace(member, id=name) for name, member in turned))

    assert solve(falling).members == ()
