import io
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from conftest import Cast
from dejiro.apps.needs import services
from dejiro.apps.needs.models import Consultation, Need, Statement, Voice
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.notices.selectors import desk_for

SignIn = Callable[[Actor], Any]
VoiceOf = Callable[..., Voice]


@pytest.fixture
def sign_in(cast: Cast, client: Client) -> SignIn:
    def enter(actor: Actor) -> Any:  # noqa: ANN401  # the client's answers have no public type
        cast.login(client, actor)
        return client

    return enter


def text(response: Any) -> str:  # noqa: ANN401  # the client has no type of its own for answers
    return str(response.content.decode())


def test_a_voice_is_typed_once_and_appears_among_ours(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.okutama)
    form = {"kind": "idea", "title": "防災無線の更新", "body": "聞こえない。", "category": "network"}
    form["submission"] = str(uuid.uuid4())
    first = client.post("/voices/new/", form)
    again = client.post("/voices/new/", form)
    assert first.status_code == 302
    assert first.url == again.url
    assert Voice.objects.count() == 1
    assert "防災無線の更新" in text(client.get("/voices/"))
    assert "調整担当が整理します" in text(client.get(first.url))


def test_a_refused_form_keeps_what_was_typed(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.okutama).post(
        "/voices/new/", {"kind": "idea", "title": "件名だけ", "body": "", "category": ""}
    )
    assert response.status_code == 422
    assert 'value="件名だけ"' in text(response)
    assert not Voice.objects.exists()


def test_control_characters_are_refused_with_their_place(cast: Cast, sign_in: SignIn) -> None:
    form = {"kind": "idea", "title": "あ\x07い", "body": "x", "category": "other"}
    response = sign_in(cast.okutama).post("/voices/new/", form)
    assert response.status_code == 422
    assert "2文字目" in text(response)


def test_a_question_is_asked_with_a_file(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.okutama)
    file = io.BytesIO("昼に切れる".encode())
    file.name = "状況.txt"
    response = client.post(
        "/consultations/new/",
        {"title": "通信", "body": "切れます。", "category": "network", "file": file, "public": "on"},
    )
    page = text(client.get(response.url))
    assert "状況.txt" in page
    assert "2026年10月7日（水）17:15" in page
    link = re.search(r"/consultations/\d+/files/\d+/", page)
    assert link
    saved = client.get(link[0])
    assert b"".join(saved.streaming_content).decode() == "昼に切れる"
    assert "attachment" in saved["Content-Disposition"]
    assert client.get(re.sub(r"\d+/$", "999999/", link[0])).status_code == 404


def test_the_button_shows_what_is_alike_and_keeps_what_was_typed(
    cast: Cast, sign_in: SignIn, answered: Consultation
) -> None:
    client = sign_in(cast.ome)
    form = {
        "look": "1",
        "title": "タブレットの通信",
        "body": "窓口のタブレットの通信が昼に切れます。",
        "category": "devices",
    }
    response = client.post("/consultations/new/", form)
    page = text(response)
    assert response.status_code == 200
    assert 'value="タブレットの通信"' in page
    assert "<mark>" in page
    assert "配信を夜に移してください" in page
    assert "市区町村（名称非公開）" in page
    assert "奥多摩町" not in page
    assert Consultation.objects.count() == 1


def test_while_typing_a_part_of_the_page_is_sent_and_without_htmx_a_whole_one(
    cast: Cast, sign_in: SignIn, need: Need
) -> None:
    client = sign_in(cast.hinohara)
    form = {"title": "窓口用タブレット", "body": "更新したい"}
    part = text(client.post("/consultations/similar/", form, headers={"HX-Request": "true"}))
    whole = text(client.post("/consultations/similar/", form))
    assert need.title in part
    assert "<html" not in part
    assert need.title in whole
    assert "<html" in whole


def test_what_is_like_a_need_comes_when_it_is_asked_for(
    cast: Cast, sign_in: SignIn, need: Need, voice_of: VoiceOf
) -> None:
    other_need = services.voices_merge(
        actor=cast.coordinator,
        voices=[voice_of(cast.hachioji)],
        title="窓口用タブレットの貸与",
        summary="窓口用タブレットが更新の時期を迎える。",
        category="devices",
    )
    client, here = sign_in(cast.hinohara), f"/needs/{need.pk}/"
    part = text(client.get(f"{here}?similar=1", headers={"HX-Request": "true"}))
    whole = text(client.get(f"{here}?similar=1"))
    assert other_need.title not in text(client.get(here))
    assert other_need.title in part
    assert "<html" not in part
    assert other_need.title in whole
    assert "<html" in whole


def test_a_question_goes_from_the_queue_to_its_rating(cast: Cast, sign_in: SignIn, asked: Consultation) -> None:
    here = f"/consultations/{asked.pk}/"
    client = sign_in(cast.expert)
    assert asked.voice.title in text(client.get("/consultations/?scope=queue"))
    assert client.post(f"{here}take/", {"version": "1"}).url == here
    assert "担当を戻す" in text(client.get(here))
    assert client.post(f"{here}answer/", {"answer": "夜に移してください。"}).url == here
    client = sign_in(cast.okutama)
    page = text(client.get(here))
    assert "渡辺 樹" in page
    assert "この回答を評価する" in page
    assert client.post(f"{here}rate/", {"rating": "5", "comment": "助かった"}).url == here
    assert "5点中5点" in text(client.get(here))


def test_an_empty_answer_is_refused(cast: Cast, sign_in: SignIn, asked: Consultation) -> None:
    assert sign_in(cast.expert).post(f"/consultations/{asked.pk}/answer/", {"answer": ""}).status_code == 422


def test_the_second_expert_is_told_who_has_the_question(cast: Cast, sign_in: SignIn, asked: Consultation) -> None:
    services.consultation_take(actor=cast.expert, consultation=asked)
    response = sign_in(cast.expert_security).post(f"/consultations/{asked.pk}/take/", {})
    assert response.status_code == 422
    assert "渡辺 樹さんが担当" in text(response)


def test_the_coordinator_assigns_and_takes_back(cast: Cast, sign_in: SignIn, asked: Consultation) -> None:
    client = sign_in(cast.coordinator)
    here = f"/consultations/{asked.pk}/"
    assert "加藤 蓮" in text(client.get(f"{here}assign/"))
    expert = cast.user("expert_security").pk
    assert client.post(f"{here}assign/", {"expert": str(expert)}).status_code == 302
    assert client.post(f"{here}assign/", {"expert": "999999"}).status_code == 422
    assert client.get(f"{here}hand-back/").status_code == 200
    assert client.post(f"{here}hand-back/", {"reason": "休暇のため"}).status_code == 302


@pytest.mark.parametrize("scope", ["", "area", "queue", "nonsense"])
def test_the_list_of_consultations_opens_for_all(cast: Cast, sign_in: SignIn, asked: Consultation, scope: str) -> None:
    for key in ("okutama", "expert", "coordinator", "company", "resident", "auditor"):
        assert sign_in(cast.actor(key)).get("/consultations/", {"scope": scope, "q": "通信"}).status_code == 200


def test_voices_are_chosen_merged_and_the_merge_is_undone(cast: Cast, sign_in: SignIn, voice_of: VoiceOf) -> None:
    voices = [voice_of(cast.okutama), voice_of(cast.ome)]
    client = sign_in(cast.coordinator)
    page = text(client.get("/needs/triage/"))
    assert "整理待ち（2件）" in page
    assert "に似たもの" in page
    chosen = {"voices": [str(voice.pk) for voice in voices]}
    assert "新しい課題を作る" in text(client.get("/needs/triage/merge/", chosen))
    form = {**chosen, "into": "new", "title": "タブレットの更新", "summary": "更新したい", "category": "devices"}
    response = client.post("/needs/triage/merge/", form)
    page = text(client.get(response.url))
    assert "共同で取り組む課題" in page
    act = Need.objects.get().acts.get()
    assert client.get(f"/needs/triage/acts/{act.pk}/undo/").status_code == 200
    assert client.post(f"/needs/triage/acts/{act.pk}/undo/", {}).url == "/needs/triage/"
    assert "整理待ち（2件）" in text(client.get("/needs/triage/"))


def test_a_new_need_without_words_is_refused(cast: Cast, sign_in: SignIn, voice_of: VoiceOf) -> None:
    voice = voice_of(cast.okutama)
    form = {"voices": str(voice.pk), "into": "new", "title": "", "summary": "", "category": ""}
    response = sign_in(cast.coordinator).post("/needs/triage/merge/", form)
    assert response.status_code == 422
    assert text(response).count("新しい課題を作るときは、入力してください。") >= 3


def test_voices_go_into_a_need_named_by_its_number(cast: Cast, sign_in: SignIn, voice_of: VoiceOf, need: Need) -> None:
    voice = voice_of(cast.hinohara)
    client = sign_in(cast.coordinator)
    form = {"voices": str(voice.pk), "into": "other"}
    assert client.post("/needs/triage/merge/", {**form, "other": ""}).status_code == 422
    refused = client.post("/needs/triage/merge/", {**form, "other": "999999"})
    assert "999999番の課題はありません" in text(refused)
    assert client.post("/needs/triage/merge/", {**form, "other": str(need.pk)}).url == need.get_absolute_url()
    assert client.post("/needs/triage/merge/", {**form, "into": str(need.pk)}).status_code == 422


def test_merging_nothing_leads_back(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.coordinator).get("/needs/triage/merge/").url == "/needs/triage/"


def test_only_the_voice_that_was_asked_for_is_ticked_in_advance(cast: Cast, sign_in: SignIn, voice_of: VoiceOf) -> None:
    voice_of(cast.okutama)
    second = voice_of(cast.ome)
    client = sign_in(cast.coordinator)
    assert " checked" not in text(client.get("/needs/triage/"))
    asked = text(client.get(f"/needs/triage/?focus={second.pk}"))
    assert f'value="{second.pk}" checked' in asked
    assert asked.count(" checked") == 1


def test_the_queue_of_triage_is_searched(cast: Cast, sign_in: SignIn, voice_of: VoiceOf) -> None:
    voice_of(cast.okutama, "防災無線")
    client = sign_in(cast.coordinator)
    assert "防災無線" in text(client.get("/needs/triage/", {"q": "無線", "category": "devices"}))
    assert "整理を待っている声はありません" in text(client.get("/needs/triage/", {"q": "ない"}))


def test_a_voice_is_declined_with_a_reason_and_put_back(cast: Cast, sign_in: SignIn, voice_of: VoiceOf) -> None:
    voice = voice_of(cast.okutama)
    client = sign_in(cast.coordinator)
    here = f"/needs/triage/voices/{voice.pk}/"
    assert client.post(f"{here}decline/", {"reason": ""}).status_code == 422
    assert client.post(f"{here}decline/", {"reason": "国の制度の問題のため"}).status_code == 302
    assert "国の制度の問題のため" in text(sign_in(cast.okutama).get(f"/voices/{voice.pk}/"))
    client = sign_in(cast.coordinator)
    assert client.get(f"{here}reopen/").status_code == 200
    assert client.post(f"{here}reopen/", {}).status_code == 302
    voice.refresh_from_db()
    assert voice.status == Voice.Status.NEW


def test_an_empty_list_of_consultations_offers_to_drop_a_search_only_where_there_is_one(
    cast: Cast, sign_in: SignIn
) -> None:
    client = sign_in(cast.coordinator)
    searched, whole = (client.get(f"/consultations/{query}").content.decode() for query in ("?q=光回線", ""))
    assert "条件をなくす" in searched
    assert "ここに並ぶ相談は、いまありません" in whole
    assert "条件をなくす" not in whole


def test_everyone_reads_needs_as_list_page_and_files(cast: Cast, client: Client, need: Need) -> None:
    assert need.title in text(client.get("/needs/"))
    assert need.title in text(client.get("/needs/", {"category": "devices", "status": "adopted", "q": "共同 更新"}))
    assert "この条件の課題はありません" in text(client.get("/needs/", {"q": "ない言葉"}))
    page = text(client.get(need.get_absolute_url()))
    assert "2団体" in page
    assert "二以上の区市町村" in page
    assert "奥多摩町" not in page
    assert "課題を作りました" in page
    assert need.title in client.get("/needs/export.csv").content.decode("utf-8-sig")
    book = load_workbook(io.BytesIO(client.get("/needs/export.xlsx").content))
    assert book.worksheets[0]["B2"].value == need.title


def test_the_filter_by_body_finds_only_voices_whose_body_is_shown(
    cast: Cast, client: Client, voice_of: VoiceOf, need: Need
) -> None:
    shown = services.voices_merge(
        actor=cast.coordinator,
        voices=[voice_of(cast.okutama, name_shown=True)],
        title="防災無線",
        summary="更新",
        category="network",
    )
    page = text(client.get("/needs/", {"body": "133086"}))
    assert shown.title in page
    assert need.title not in page
    cast.login(client, cast.okutama)
    assert need.title in text(client.get("/needs/", {"body": "133086"}))


def test_a_need_is_edited_linked_split_merged_and_closed(
    cast: Cast, sign_in: SignIn, need: Need, voice_of: VoiceOf
) -> None:
    client = sign_in(cast.coordinator)
    here = need.get_absolute_url()
    form = {"title": "端末の共同更新", "summary": "まとめて", "category": "devices", "version": str(need.version)}
    assert client.post(f"{here}edit/", form).url == here
    late = client.post(f"{here}edit/", {**form, "title": "別の件名"})
    assert late.status_code == 422
    assert "ほかの人がこの記録を更新しました" in text(late)
    assert "別の件名" in text(late)
    voice = need.places.all()[0].voice
    assert voice.title in text(client.get(f"{here}split/"))
    assert client.post(f"{here}split/", {"title": "一部", "summary": "x", "category": "devices"}).status_code == 422
    response = client.post(
        f"{here}split/", {"title": "一部", "summary": "x", "category": "devices", "voices": str(voice.pk)}
    )
    part = Need.objects.get(split_from=need)
    assert response.url == part.get_absolute_url()
    assert client.post(f"{here}link/", {"other": str(part.pk)}).url == here
    assert f"/link/{part.pk}/remove/" in text(client.get(here))
    assert client.post(f"{here}link/{part.pk}/remove/", {}).url == here
    assert client.get(f"{here}unlink-voices/").status_code == 200
    assert client.post(f"{here}merge/", {"other": str(need.pk)}).status_code == 422
    assert client.post(f"{here}merge/", {"other": str(part.pk)}).url == part.get_absolute_url()
    assert "この課題は統合されました" in text(client.get(here))
    there = part.get_absolute_url()
    assert client.post(f"{there}close/", {"reason": "解決したため"}).url == there
    assert "解決したため" in text(client.get(there))
    assert client.post(f"{there}reopen/", {}).url == there


def test_voices_are_taken_out_of_a_need(cast: Cast, sign_in: SignIn, need: Need) -> None:
    voice = need.places.all()[0].voice
    response = sign_in(cast.coordinator).post(f"{need.get_absolute_url()}unlink-voices/", {"voices": str(voice.pk)})
    assert response.url == need.get_absolute_url()
    need.refresh_from_db()
    assert need.status == Need.Status.CANDIDATE


def test_a_need_is_followed_and_left(cast: Cast, sign_in: SignIn, need: Need) -> None:
    client = sign_in(cast.resident)
    here = need.get_absolute_url()
    assert "フォローする" in text(client.get(here))
    assert client.post(f"{here}follow/", {}).url == here
    assert "フォローをやめる" in text(client.get(here))
    assert client.post(f"{here}unfollow/", {}).url == here


def test_an_opinion_and_a_bodys_statement_are_two_things(cast: Cast, sign_in: SignIn, need: Need) -> None:
    client = sign_in(cast.ome)
    here = need.get_absolute_url()
    assert client.post(f"{here}opinions/new/", {"body": "早く替えたい。"}).status_code == 302
    response = client.post(f"{here}statements/new/", {"body": "青梅市は参加を検討します。"})
    statement = Statement.objects.get(kind="official")
    assert response.url == f"/needs/statements/{statement.pk}/"
    assert "青梅市は参加を検討します。" not in text(sign_in(cast.okutama).get(here))
    client = sign_in(cast.ome_chief)
    assert desk_for(cast.ome_chief)[0].url == response.url
    assert "承認して公開する" in text(client.get(response.url))
    assert client.post(f"{response.url}approve/", {}).status_code == 302
    client.logout()
    page = text(client.get(here))
    assert "青梅市は参加を検討します。" in page
    assert "木村 健" in page
    assert "早く替えたい。" in page
    assert "田中 舞" not in page
    assert "市区町村の人" in page


def test_a_statement_is_returned_rewritten_and_withdrawn(cast: Cast, sign_in: SignIn, need: Need) -> None:
    statement = services.statement_write(actor=cast.ome, need=need, body="参加します。", kind="official")
    here = f"/needs/statements/{statement.pk}/"
    client = sign_in(cast.ome_chief)
    assert client.get(f"{here}return/").status_code == 200
    assert client.post(f"{here}return/", {"reason": "「検討します」に"}).status_code == 302
    client = sign_in(cast.ome)
    assert "「検討します」に" in text(client.get(here))
    assert client.post(f"{here}edit/", {"body": "検討します。"}).status_code == 302
    assert client.post(f"{here}withdraw/", {}).url == need.get_absolute_url()
    assert client.get(here).status_code == 404


def test_a_solution_is_added_mended_and_removed(cast: Cast, sign_in: SignIn, need: Need) -> None:
    client = sign_in(cast.hachioji)
    here = need.get_absolute_url()
    form = {
        "title": "LTE内蔵機に統一",
        "body": "40台を入れ替えた。",
        "cost": "1200000",
        "cost_note": "初年度",
        "contact": "デジタル推進室 042-000-4001",
        "solved_on": "2026-04-01",
    }
    assert client.post(f"{here}solutions/new/", {**form, "solved_on": "2027-01-01"}).status_code == 422
    assert client.post(f"{here}solutions/new/", form).status_code == 302
    solution = need.solutions.get()
    assert "1,200,000円" in text(client.get(here))
    assert client.get(f"/needs/solutions/{solution.pk}/edit/").status_code == 200
    assert client.post(f"/needs/solutions/{solution.pk}/edit/", {**form, "cost": ""}).status_code == 302
    client.logout()
    assert "042-000-4001" not in text(client.get(here))
    client = sign_in(cast.hachioji)
    assert client.post(f"/needs/solutions/{solution.pk}/remove/", {}).url == here
