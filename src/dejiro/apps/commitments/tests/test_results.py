from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from openpyxl import load_workbook

from conftest import Cast, Clock
from dejiro.apps.commitments import papers, planning, services
from dejiro.apps.commitments.explaining import decision_explain
from dejiro.apps.commitments.models import Adoption, Commitment, Effect, Round
from dejiro.apps.commitments.planning import effect_figure
from dejiro.apps.commitments.selectors import effects_of
from dejiro.apps.commitments.tasks import decision_explain as decision_explain_task
from dejiro.apps.commitments.tests.conftest import Promise
from dejiro.apps.needs.models import Voice
from dejiro.cores.bundle import standalone
from dejiro.cores.bundle.verify import verify_bundle
from dejiro.foundation.errors import NotYours, Refusal


def own(round_: Round, code: str) -> Commitment:
    return Commitment.objects.select_related("round", "organization").get(
        round=round_, organization__code=code, status="in_force"
    )


def measure(cast: Cast, round_: Round, key: str, code: str, value: str) -> Effect:
    return services.effect_enter(
        actor=cast.actor(key),
        commitment=own(round_, code),
        value=Decimal(value),
        measured_on=date(2027, 4, 5),
        source="窓口の記録",
    )


def test_the_round_is_measured_when_every_body_with_a_baseline_has_answered(cast: Cast, started: Round) -> None:
    measure(cast, started, "okutama", "133086", "9")
    started.refresh_from_db()
    assert started.status == Round.Status.STARTED
    measure(cast, started, "ome", "132055", "14")
    started.refresh_from_db()
    assert started.status == Round.Status.MEASURED
    started.need.refresh_from_db()
    assert started.need.status == started.need.Status.SOLVED


def test_what_grew_worse_counts_like_what_grew_better(cast: Cast, started: Round) -> None:
    measure(cast, started, "okutama", "133086", "9")
    measure(cast, started, "ome", "132055", "14")
    summary = effect_figure(started, effects_of(started)).answer
    assert isinstance(summary, dict)
    assert (summary["improved"], summary["worsened"]) == (1, 1)


def test_a_second_entry_corrects_the_first_and_keeps_it(cast: Cast, started: Round) -> None:
    measure(cast, started, "okutama", "133086", "9")
    measure(cast, started, "okutama", "133086", "10.5")
    assert [effect.value for effect in effects_of(started)] == [Decimal("10.5")]
    assert Effect.objects.count() == 2


def test_without_a_baseline_no_effect_is_published(cast: Cast, opened: Round, promise: Promise, clock: Clock) -> None:
    promise("okutama", opened, baseline=None, baseline_on=None)
    promise("ome", opened, quantity=80)
    clock.move_to("2026-10-26T09:00+09:00")
    services.round_close(actor=cast.coordinator, round_=opened, reason="成立")
    clock.move_to("2027-04-05T09:00+09:00")
    services.round_start(actor=cast.coordinator, round_=opened)
    with pytest.raises(Refusal, match="基準値のない効果"):
        measure(cast, opened, "okutama", "133086", "9")


@pytest.mark.parametrize(
    ("measured_on", "code"),
    [(date(2027, 4, 6), "measured_in_future"), (date(2026, 10, 1), "measured_before_baseline")],
)
def test_a_measurement_lies_between_baseline_and_today(
    cast: Cast, started: Round, measured_on: date, code: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        services.effect_enter(
            actor=cast.okutama,
            commitment=own(started, "133086"),
            value=Decimal(9),
            measured_on=measured_on,
            source="記録",
        )
    assert refusal.value.code == code


def test_only_the_body_itself_enters_its_effect_and_only_inside_the_group(cast: Cast, started: Round) -> None:
    with pytest.raises(NotYours):
        measure(cast, started, "ome", "133086", "9")
    with pytest.raises(Refusal, match="参加団体に入っていません"):
        measure(cast, started, "hinohara", "133078", "9")


def test_no_effect_before_the_start(cast: Cast, decided: Round) -> None:
    with pytest.raises(Refusal, match="実行が始まって"):
        measure(cast, decided, "okutama", "133086", "9")


def test_another_body_takes_the_result_over_in_one_action_and_it_is_a_voice_again(cast: Cast, decided: Round) -> None:
    adoption = services.adoption_take(actor=cast.hachioji, round_=decided, note="来年度から使いたい")
    voice = Voice.objects.get(pk=adoption.voice_id)
    assert voice.kind == Voice.Kind.ADOPTION
    for words in ("来年度から使いたい", "画面10型以上", "3000円", "佐藤 由美"):
        assert words in voice.body


def test_a_result_is_taken_over_once_and_not_by_who_took_part(cast: Cast, decided: Round) -> None:
    services.adoption_take(actor=cast.hachioji, round_=decided, note="")
    with pytest.raises(Refusal, match="もう横展開"):
        services.adoption_take(actor=cast.hachioji, round_=decided, note="")
    with pytest.raises(Refusal, match="参加しています"):
        services.adoption_take(actor=cast.okutama, round_=decided, note="")
    assert Adoption.objects.count() == 1


def test_an_open_round_has_no_result_to_take_over(cast: Cast, opened: Round) -> None:
    with pytest.raises(Refusal, match="成立した募集だけ"):
        services.adoption_take(actor=cast.hachioji, round_=opened, note="")
    with pytest.raises(NotYours):
        services.adoption_take(actor=cast.okutama_next, round_=opened, note="")


def test_anyone_verifies_the_decision_offline_with_either_program(
    cast: Cast, started: Round, tmp_path: Path, browser_client: Client
) -> None:
    measure(cast, started, "okutama", "133086", "9")
    measure(cast, started, "ome", "132055", "14")
    response = browser_client.get(f"/rounds/{started.pk}/bundle.zip")
    assert response.status_code == 200
    path = tmp_path / "round.zip"
    path.write_bytes(response.content)
    with path.open("rb") as file:
        assert not verify_bundle(file).faults
    assert standalone.main([str(path)]) == 0


def test_the_budget_paper_carries_the_figures_and_where_they_come_from(cast: Cast, decided: Round) -> None:
    paper = papers.budget_paper_of(own(decided, "133086"))
    assert paper.decided
    assert paper.monthly == paper.goods + paper.fixed
    assert (paper.first_year_months, paper.first_year) == (12, paper.monthly * 12)
    assert paper.yearly_saving == (40 * 3600 + 30_000 - paper.monthly) * 12
    assert len(paper.digest) == 64
    sheet = load_workbook(BytesIO(papers.budget_workbook(paper))).worksheets[0]
    assert paper.digest in {cell.value for row in sheet.iter_rows() for cell in row}


def test_a_body_outside_the_group_has_no_sum_to_ask_for(cast: Cast, decided: Round) -> None:
    with pytest.raises(Refusal, match="金額がありません"):
        papers.budget_paper_of(own(decided, "133078"))


def test_a_bodys_place_in_a_decision_is_read_from_the_recorded_reasons(
    decided: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    decision = decision_explain(decision=decided.decision)
    cache.clear()
    monkeypatch.setattr("dejiro.apps.commitments.planning.standings._explainer", None)
    inside, outside = (planning.standing_of(decision, code) for code in ("133086", "133078"))
    assert inside.leaving is not None
    assert (inside.leaving["stay"], inside.leaving["falls_out"]) == (0, ["132055"])
    assert outside.outside is not None
    assert outside.outside["reason"] == "price"


def test_the_task_gives_a_decision_its_reasons(decided: Round) -> None:
    decision_explain_task.call(round_id=decided.pk)
    decided.decision.refresh_from_db()
    assert decided.decision.explained_at is not None
