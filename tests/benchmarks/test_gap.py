from itertools import product
from pathlib import Path

import numpy as np
import pytest

from benchmarks.engagements.gap import OWN, Answer, by_highs, cost_of, faults, must_be_best, ours, solved, theirs
from benchmarks.engagements.gap_instances import BEST_KNOWN, OPEN, Instance, Kind, made, read
from dejiro.cores.allocation.tests.workers import Here
from dejiro.cores.allocation.worker import Worker

SMALL = Instance("own-a", np.array([[6, 2, 4], [5, 3, 9]]), np.array([[2, 3, 2], [2, 2, 2]]), np.array([4, 4]))


@pytest.fixture
def workers() -> tuple[Worker, Worker]:
    return Here(), Here()


def text_of(*instances: Instance) -> str:
    parts = [
        np.concatenate([case.size, case.cost.ravel(), case.use.ravel(), case.capacity]).astype(str)
        for case in instances
    ]
    return "\n".join(" ".join(part) for part in parts)


def least_cost(instance: Instance) -> int | None:
    """By trying every plan."""
    agents, jobs = instance.size
    costs = [cost_of(instance, np.array(plan)) for plan in product(range(agents), repeat=jobs)]
    return min((cost for cost in costs if cost is not None), default=None)


@pytest.mark.parametrize("kind", ["a", "b", "c", "d", "e"])
@pytest.mark.parametrize("seed", range(6))
def test_the_layer_finds_the_least_cost_of_a_small_instance(
    kind: Kind, seed: int, workers: tuple[Worker, Worker]
) -> None:
    instance = made(kind, 3, 7, seed)
    best = least_cost(instance)
    answer = solved(instance, 20.0, workers)

    assert (None if answer.agent is None else cost_of(instance, answer.agent)) == best
    assert best is None or answer.bound == best
    assert by_highs(instance, 20.0)[0] == best


@pytest.mark.parametrize(("kind", "agents", "jobs"), [("b", 4, 24), ("c", 4, 24), ("d", 3, 15), ("e", 3, 15)])
def test_the_bound_is_never_above_the_least_cost(kind: Kind, agents: int, jobs: int) -> None:
    instance = made(kind, agents, jobs, 1)
    best, proven = by_highs(instance, 20.0)
    with Worker() as one, Worker() as other:
        answer = solved(instance, 30.0, (one, other))

    assert proven
    assert answer.agent is not None
    assert not list(faults(instance, answer, best or 0, proven=proven))


def test_a_job_that_no_agent_has_room_for_leaves_no_plan(workers: tuple[Worker, Worker]) -> None:
    instance = Instance("own-a", SMALL.cost, SMALL.use + np.array([0, 3, 0]), SMALL.capacity)

    assert solved(instance, 5.0, workers) == Answer(None, 5 + 2 + 4)


@pytest.mark.parametrize(
    ("agent", "bound", "wrong"),
    [
        ([1, 1, 0], 12, []),
        ([1, 1, 0], 13, ["the bound is above 12"]),
        ([0, 0, 0], 12, ["no plan", "not the optimum"]),
        ([0, 1, 0], 12, ["not the optimum"]),
        (None, 11, ["not the optimum"]),
    ],
)
def test_what_is_wrong_with_an_answer_is_said(agent: list[int] | None, bound: int, wrong: list[str]) -> None:
    answer = Answer(None if agent is None else np.array(agent), bound)

    assert list(faults(SMALL, answer, 12, proven=True)) == wrong


def test_less_than_a_proven_optimum_is_a_fault_and_less_than_an_open_one_is_none() -> None:
    large = Instance("d20200", SMALL.cost, SMALL.use, SMALL.capacity)
    answer = Answer(np.array([1, 1, 0]), 12)

    assert list(faults(large, answer, 20, proven=True)) == ["below the optimum"]
    assert not list(faults(large, answer, 20, proven=False))


def test_a_file_holds_one_instance_or_their_number_and_several(tmp_path: Path) -> None:
    several, one = [made("c", 5, 8, 1), made("c", 2, 9, 2)], made("d", 3, 4, 1)
    (tmp_path / "gapc.txt").write_text(f"2\n{text_of(*several)}")
    (tmp_path / "gap12.txt").write_text(f"1\n{text_of(one)}")
    (tmp_path / "d0304").write_text(text_of(one))
    read_back = [case for name in ("gapc.txt", "gap12.txt", "d0304") for case in read(tmp_path / name)]

    assert [case.name for case in read_back] == ["c058", "c029", "gap12-0", "d0304"]
    for case, original in zip(read_back, [*several, one, one], strict=True):
        assert text_of(case) == text_of(original)


def test_numbers_after_the_last_instance_are_refused(tmp_path: Path) -> None:
    (tmp_path / "gapc.txt").write_text(f"1\n{text_of(SMALL)} 7")

    with pytest.raises(ValueError, match="1 numbers after the last instance"):
        read(tmp_path / "gapc.txt")


def test_of_a_folder_the_instances_with_a_best_known_value_are_taken(tmp_path: Path) -> None:
    for name in ("c05100", "c801600", "notes"):
        (tmp_path / name).write_text(text_of(SMALL))

    assert [(case.name, *rest) for case, *rest in theirs(tmp_path, [])] == [
        ("c05100", 1931, True),
        ("c801600", 16285, False),
    ]
    assert [case.name for case, *_ in theirs(tmp_path, ["c05100"])] == ["c05100"]


def test_every_published_instance_has_its_best_known_value() -> None:
    assert len(BEST_KNOWN) == 60 + 57
    assert BEST_KNOWN["a20200"] == 2339
    assert BEST_KNOWN["e801600"] == 176820
    assert set(BEST_KNOWN) > OPEN


def test_the_optimum_is_asked_for_of_the_types_that_were_promised() -> None:
    table, room = np.zeros((20, 200), dtype=np.int64), np.zeros(20, dtype=np.int64)
    named = [Instance(name, table, table, room) for name in ("c20200", "d20200")]

    assert list(map(must_be_best, named)) == [True, False]
    assert {must_be_best(made(*case, 1)) for case in OWN if case[0] in "abc"} == {True}
    assert {must_be_best(made(*case, 1)) for case in OWN if case[0] in "de"} == {False}


def test_our_own_instances_come_with_what_highs_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.engagements.gap.OWN", [("a", 2, 6)])
    ((instance, best, proven),) = ours(10.0, 1)

    assert (instance.name, best, proven) == ("own-a026-1", least_cost(instance), True)
