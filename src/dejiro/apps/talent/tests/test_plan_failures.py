"""Plans that cannot be had, or not believed: what is kept, and what the coordinator is told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from conftest import Cast, Clock
from dejiro.apps.talent import services
from dejiro.apps.talent.models import Absence, Paper, Plan, Request, Specialist
from dejiro.apps.talent.planning import half_days_by_week
from dejiro.apps.talent.planning import plans as bridge
from dejiro.apps.talent.planning.failures import check_failure, input_failure, no_memory, no_process, nothing_found
from dejiro.apps.talent.tests.conftest import SignIn, approved, specialist_of, text
from dejiro.cores.allocation.engagements import solve
from dejiro.cores.allocation.model import Plan as Answer
from dejiro.cores.documents.faults import Fault
from dejiro.foundation.accounts.actors import SYSTEM
from dejiro.foundation.errors import Refusal
from dejiro.foundation.organizations.services import organization_merge

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


def test_a_plan_that_the_time_cut_short_says_so_and_does_not_call_a_missed_floor_impossible(
    cast: Cast, draft: Plan, monkeypatch: pytest.MonkeyPatch, sign_in: SignIn
) -> None:
    monkeypatch.setattr(bridge, "solve", altered(status="time-limit"))
    plan = computed(cast, draft)
    assert plan.answer is not None
    client = sign_in(cast.coordinator)
    assert "時間内で見つかった一番よい案です" in text(client.get(plan.get_absolute_url()))
    body = next(row for row in plan.answer["bodies"] if row["demand"])
    for status, words in (
        ("not-in-time", "届く案は、時間内に見つかりませんでした。ないとは言えません。"),
        ("impossible", "ないことを証明しました。"),
    ):
        body.update(floor=30.0, delivered=26, floor_status=status)
        plan.save()
        assert words in text(client.get(plan.get_absolute_url()))
    del body["floor_status"]
    plan.save()
    assert "ないとは言えません" in text(client.get(plan.get_absolute_url())), "answers of before that was kept"


def test_papers_that_end_in_the_middle_keep_somebody_out_of_the_plan_and_the_page_says_so(
    cast: Cast, draft: Plan, sign_in: SignIn
) -> None:
    Paper.objects.update(ends_on=date(2027, 5, 31))
    plan = computed(cast, draft)
    assert plan.answer is not None
    assert plan.answer["assignments"] == []
    assert "書類が期間の途中で切れるか" in text(sign_in(cast.coordinator).get(plan.get_absolute_url()))


def test_absences_that_overlap_in_old_records_do_not_count_twice(cast: Cast, draft: Plan) -> None:
    person = Specialist.objects.get()
    for start in (date(2027, 7, 12), date(2027, 7, 13)):
        Absence.objects.create(specialist=person, starts_on=start, ends_on=date(2027, 8, 1))
    assert half_days_by_week(person, date(2027, 7, 12), 3) == [0, 0, 0]
    assert half_days_by_week(person, date(2027, 8, 2), 1) == [6]
    assert computed(cast, draft).status == Plan.Status.READY


def test_a_body_that_is_merged_in_october_is_named_and_its_successor_takes_over(
    cast: Cast, specialist: Specialist, sign_in: SignIn
) -> None:
    services.conflict_save(
        actor=cast.coordinator, specialist=specialist, organization=cast.body("133086"), reason="前職"
    )
    approved(cast, "ome", starts_on=date(2027, 8, 2), weeks=20)
    approved(cast, "okutama", starts_on=date(2027, 11, 1))
    for key, heir in (("ome", "132012"), ("okutama", "133078")):
        gone = cast.actor(key).organization
        assert gone is not None
        organization_merge(actor=SYSTEM, predecessors=[gone], successor=cast.body(heir), on=date(2027, 10, 1))
    early = computed(cast, drawn(cast))
    page = text(sign_in(cast.coordinator).get(early.get_absolute_url()))
    assert "青梅市は2027年10月1日（金）に八王子市になります。" in page
    assert "計画の初めの日にある団体で計算しました" in page
    late = services.plan_create(actor=cast.coordinator, name="下期", starts_on=date(2027, 10, 4), weeks=26)
    late = computed(cast, late)
    assert late.answer is not None
    assert late.problem is not None
    assert late.problem["requests"][0]["body"] == "133078"
    assert late.problem["specialists"][0]["not_for"] == ["133078"], "a conflict goes over, too"
    assert "引き継ぐ団体のもので計算しました" in text(sign_in(cast.coordinator).get(late.get_absolute_url()))


def test_a_pin_that_a_colleague_set_meanwhile_is_not_overwritten_unseen(
    cast: Cast, draft: Plan, sign_in: SignIn
) -> None:
    asked = Request.objects.get()
    typed = {"kind": "fixed", "specialist": "S-001", "request": str(asked.pk), "reason": "x"}
    here = f"{draft.get_absolute_url()}pin/"
    seen = str(draft.version)
    assert sign_in(cast.coordinator_two).post(here, {**typed, "version": seen}).status_code == 302
    late = sign_in(cast.coordinator).post(here, {**typed, "kind": "forbidden", "version": seen})
    assert "ほかの人がこの記録を更新しました" in text(late)
    assert draft.pins.get().kind == "fixed"


def test_many_faults_do_not_hide_the_first() -> None:
    text = check_failure([Fault(f"$.bodies[{number}]", "違う", "正しい値") for number in range(40)])
    assert text.startswith("計算の結果を別の手順で検算したところ、40か所")
    assert text.count("\n") == 10
