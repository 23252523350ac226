import io
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from conftest import Cast, Clock
from dejiro.apps.challenges.public import Attempt, attempts_for
from dejiro.apps.needs.models import Voice
from dejiro.apps.pilots import planning, selectors, services
from dejiro.apps.pilots.exports import bundle_of
from dejiro.apps.pilots.models import Observation, Pilot
from dejiro.apps.pilots.services import Line
from dejiro.apps.pilots.tests.conftest import AFTER, DURING, MEANS, TERMS, fill_many, fresh, recorded
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.exchange import TableFault
from dejiro.foundation.notices.models import DeskItem

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


def add(cast: Cast, pilot: Pilot, *lines: Line) -> int:
    return services.observations_add(actor=cast.okutama, pilot=pilot, lines=lines)


def fault_of(cast: Cast, pilot: Pilot, line: Line) -> str:
    with pytest.raises(TableFault) as fault:
        add(cast, pilot, line)
    assert not Observation.objects.filter(unit=line.unit, day=line.day, value=line.value).exists()
    return fault.value.message


def test_the_verdict_is_computed_published_and_recorded(adopted: Pilot) -> None:
    assert (adopted.status, adopted.outcome) == ("published", "adopt")
    facts = recorded("pilots.verdict.publish")
    assert (facts["outcome"], facts["reason"]) == ("adopt", "above")
    assert facts["data"] == adopted.data_digest
    assert facts["plan"] == adopted.plan_digest
    verdict = planning.verdict_read(adopted.verdict_document)
    assert verdict.estimate == pytest.approx(0.3)


@pytest.mark.parametrize(("good", "outcome"), [(50, "stop"), (58, "inconclusive"), (80, "adopt")])
def test_each_verdict_can_come_out(cast: Cast, clock: Clock, good: int, outcome: str) -> None:
    terms = replace(TERMS, size=100, worthwhile=0.15)
    pilot = services.pilot_create(actor=cast.okutama, terms=terms)
    services.pilot_register(actor=cast.okutama_chief, pilot=pilot)
    fill_many(cast, pilot, clock, good, 50)
    done = services.verdict_publish(actor=cast.okutama_chief, pilot=fresh(pilot), reasons="分かったこと")
    assert done.outcome == outcome


def test_a_published_verdict_is_found_by_those_who_have_the_same_in_mind(adopted: Pilot) -> None:
    found = attempts_for(adopted.title)
    assert [(one.kind, one.key, one.outcome, one.reason) for one in found] == [
        ("pilot", adopted.pk, "adopted", adopted.reasons)
    ]
    assert (found[0].organization, found[0].url) == (adopted.organization, adopted.get_absolute_url())


def test_a_decision_against_the_verdict_changes_how_the_attempt_ended(cast: Cast, adopted: Pilot) -> None:
    services.decision_depart(actor=cast.okutama_chief, pilot=adopted, choice="stop", reason="予算がない。")
    attempt = Attempt.objects.get(kind="pilot", key=adopted.pk)
    assert (attempt.outcome, attempt.reason) == ("stopped", "予算がない。")


def test_what_has_no_verdict_yet_was_not_tried(registered: Pilot) -> None:
    assert not Attempt.objects.filter(kind="pilot", key=registered.pk).exists()


def test_the_bundle_is_accepted_by_the_checker(adopted: Pilot, tmp_path: Path) -> None:
    zipfile.ZipFile(io.BytesIO(bundle_of(adopted))).extractall(tmp_path)
    files = [str(tmp_path / name) for name in ("plan.json", "data.csv", "verdict.json")]
    command = [sys.executable, "-m", "dejiro", "trial", "check", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # our own program
    assert done.returncode == 0, done.stderr


def test_nobody_publishes_before_the_due_day_is_over(cast: Cast, registered: Pilot, clock: Clock) -> None:
    clock.move_to("2026-12-07T16:00:00+09:00")
    with pytest.raises(Refusal, match="2026年12月7日"):
        services.verdict_publish(actor=cast.okutama_chief, pilot=registered, reasons="早く")


def test_only_the_approver_publishes_and_says_why(cast: Cast, registered: Pilot, clock: Clock) -> None:
    clock.move_to(AFTER)
    with pytest.raises(NotYours):
        services.verdict_publish(actor=cast.okutama, pilot=registered, reasons="分かった")
    with pytest.raises(Refusal, match="何が分かったか"):
        services.verdict_publish(actor=cast.okutama_chief, pilot=registered, reasons="")


def test_without_data_the_verdict_is_inconclusive(cast: Cast, registered: Pilot, clock: Clock) -> None:
    clock.move_to(AFTER)
    done = services.verdict_publish(actor=cast.okutama_chief, pilot=registered, reasons="データを集められなかった。")
    assert (done.outcome, recorded("pilots.verdict.publish")["reason"]) == ("inconclusive", "too_few")


def test_late_lines_are_kept_counted_and_not_used(cast: Cast, registered: Pilot, clock: Clock) -> None:
    fill_many(cast, registered, clock, 80, 50)
    assert add(cast, registered, Line("遅れ", "pilot", DAY, 1.0)) == 1
    services.verdict_publish(actor=cast.okutama_chief, pilot=fresh(registered), reasons="よい")
    verdict = planning.verdict_read(fresh(registered).verdict_document)
    assert (verdict.outcome, verdict.left_out.late, verdict.pilot) == ("adopt", 1, 100)


def test_too_many_gaps_make_it_inconclusive(cast: Cast, registered: Pilot, clock: Clock) -> None:
    clock.move_to(DURING)
    lines = [
        Line(f"{arm}{n}", arm, DAY, None if n < 30 else 1.0) for arm in ("pilot", "comparison") for n in range(130)
    ]
    add(cast, registered, *lines)
    clock.move_to(AFTER)
    services.verdict_publish(actor=cast.okutama_chief, pilot=fresh(registered), reasons="欠けが多い")
    assert recorded("pilots.verdict.publish")["reason"] == "too_many_missing"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (Line("a", "pilot", date(2026, 10, 1), 1.0), "登録の前の結果は、効果のデータにできません"),
        (Line("a", "pilot", date(2026, 12, 1), 1.0), "まだ来ていない日"),
        (Line("a", "pilot", DAY, 2.0), "0から1までの整数"),
        (Line("a", "pilot", DAY, 0.5, 3), "0から3までの整数"),
        (Line("a", "pilot", DAY, float("nan")), "数ではありません"),
        (Line("a", "pilot", DAY, 0.0, 0), "件数は1以上"),
        (Line("窓口", "pilot", DAY, 1.0), "すでにあります"),
        (Line("窓口", "comparison", DAY - timedelta(days=1), 1.0), "別の組"),
    ],
)
def test_a_line_that_cannot_be_is_refused_with_its_reason(
    cast: Cast, registered: Pilot, clock: Clock, line: Line, said: str
) -> None:
    clock.move_to(DURING)
    add(cast, registered, Line("窓口", "pilot", DAY, 0.0))
    assert said in fault_of(cast, registered, line)
    assert Observation.objects.count() == 1


def test_a_day_after_the_end_is_no_outcome(cast: Cast, registered: Pilot, clock: Clock) -> None:
    clock.move_to(AFTER)
    assert "終わり（2026年11月30日（月））より後" in fault_of(
        cast, registered, Line("a", "pilot", date(2026, 12, 2), 1.0)
    )


def test_a_declared_baseline_may_lie_before_the_registration(cast: Cast, clock: Clock) -> None:
    terms = replace(
        MEANS, design="difference_in_differences", compare_from=date(2026, 9, 1), small_reason="窓口が少ない"
    )
    pilot = services.pilot_create(actor=cast.okutama, terms=terms)
    services.pilot_register(actor=cast.okutama_chief, pilot=pilot)
    add(cast, pilot, Line("窓口1", "pilot", date(2026, 9, 15), 30.5))
    assert "比べ始める日" in fault_of(cast, pilot, Line("窓口2", "pilot", date(2026, 8, 31), 30.0))
    assert "件数は空か1" in fault_of(cast, pilot, Line("窓口2", "pilot", date(2026, 9, 15), 30.0, 2))


def test_a_series_has_no_other_arm(cast: Cast) -> None:
    terms = replace(
        MEANS,
        design="interrupted",
        step="week",
        size=9,
        start=date(2026, 10, 5),
        compare_from=date(2026, 6, 1),
        small_reason="町に一つの窓口",
    )
    pilot = services.pilot_create(actor=cast.okutama, terms=terms)
    services.pilot_register(actor=cast.okutama_chief, pilot=pilot)
    assert "組は「実証あり」だけ" in fault_of(cast, pilot, Line("窓口", "comparison", date(2026, 9, 15), 30.0))


def test_one_bad_line_keeps_all_lines_out(cast: Cast, registered: Pilot, clock: Clock) -> None:
    clock.move_to(DURING)
    with pytest.raises(TableFault) as fault:
        add(cast, registered, Line("a", "pilot", DAY, 1.0, number=2), Line("b", "pilot", DAY, 7.0, number=3))
    assert [(one.row, one.column) for one in fault.value.faults] == [(3, "値")]
    assert not Observation.objects.exists()


def test_a_correction_keeps_the_old_line(cast: Cast, registered: Pilot, clock: Clock) -> None:
    clock.move_to(DURING)
    add(cast, registered, Line("窓口", "pilot", DAY, 0.0))
    row = Observation.objects.get()
    with pytest.raises(Refusal, match="訂正の理由"):
        services.observation_correct(actor=cast.okutama, row=row, value=1.0, tries=1, reason="")
    with pytest.raises(Refusal, match="整数"):
        services.observation_correct(actor=cast.okutama, row=row, value=4.0, tries=1, reason="写し間違い")
    services.observation_correct(actor=cast.company, row=row, value=1.0, tries=1, reason="写し間違い")
    assert [one.value for one in selectors.lines_of(registered)] == [1.0]
    assert Observation.objects.get(pk=row.pk).correction == "写し間違い"
    with pytest.raises(Refusal, match="すでに訂正"):
        services.observation_correct(actor=cast.okutama, row=row, value=0.0, tries=1, reason="もう一度")


def test_the_company_enters_data_only_where_the_plan_says_so(cast: Cast, clock: Clock) -> None:
    terms = replace(TERMS, company=cast.company.organization)
    pilot = services.pilot_create(actor=cast.okutama, terms=terms)
    services.pilot_register(actor=cast.okutama_chief, pilot=pilot)
    clock.move_to(DURING)
    with pytest.raises(NotYours):
        services.observations_add(actor=cast.company, pilot=pilot, lines=[Line("a", "pilot", DAY, 1.0)])


def test_nothing_comes_in_after_the_verdict(cast: Cast, adopted: Pilot) -> None:
    with pytest.raises(Refusal, match="判定済み"):
        add(cast, adopted, Line("a", "pilot", DAY, 1.0))


def test_a_decision_against_the_verdict_stands_beside_it(cast: Cast, adopted: Pilot) -> None:
    chief = cast.okutama_chief
    with pytest.raises(Refusal, match="判定と同じ"):
        services.decision_depart(actor=chief, pilot=adopted, choice="adopt", reason="そのまま")
    with pytest.raises(Refusal, match="理由"):
        services.decision_depart(actor=chief, pilot=adopted, choice="stop", reason="")
    services.decision_depart(actor=chief, pilot=adopted, choice="stop", reason="予算が成立しなかった。")
    assert fresh(adopted).outcome == "adopt"
    assert not services.adopted(fresh(adopted))
    assert recorded("pilots.decision.depart")["choice"] == "stop"
    with pytest.raises(Refusal, match="すでに"):
        services.decision_depart(actor=chief, pilot=adopted, choice="stop", reason="もう一度")


def test_an_adopted_pilot_is_raised_as_a_voice_once(cast: Cast, adopted: Pilot) -> None:
    voice = services.pilot_raise(actor=cast.okutama, pilot=adopted)
    assert (voice.kind, voice.status) == (Voice.Kind.ADOPTION, Voice.Status.NEW)
    assert "窓口案内の実証" in voice.title
    with pytest.raises(Refusal, match="すでに声"):
        services.pilot_raise(actor=cast.okutama, pilot=fresh(adopted))


def test_a_pilot_that_was_not_adopted_is_not_raised(cast: Cast, registered: Pilot) -> None:
    with pytest.raises(Refusal, match="採用となった"):
        services.pilot_raise(actor=cast.okutama, pilot=registered)


def test_a_verdict_that_is_due_comes_to_the_desk_once(cast: Cast, registered: Pilot, clock: Clock) -> None:
    assert services.pilots_remind() == 0
    clock.move_to(AFTER)
    assert (services.pilots_remind(), services.pilots_remind()) == (1, 0)
    assert DeskItem.objects.filter(kind="pilots.pilot.judge", closed_at=None).count() == 1
    services.verdict_publish(actor=cast.okutama_chief, pilot=registered, reasons="データなし")
    assert not DeskItem.objects.filter(kind="pilots.pilot.judge", closed_at=None).exists()
