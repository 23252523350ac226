import pytest

from dejiro.cores.coalition.faults import MOST_MEMBERS
from dejiro.cores.coalition.model import BY_WEIGHT, Member, Problem, Tier, faults_of_terms
from dejiro.cores.coalition.tests.oracle import town
from dejiro.cores.documents.faults import ProblemError


def test_a_member_with_several_faults_tells_all_of_them() -> None:
    with pytest.raises(ProblemError) as caught:
        Member("\x00", 0, ("April",), max_total=10**16, only_with=("a",), not_with=("a",))

    assert [fault.path for fault in caught.value.faults] == [
        "$.id",
        "$.quantity",
        "$.max_total",
        "$.starts[0]",
        "$.not_with[0]",
    ]


def test_a_problem_tells_what_shows_only_between_its_parts() -> None:
    with pytest.raises(ProblemError) as caught:
        Problem((town("a"), town("a", weight=None, not_with=("b",))), (Tier(5, 3), Tier(4, 4)), fixed_share=BY_WEIGHT)

    assert [fault.path for fault in caught.value.faults] == [
        "$.members[1].id",
        "$.members[1].not_with[0]",
        "$.members[1].weight",
        "$.tiers[1].min_quantity",
        "$.tiers[1].unit_price",
    ]


def test_more_members_than_there_can_be_are_refused() -> None:
    assert [fault.path for fault in faults_of_terms(MOST_MEMBERS + 1, 0, None, 2)] == ["$.members"]


def test_a_member_is_found_by_its_id() -> None:
    problem = Problem((town("a"), town("b")), (Tier(1, 1),))

    assert problem.member("b").id == "b"
    with pytest.raises(KeyError):
        problem.member("z")
