import io
import pickle
import resource

import numpy as np
import pytest
from scipy.sparse import csr_array

from dejiro.cores.allocation import solving, worker
from dejiro.cores.allocation.programme import Programme, Rows, blocks
from dejiro.cores.allocation.solving import run
from dejiro.cores.allocation.worker import Found, Task, Worker

KNAPSACK = Programme(
    np.array([5.0, 4.0, 3.0]),
    csr_array(np.array([[2.0, 3.0, 1.0]])),
    np.array([-np.inf]),
    np.array([5.0]),
    np.zeros(3),
    np.ones(3),
    np.ones(3, dtype=np.bool_),
)


def with_low(low: float) -> Programme:
    return Programme(
        KNAPSACK.gain, KNAPSACK.rows, np.array([low]), KNAPSACK.high, KNAPSACK.lower, KNAPSACK.upper, KNAPSACK.whole
    )


def test_a_programme_is_solved_and_proven_in_a_process_of_its_own() -> None:
    with Worker() as process:
        process.solve(Task(KNAPSACK, 10.0, relaxed=True))
        found = process.solve(Task(KNAPSACK, 10.0))

    assert found.ending == "optimal"
    assert found.x is not None
    assert found.x.tolist() == [1, 1, 0]
    assert found.bound == pytest.approx(9)


def test_a_relaxation_has_a_bound_that_its_prices_prove() -> None:
    found = run(Task(KNAPSACK, 10.0, relaxed=True))

    assert found.bound == pytest.approx(8 + 4 * 2 / 3)
    assert found.prices is not None
    assert KNAPSACK.bound_from(found.prices) == found.bound
    held = run(Task(with_low(5.0), 10.0, relaxed=True))
    assert held.bound == pytest.approx(found.bound)


@pytest.mark.parametrize("relaxed", [True, False])
def test_what_cannot_be_is_told(*, relaxed: bool) -> None:
    found = run(Task(with_low(5.5), 10.0, relaxed=relaxed))

    assert (found.ending, found.x, found.bound) == ("infeasible", None, -np.inf)


def test_a_point_that_misses_a_row_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Programme, "feasible", lambda *_: False)

    assert run(Task(KNAPSACK, 10.0)) == worker.NOTHING


def test_a_process_that_dies_ends_its_task_and_is_replaced() -> None:
    with Worker() as process:
        process.start(Task(KNAPSACK, 10.0))
        assert process._process is not None
        process._process.kill()
        assert process.answer(10.0) == worker.NOTHING
        assert process.solve(Task(KNAPSACK, 10.0)).ending == "optimal"


def test_a_new_task_gives_up_the_one_under_way() -> None:
    with Worker() as process:
        process.start(Task(KNAPSACK, 10.0, relaxed=True))
        assert process.answer(0.0) is None, "a process that has just been started knows nothing yet"
        found = process.solve(Task(KNAPSACK, 10.0))

    assert found.x is not None
    assert found.x.tolist() == [1, 1, 0]


def test_a_process_that_is_long_over_its_time_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_GRACE", -20.0)
    with Worker() as process:
        process.start(Task(KNAPSACK, 10.0))
        assert process.answer(0.0) == worker.NOTHING


def test_what_does_not_fit_into_memory_ends_without_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(task: Task) -> Found:
        raise MemoryError

    monkeypatch.setattr(solving, "run", exhausted)
    monkeypatch.setattr(resource, "setrlimit", lambda *_: None)
    body, answers = pickle.dumps(Task(KNAPSACK, 10.0)), io.BytesIO()
    solving.serve(io.BytesIO(len(body).to_bytes(8, "big") + body), answers, 2**20)

    assert pickle.loads(answers.getvalue()[8:]) == worker.NOTHING  # noqa: S301 - made above


def test_independent_parts_are_told_apart_and_lone_columns_are_parts_too() -> None:
    rows = Rows()
    rows.add(np.array([0, 3]), np.array([1.0, 1.0]), high=1)
    rows.add(np.array([1, 4]), np.array([1.0, 1.0]), high=1)
    zeros, ones = np.zeros(5), np.ones(5)
    case = Programme(ones, rows.matrix(5), np.array(rows.low), np.array(rows.high), zeros, ones, ones > 0)

    assert [block.columns.tolist() for block in blocks(case)] == [[0, 3], [1, 4], [2]]


def test_a_part_keeps_what_the_rest_takes() -> None:
    part = KNAPSACK.freed(np.array([False, True, True]), np.array([1.0, 0.0, 0.0]))

    assert part.high.tolist() == [3.0]
    assert part.gain.tolist() == [4.0, 3.0]
