"""Plans that cannot be had, or not believed: what is kept, and what the coordinator is told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from conftest import Cast, Clock
from dejiro.apps.talent import services
from dejiro.apps.talent.models import Plan, Specialist
from dejiro.apps.talent.planning import plans as bridge
from dejiro.apps.talent.planning.failures import check_failure, input_failure, no_memory, no_process, nothing_found
from dejiro.apps.talent.tests.conftest import approved, specialist_of
from dejiro.cores.allocation.engagements import solve
from dejiro.cores.allocation.model import Plan as Answer
from dejiro.cores.documents.faults import Fault
from dejiro.foundation.errors import Refusal

Solver = Callable[..., Answer]


@pytest.fixture
def draft(cast: Cast, specialist: Specialist) -> Plan:
    """A plan over one specialist and one request, not yet computed."""
    approved(cast)
    return drawn(cast)


def drawn(cast: Cast, **fields: Any) -> Plan:  # noqa: ANN401  # fields of the service
    return services.plan_create(
        actor=cast.coordinator, name="令和9年度", starts_on=date(2027, 4, 5), weeks=53, **fields
    )


def computed(cast: Cast, plan: Plan) -> Plan:
    return services.plan_compute(plan=services.plan_start(actor=cast.coordinator, plan=plan))


def altered(**fields: Any) -> Solver:  # noqa: ANN401  # fields of the answer
    """A solver whose answer is changed on its way."""

    def work(*given: Any, **named: Any) -> Answer:  # noqa: ANN401  # what the core's solver takes
        return replace(solve(*given, **named), **fields)

    return work


def failing(error: BaseException) -> Solver:
    def work(*_given: Any, **_named: Any) -> Answer:  # noqa: ANN401  # what the core's solver takes
        raise error

    return work


def test_a_figure_that_does_not_stand_a_recount_is_never_shown(
    cast: Cast, draft: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bridge, "solve", altered(value=1_000_000.0, upper_bound=1_000_000.0))
    failed = computed(cast, draft)
    assert (failed.status, failed.answer, failed.verified) == (Plan.Status.FAILED, None, False)
    assert failed.failure.startswith("計算の結果を別の手順で検算したところ、1か所が合いませんでした。")
    assert "$.value" in failed.failure


def test_an_answer_that_gives_the_same_hours_twice_is_refused(
    cast: Cast, draft: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved(cast, "ome", half_days=6)
    approved(cast, "hachioji", half_days=6)
    everything = tuple({"specialist": str(one.pk)} for one in Specialist.objects.all())

    def greedy(problem: Any, **named: Any) -> Answer:  # noqa: ANN401  # the core's problem
        found = solve(problem, **named)
        pairs = tuple(type(found.assignments[0])(everything[0]["specialist"], one.id) for one in problem.requests)
        return replace(found, assignments=pairs)

    monkeypatch.setattr(bridge, "solve", greedy)
    failed = computed(cast, draft)
    assert failed.status == Plan.Status.FAILED
    assert "余力を超えます" in failed.failure


@pytest.mark.parametrize(
    ("error", "words"), [(MemoryError(), no_memory), (OSError("no process"), no_process)], ids=["memory", "process"]
)
def test_a_solver_that_cannot_work_is_told_in_plain_words(
    cast: Cast, draft: Plan, monkeypatch: pytest.MonkeyPatch, error: Exception, words: Callable[[], str]
) -> None:
    monkeypatch.setattr(bridge, "solve", failing(error))
    failed = computed(cast, draft)
    assert (failed.status, failed.failure) == (Plan.Status.FAILED, words())


def test_a_time_that_ends_before_anything_is_found_is_no_plan(
    cast: Cast, draft: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bridge, "solve", altered(assignments=(), status="time-limit"))
    assert computed(cast, draft).failure == nothing_found(20)


def test_a_plan_without_requests_says_so(cast: Cast, specialist: Specialist) -> None:
    failed = computed(cast, drawn(cast))
    assert failed.status == Plan.Status.FAILED
    assert "人材を待っている依頼がありません" in failed.failure


def test_a_fault_that_nobody_foresaw_ends_the_computation_and_is_reported(
    cast: Cast, draft: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bridge, "solve", failing(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        computed(cast, draft)
    draft.refresh_from_db()
    assert draft.status == Plan.Status.FAILED
    assert "思わぬ誤り" in draft.failure


def test_too_few_changes_are_told_with_the_least_number(cast: Cast, draft: Plan) -> None:
    first = computed(cast, draft)
    specialist_of(cast, key="S-002")
    services.specialist_leave(
        actor=cast.expert, specialist=Specialist.objects.get(key="S-001"), left_on=date(2027, 3, 1)
    )
    again = computed(cast, drawn(cast, base=first, max_changes=0))
    assert again.status == Plan.Status.READY, "who has left is no part of what is kept"
    assert input_failure([Fault("$.max_changes", "…", "3 以上、または null")], ()).startswith(
        "変えてよい支援の数が足りません"
    )
    assert "少なくとも3件" in input_failure([Fault("$.max_changes", "…", "3 以上、または null")], ())
    assert "$.weeks" in input_failure([Fault("$.weeks", "…", "…")], ())


def test_two_people_fixed_for_one_request_are_named(cast: Cast, draft: Plan) -> None:
    other = specialist_of(cast, key="S-002", name="別の人")
    request = approved(cast, "ome")
    for one in (Specialist.objects.get(key="S-001"), other):
        services.pin_save(
            actor=cast.coordinator, plan=draft, specialist=one, request=request, kind="fixed", reason="希望"
        )
    failed = computed(cast, draft)
    assert "別の人" in failed.failure
    assert "同じ依頼に二人を固定したか" in failed.failure


def test_a_computation_whose_process_was_lost_can_be_started_again(cast: Cast, draft: Plan, clock: Clock) -> None:
    services.plan_start(actor=cast.coordinator, plan=draft)
    with pytest.raises(Refusal, match="計算中"):
        services.plan_start(actor=cast.coordinator, plan=draft)
    clock.moment += timedelta(minutes=11)
    assert computed(cast, draft).status == Plan.Status.READY


def test_many_faults_do_not_hide_the_first() -> None:
    text = check_failure([Fault(f"$.bodies[{number}]", "違う", "正しい値") for number in range(40)])
    assert text.startswith("計算の結果を別の手順で検算したところ、40か所")
    assert text.count("\n") == 10
