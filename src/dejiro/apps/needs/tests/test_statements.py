from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from conftest import Cast
from dejiro.apps.needs import services
from dejiro.apps.needs.models import Need, NeedLink, Statement, Voice
from dejiro.apps.needs.public import need_set_status, needs_of, voice_create_for_adoption
from dejiro.apps.needs.selectors.needs import need_page, needs_linked
from dejiro.foundation.accounts.actors import NOBODY
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.ledger.selectors import history
from dejiro.foundation.ledger.services import subject_of
from dejiro.foundation.notices.models import Notice
from dejiro.foundation.notices.selectors import desk_for


def official(cast: Cast, need: Need) -> Statement:
    return services.statement_write(actor=cast.okutama, need=need, body="町として参加します。", kind="official")


def test_an_official_statement_lies_on_the_approvers_desk(cast: Cast, need: Need) -> None:
    official(cast, need)
    assert [item.kind for item in desk_for(cast.okutama_chief)] == ["statement.approve"]
    assert desk_for(cast.okutama) == []


def test_approving_publishes_names_the_approver_and_tells_followers(cast: Cast, need: Need) -> None:
    services.need_follow(actor=cast.company, need=need)
    statement = services.statement_approve(actor=cast.okutama_chief, statement=official(cast, need))
    page = need_page(NOBODY, need)
    assert [(row.body, row.approved_by) for row in page.official] == [(statement.body, cast.okutama_chief.user)]
    assert page.opinions == []
    assert desk_for(cast.okutama_chief) == []
    assert Notice.objects.filter(user=cast.company.user).get().title.startswith("団体の見解が出ました")


def test_returning_asks_the_author_who_sends_it_again(cast: Cast, need: Need) -> None:
    statement = official(cast, need)
    with pytest.raises(Refusal, match="理由"):
        services.statement_return(actor=cast.okutama_chief, statement=statement, reason="")
    services.statement_return(actor=cast.okutama_chief, statement=statement, reason="強すぎます")
    assert [item.kind for item in desk_for(cast.okutama)] == ["statement.revise"]
    with pytest.raises(Refusal, match="承認待ちではありません"):
        services.statement_approve(actor=cast.okutama_chief, statement=statement)
    services.statement_revise(actor=cast.okutama, statement=statement, body="検討します。")
    assert desk_for(cast.okutama) == []
    assert [item.kind for item in desk_for(cast.okutama_chief)] == ["statement.approve"]


def test_only_an_approver_of_the_same_body_approves(cast: Cast, need: Need) -> None:
    statement = official(cast, need)
    for outsider in (cast.okutama, cast.ome_chief, cast.coordinator):
        with pytest.raises(NotYours):
            services.statement_approve(actor=outsider, statement=statement)


def test_an_approved_statement_is_withdrawn_by_an_approver_and_never_rewritten(cast: Cast, need: Need) -> None:
    statement = services.statement_approve(actor=cast.okutama_chief, statement=official(cast, need))
    with pytest.raises(Refusal, match="承認された見解は変えられません"):
        services.statement_revise(actor=cast.okutama, statement=statement, body="別の考え")
    with pytest.raises(NotYours):
        services.statement_withdraw(actor=cast.okutama, statement=statement)
    services.statement_withdraw(actor=cast.okutama_chief, statement=statement)
    assert need_page(NOBODY, need).official == []
    with pytest.raises(Refusal, match="すでに取り下げ"):
        services.statement_withdraw(actor=cast.okutama_chief, statement=statement)


def test_an_opinion_is_its_authors(cast: Cast, need: Need) -> None:
    opinion = services.statement_write(actor=cast.ome, need=need, body="早く替えたい。")
    with pytest.raises(NotYours):
        services.statement_revise(actor=cast.ome_chief, statement=opinion, body="違う")
    services.statement_revise(actor=cast.ome, statement=opinion, body="今年替えたい。")
    assert [row.statement.body for row in need_page(NOBODY, need).opinions] == ["今年替えたい。"]
    services.statement_withdraw(actor=cast.ome, statement=opinion)
    assert need_page(NOBODY, need).opinions == []


def test_nobody_speaks_from_outside_or_for_a_company_officially(cast: Cast, need: Need) -> None:
    with pytest.raises(NotYours):
        services.statement_write(actor=cast.chizu, need=need, body="よそから")
    with pytest.raises(NotYours):
        services.statement_write(actor=cast.company, need=need, body="会社として", kind="official")
    with pytest.raises(NotYours):
        services.statement_write(actor=NOBODY, need=need, body="だれか")
    with pytest.raises(Refusal, match="内容を書いて"):
        services.statement_write(actor=cast.ome, need=need, body="  ")


def test_an_opinion_never_has_an_approver(cast: Cast, need: Need) -> None:
    opinion = services.statement_write(actor=cast.ome, need=need, body="早く替えたい。")
    with pytest.raises(IntegrityError), transaction.atomic():
        Statement.objects.filter(pk=opinion.pk).update(approved_by=cast.ome_chief.user, approved_at=opinion.created_at)


def test_the_timeline_tells_what_is_public_and_not_what_waits(cast: Cast, need: Need) -> None:
    official(cast, need)
    services.need_follow(actor=cast.ome, need=need)
    services.need_set_status(actor=cast.coordinator, need=need, status="committed")
    events = need_page(NOBODY, need).events
    assert [event.text for event in events] == ["課題を作りました。", "状態が変わりました：約束を募集・実行中"]
    assert {event.organization for event in events} == {"東京都"}


def test_of_a_long_timeline_the_last_ten_steps_are_shown_and_the_others_folded(cast: Cast, need: Need) -> None:
    url = need.get_absolute_url()
    assert "それより前" not in Client().get(url).content.decode()
    for number in range(12):
        services.need_update(actor=cast.coordinator, need=need, title=f"{number}", summary="要約", category="devices")
    page = Client(HTTP_ACCEPT_LANGUAGE="ja").get(url)
    assert page.context["view"].earlier[0].text == "課題を作りました。"
    folded, shown = page.content.decode().split("それより前の3件</summary>")[1].split("</details>")
    assert folded.count("<time") == 3
    assert shown.count("課題の説明を変えました。") == 10


def test_followers_hear_of_changes_but_not_of_their_own(cast: Cast, need: Need) -> None:
    services.need_follow(actor=cast.coordinator, need=need)
    services.need_follow(actor=cast.coordinator, need=need)
    services.need_follow(actor=cast.resident, need=need)
    services.need_close(actor=cast.coordinator, need=need, reason="国が始めたため")
    assert Notice.objects.filter(user=cast.resident.user).get().body == "国が始めたため"
    assert not Notice.objects.filter(user=cast.coordinator.user).exists()
    services.need_unfollow(actor=cast.resident, need=need)
    services.need_unfollow(actor=cast.resident, need=need)
    assert sum(entry.action == "needs.need.unfollow" for entry in history(subject_of(need))) == 1


def test_a_closed_need_takes_nothing_until_it_is_opened_again(cast: Cast, need: Need) -> None:
    with pytest.raises(Refusal, match="終了していません"):
        services.need_reopen(actor=cast.coordinator, need=need)
    with pytest.raises(Refusal, match="理由を書いて"):
        services.need_close(actor=cast.coordinator, need=need, reason="")
    services.need_close(actor=cast.coordinator, need=need, reason="国が始めたため")
    with pytest.raises(Refusal, match="終了しています"):
        services.statement_write(actor=cast.ome, need=need, body="まだある")
    with pytest.raises(Refusal, match="終了しています"):
        need_set_status(actor=cast.coordinator, need=need, status="solved")
    services.need_reopen(actor=cast.coordinator, need=need)
    assert need.status == Need.Status.ADOPTED


def test_a_need_under_a_purchase_is_not_closed(cast: Cast, need: Need) -> None:
    need_set_status(actor=cast.coordinator, need=need, status="committed")
    with pytest.raises(Refusal, match="共同調達の募集"):
        services.need_close(actor=cast.coordinator, need=need, reason="やめる")


def test_a_round_moves_a_need_on_and_back(cast: Cast, need: Need) -> None:
    need_set_status(actor=cast.coordinator, need=need, status="solved")
    assert need.status == Need.Status.SOLVED
    need_set_status(actor=cast.coordinator, need=need, status="candidate")
    assert need.status == Need.Status.ADOPTED
    with pytest.raises(Refusal, match="ありません"):
        need_set_status(actor=cast.coordinator, need=need, status="closed")


def test_a_merged_need_is_reopened_only_by_undo(cast: Cast, need: Need) -> None:
    voice = services.voice_create(actor=cast.hinohara, title="端末", body="古い", category="devices")
    words: dict[str, Any] = {"title": "端末", "summary": "古い", "category": "devices"}
    into = services.voices_merge(actor=cast.coordinator, voices=[voice], **words)
    services.needs_merge(actor=cast.coordinator, need=need, into=into)
    with pytest.raises(Refusal, match="統合を取り消す"):
        services.need_reopen(actor=cast.coordinator, need=need)


def test_linked_needs_show_each_other(cast: Cast, need: Need) -> None:
    voice = services.voice_create(actor=cast.hinohara, title="回線", body="遅い", category="network")
    words: dict[str, Any] = {"title": "回線", "summary": "遅い", "category": "network"}
    other = services.voices_merge(actor=cast.coordinator, voices=[voice], **words)
    services.needs_link(actor=cast.coordinator, need=other, other=need)
    services.needs_link(actor=cast.coordinator, need=need, other=other)
    assert (needs_linked(need), needs_linked(other)) == ([other], [need])
    with pytest.raises(Refusal, match="別の課題"):
        services.needs_link(actor=cast.coordinator, need=need, other=need)
    services.needs_unlink(actor=cast.coordinator, need=need, other=other)
    services.needs_unlink(actor=cast.coordinator, need=need, other=other)
    assert not NeedLink.objects.exists()


def test_a_solution_is_of_the_past_and_of_a_public_body(cast: Cast, need: Need) -> None:
    fields: dict[str, Any] = {"need": need, "title": "統一", "body": "替えた", "contact": "推進室"}
    with pytest.raises(Refusal, match="今日まで"):
        services.solution_add(actor=cast.hachioji, solved_on=date(2026, 10, 5) + timedelta(days=1), **fields)
    with pytest.raises(NotYours):
        services.solution_add(actor=cast.company, solved_on=date(2026, 4, 1), **fields)
    solution = services.solution_add(actor=cast.hachioji, solved_on=date(2026, 4, 1), **fields)
    with pytest.raises(NotYours):
        services.solution_remove(actor=cast.ome, solution=solution)
    assert "推進室" not in str([entry.data for entry in history(subject_of(need))])


def test_the_wish_to_take_over_a_result_is_a_voice(cast: Cast) -> None:
    voice = voice_create_for_adoption(actor=cast.hinohara, title="端末", body="引き継ぎたい", category="devices")
    assert (voice.kind, voice.status, voice.name_shown) == (Voice.Kind.ADOPTION, Voice.Status.NEW, True)


def test_needs_of_an_area_are_chosen_by_state(cast: Cast, need: Need) -> None:
    tokyo, tottori = cast.body("130001"), cast.body("310000")
    assert list(needs_of(tokyo, statuses=["adopted"])) == [need]
    assert not needs_of(tokyo, statuses=["solved"]).exists()
    assert not needs_of(tottori).exists()


def test_a_voice_is_raised_by_a_speaker_and_of_the_own_contract(cast: Cast) -> None:
    fields: dict[str, Any] = {"title": "端末", "body": "古い", "category": "devices"}
    for outsider in (NOBODY, cast.expert, cast.auditor):
        with pytest.raises(NotYours):
            services.voice_create(actor=outsider, **fields)
    with pytest.raises(Refusal, match="相談する"):
        services.voice_create(actor=cast.okutama, kind="consultation", **fields)
