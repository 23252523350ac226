"""The demo as it is played: the whole cast, in every state, and everything that it did verifies."""

import io
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client, override_settings
from pytest_django import DjangoDbBlocker

from conftest import rolled_back
from dejiro.apps.careers.outlook import ahead_of
from dejiro.apps.challenges.models import Answer, Attempt
from dejiro.apps.commitments.models import Commitment, Decision, Round
from dejiro.apps.lab.models import Conversation
from dejiro.apps.needs.models import Consultation, Contract, Need, Voice
from dejiro.apps.pilots.models import Pilot
from dejiro.apps.talent.models import Plan, Specialist
from dejiro.apps.talent.selectors.scenarios import comparison_of
from dejiro.cli.demo import welcome
from dejiro.cores.bundle import standalone
from dejiro.cores.bundle.verify import verify_bundle
from dejiro.demo.conversing import codes_file
from dejiro.demo.load import load_demo
from dejiro.demo.people import PASSWORD, PEOPLE, TOKYO, TOTTORI, logins
from dejiro.demo.piloting import BUS, CALL, FORM, GUIDE, SNOW
from dejiro.demo.planned import stored
from dejiro.demo.planning import AWAY, CHANGES, LEAVES, MORE
from dejiro.demo.sizes import access_points, counters, staff
from dejiro.demo.stage import Script, office_hour
from dejiro.foundation import clock as platform_clock
from dejiro.foundation.accounts.actors import Actor, actor_for
from dejiro.foundation.accounts.models import User
from dejiro.foundation.files.models import Attachment
from dejiro.foundation.ledger.checkpoints import public_key
from dejiro.foundation.ledger.models import Checkpoint, Entry
from dejiro.foundation.ledger.verification import verify_log
from dejiro.foundation.notices.selectors import desk_for
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.rules import MINIMUM_BODIES, MINIMUM_MEMBERS, rule_in_force

pytestmark = [pytest.mark.usefixtures("played"), pytest.mark.django_db]
# Nobody of the cast has made a key, and sent forms are kept only when people use the pages.
EMPTY = {"accounts.ApiToken", "submissions.Submission", "lab.Spending", "talent.CalendarKey"}
BUSINESS = (
    (Voice, ("title", "kind", "status", "organization__code", "created_at")),
    (Need, ("title", "status", "split_from__title", "created_at")),
    (Consultation, ("voice__title", "expert__email", "answer", "rating", "due_at")),
    (Contract, ("organization__code", "key", "ends_on", "quantity", "annual_amount")),
    (Round, ("title", "status", "closes_at")),
    (Commitment, ("organization__code", "quantity", "status", "baseline", "approved_at")),
    (Decision, ("round__title", "digest", "decided_at")),
    (Entry, ("index", "action", "subject", "organization_code", "at")),
)


@pytest.fixture(scope="module")
def played(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The demo, loaded once for all these tests and taken away again."""
    with (
        django_db_blocker.unblock(),
        override_settings(FILES_DIR=tmp_path_factory.mktemp("files"), DATA_DIR=tmp_path_factory.mktemp("data")),
        rolled_back(),
    ):
        load_demo(reset=True)
        yield


def person(key: str) -> Actor:
    return actor_for(User.objects.get(email=f"{key}@example.lg.jp"))


def body(code: str) -> Organization:
    return Organization.objects.get(code=code, valid_to=None)


def counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def business() -> dict[str, list[Any]]:
    return {model.__name__: sorted(model.objects.values_list(*fields), key=repr) for model, fields in BUSINESS}


def test_tokyo_has_its_62_municipalities_and_a_fictional_cast_of_about_forty() -> None:
    assert Organization.objects.filter(area__code=TOKYO, kind="municipality", valid_to=None).count() == 62
    assert 35 <= User.objects.exclude(email__startswith="candidate-").count() == len(PEOPLE) <= 50
    assert not User.objects.filter(fictional=False).exists()
    invented = Organization.objects.filter(fictional=True)
    assert invented.count() == 5
    assert all("（架空）" in organization.name for organization in invented)


def test_the_cast_has_said_much_and_shares_fourteen_needs() -> None:
    assert Voice.objects.filter(area__code=TOKYO).count() >= 60
    assert Need.objects.filter(area__code=TOKYO).count() == 14
    assert Need.objects.filter(split_from__isnull=False).count() == 1
    assert set(Voice.objects.values_list("status", flat=True)) == set(Voice.Status)


def test_six_purchases_stand_in_every_state() -> None:
    now = datetime.fromisoformat("2026-10-05T10:00:00+09:00")
    rounds = Round.objects.filter(area__code=TOKYO)
    states = Counter(
        "closing" if round_.status == "open" and round_.closes_at < now else round_.status for round_ in rounds
    )
    assert states == Counter(["open", "closing", "decided", "started", "measured", "failed"])


def test_a_purchase_failed_for_its_price() -> None:
    decision = Decision.objects.get(round__status=Round.Status.FAILED)
    assert decision.summary["members"] == []
    assert {outside["reason"] for outside in decision.reasons["outside"]} == {"price"}


def test_commitments_stand_in_every_state_but_a_draft() -> None:
    status = Commitment.Status
    assert set(Commitment.objects.values_list("status", flat=True)) == set(status) - {status.DRAFT}


def test_the_second_prefecture_has_rules_of_its_own() -> None:
    day = date(2026, 10, 5)
    assert [rule_in_force(body(code), MINIMUM_BODIES, on=day).value for code in (TOKYO, TOTTORI)] == [2, 3]
    assert rule_in_force(body(TOTTORI), MINIMUM_MEMBERS, on=day).value == 3
    round_ = Round.objects.get(area__code=TOTTORI)
    assert (round_.fixed_share, round_.minimum_members) == ("weight", 3)
    assert Voice.objects.filter(area__code=TOTTORI).values("organization").distinct().count() >= 3


def test_every_table_has_rows() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("dejiro.")]
    assert {model._meta.label for model in ours if not model._default_manager.exists()} == EMPTY


def test_a_year_is_planned_published_and_planned_again_after_a_resignation() -> None:
    first, again = Plan.objects.filter(hypothetical=False).order_by("pk")
    assert (first.status, again.status) == (Plan.Status.PUBLISHED, Plan.Status.READY)
    assert first.verified
    assert again.verified
    assert first.answer is not None
    assert again.answer is not None
    assert first.refused == []
    assert len(first.answer["assignments"]) >= 150
    assert 0 < again.answer["changed"] <= CHANGES
    left = str(Specialist.objects.get(key=LEAVES).pk)
    assert left in {row["specialist"] for row in first.answer["assignments"]}
    assert left not in {row["specialist"] for row in again.answer["assignments"]}


def test_two_suppositions_stand_beside_the_published_plan() -> None:
    view = comparison_of(Plan.objects.get(status=Plan.Status.PUBLISHED), [])
    assert [column.plan.name for column in view.columns[1:]] == [MORE, AWAY]
    assert all(column.gap_percent <= 0.05 for column in view.columns)
    assert [column.changes for column in view.columns[1:]] == [
        ["サイバーセキュリティエンジニア（レベル3、週4半日）を2人増やす（最初から）"],
        ["渡辺 樹さんがいない（2027年10月4日（月）から）"],
    ]
    assert all(column.changed > 0 for column in view.columns[1:])


def test_a_plan_that_was_never_computed_is_not_invented() -> None:
    plan = Plan.objects.latest("pk")
    assert plan.problem is not None
    with pytest.raises(LookupError, match="demo_plans"):
        stored({**plan.problem, "weeks": 51})


def test_the_log_verifies_and_tells_the_past_in_the_order_of_time() -> None:
    assert verify_log().good
    assert Checkpoint.objects.count() == 4
    moments = list(Entry.objects.order_by("index").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] <= datetime.fromisoformat("2026-10-05T10:00:00+09:00")


def test_every_decision_can_be_computed_again_offline(tmp_path: Path) -> None:
    decisions = Decision.objects.all()
    assert len(decisions) == 4
    for decision in decisions:
        bundle = Client().get(f"/rounds/{decision.round_id}/bundle.zip").content
        assert verify_bundle(io.BytesIO(bundle), key=public_key()).good
        (tmp_path / "bundle.zip").write_bytes(bundle)
        assert standalone.main([str(tmp_path / "bundle.zip"), "--key", public_key().hex()]) == 0


def test_the_desk_of_okutama_shows_a_good_week() -> None:
    assert [
        (item.title, item.due_at and item.due_at.astimezone(platform_clock.JST).date())
        for item in desk_for(person("okutama"))
        if item.kind != "contract.renew"
    ] == [
        ("質問に答える：山あいの集落への買い物の足（架空）", date(2026, 10, 8)),
        ("参加するか答える：窓口用タブレット端末の共同調達", date(2026, 10, 23)),
        ("対話を終えて、結果の受け止めを書く：町の窓口のこれから", date(2026, 11, 1)),
        ("集まったアイデアを選ぶ：山あいの集落への買い物の足（架空）", date(2026, 11, 1)),
        ("効果を入力する：ウェブ会議サービスの共同契約", date(2026, 11, 2)),
        ("届いた意見を確かめる：町の窓口のこれから", None),
        ("回答を評価する：避難所のWi-Fi", None),
        ("団体の見解を直す：標準化システムへの移行を助け合いたい", None),
        ("回答を評価する：端末の廃棄の証明", None),
    ]


def test_okutama_is_told_of_the_contracts_that_end_within_eighteen_months() -> None:
    titles = [item.title for item in desk_for(person("okutama")) if item.kind == "contract.renew"]
    assert "更新に備える：窓口用端末の賃貸借（令和9年3月31日満了）" in titles


def test_the_chief_of_okutama_has_a_statement_to_approve() -> None:
    titles = [item.title for item in desk_for(person("okutama-chief"))]
    assert "団体の見解を承認する：ランサムウェアに備えたバックアップを整えたい" in titles


def test_consultations_wait_untaken_overdue_and_with_an_expert() -> None:
    now = datetime.fromisoformat("2026-10-05T10:00:00+09:00")
    waiting = Consultation.objects.filter(answered_at=None)
    assert waiting.filter(expert=None, due_at__lt=now).exists()
    assert waiting.filter(expert=None, due_at__gt=now).exists()
    assert waiting.filter(expert__isnull=False).exists()
    assert Attachment.objects.filter(name="一覧.txt").count() == 1


def test_quantities_have_the_size_of_the_place() -> None:
    sizes = {
        row.organization.name: row.quantity
        for row in Commitment.objects.filter(round__title__startswith="メール").select_related("organization")
    }
    assert sizes["瑞穂町"] < sizes["青梅市"] < sizes["八王子市"]
    assert [size(560_000) > size(5_000) > 0 for size in (staff, access_points, counters)] == [True] * 3


def test_the_pilots_end_in_every_way_and_what_ended_is_known_as_tried() -> None:
    pilots = {pilot.title: pilot for pilot in Pilot.objects.all()}
    assert {title: (pilot.status, pilot.outcome) for title, pilot in pilots.items()} == {
        GUIDE.title: ("published", "adopt"),
        FORM.title: ("published", "stop"),
        BUS.title: ("published", "inconclusive"),
        CALL.title: ("registered", ""),
        SNOW.title: ("registered", ""),
    }
    tried = Attempt.objects.filter(kind="pilot").values_list("key", "outcome")
    assert dict(tried) == {
        pilots[GUIDE.title].pk: "adopted",
        pilots[FORM.title].pk: "stopped",
        pilots[BUS.title].pk: "stopped",  # the verdict could not tell; the body then decided to stop
    }


def test_an_idea_its_pilot_and_what_is_tried_on_a_need_lead_to_each_other(client: Client) -> None:
    pilot = Pilot.objects.get(title=SNOW.title)
    assert pilot.idea is not None
    url = pilot.idea.get_absolute_url()
    assert pilot.title in client.get(url).content.decode()
    assert url in client.get(pilot.get_absolute_url()).content.decode()
    verdict = client.get(Pilot.objects.get(title=GUIDE.title).get_absolute_url()).content.decode()
    assert "+26.7ポイント" in verdict
    assert "いまの値</dt><dd>55%" in verdict


def test_the_saved_invitations_let_people_into_the_conversation_by_invitation(client: Client) -> None:
    heading, *codes = codes_file().read_text(encoding="utf-8-sig").splitlines()
    conversation = Conversation.objects.get(policy="codes", status="open")
    url = conversation.get_absolute_url()
    assert (heading, len(codes), conversation.codes.count()) == ("招待コード", 30, 30)
    assert "招待コードを入れてください" in client.get(url).content.decode()
    assert client.post(f"{url}code/", {"code": codes[0]}).status_code == 302
    assert client.get(url).context["vote_form"]
    assert f"コード / code:     {codes[0]}（対話「{conversation.title}」" in welcome()


def test_every_answer_to_a_call_came_after_its_question_on_another_day() -> None:
    for answer in Answer.objects.select_related("question"):
        assert answer.at.date() > answer.question.at.date()


@pytest.mark.parametrize(
    ("code", "name", "years"),
    [
        ("133086", "情報セキュリティの管理（架空）", ["enough", "risk", "risk"]),
        ("132055", "業務の見直し（架空）", ["shared", "risk", "risk"]),
    ],
)
def test_a_body_sees_what_it_cannot_run_in_three_years(code: str, name: str, years: list[str]) -> None:
    row = next(one for one in ahead_of(body(code), names=True).posts if one.post.name == name)
    assert [cell.outlook.status for cell in row.cells if cell] == years
    assert row.ways


def test_loading_again_changes_nothing() -> None:
    before = counts()
    load_demo()
    assert counts() == before


@pytest.mark.once
def test_a_reset_plays_the_same_past(tmp_path: Path) -> None:
    before, rows = counts(), business()
    with override_settings(DATA_DIR=tmp_path):
        load_demo(reset=True)
    assert counts() == before
    assert business() == rows


def test_the_printed_logins_open_the_desk(client: Client) -> None:
    for login in logins():
        assert client.login(username=login.email, password=PASSWORD)
        assert client.get("/desk/").status_code == 200


def test_scenes_are_played_in_the_order_of_time_and_those_of_one_moment_as_written() -> None:
    day, seen = date(2026, 10, 2), list[str]()
    script = Script()
    script.at(office_hour(day, 1, 0), lambda: seen.append("later"))
    script.at(office_hour(day, 0, 0), lambda: seen.append("first"))
    script.at(office_hour(day, 0, 0), lambda: seen.append("second"))
    script.play()
    assert seen == ["first", "second", "later"]
    assert office_hour(day, 1, 0).date() == date(2026, 10, 5)
