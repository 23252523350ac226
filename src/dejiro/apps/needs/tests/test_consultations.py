from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from conftest import Cast, Clock
from dejiro.apps.needs import services
from dejiro.apps.needs.models import Consultation, Voice
from dejiro.apps.needs.public import bodies_by_need, consultations_open_of, voices_new_of
from dejiro.apps.needs.selectors.similar import excerpt, similar_cases
from dejiro.foundation.accounts.actors import NOBODY
from dejiro.foundation.clock import JST
from dejiro.foundation.errors import Conflict, NotYours, Refusal
from dejiro.foundation.files.selectors import attachments_of
from dejiro.foundation.ledger.selectors import history
from dejiro.foundation.ledger.services import subject_of
from dejiro.foundation.notices.models import Notice
from dejiro.foundation.notices.selectors import desk_for
from dejiro.foundation.search.selectors import similar


def ask(cast: Cast, **fields: Any) -> Consultation:  # noqa: ANN401  # fields of the service
    return services.consultation_ask(
        **{"actor": cast.okutama, "title": "回線", "body": "回線が遅い。", "category": "network", **fields}
    )


def test_a_question_is_due_at_the_end_of_the_second_business_day(asked: Consultation) -> None:
    assert asked.due_at.astimezone(JST).isoformat() == "2026-10-07T17:15:00+09:00"


def test_a_question_before_a_long_weekend_is_due_after_it(cast: Cast, clock: Clock) -> None:
    clock.move_to("2026-10-09T18:00+09:00")  # Friday; Monday is a holiday
    assert ask(cast).due_at.astimezone(JST).isoformat() == "2026-10-14T17:15:00+09:00"


def test_a_question_lies_on_the_desk_of_every_expert_with_its_due_time(cast: Cast, asked: Consultation) -> None:
    for expert in (cast.expert, cast.expert_security):
        (item,) = desk_for(expert)
        assert (item.due_at, item.url) == (asked.due_at, asked.get_absolute_url())
    assert desk_for(cast.tottori_expert) == []
    assert desk_for(cast.platform_admin) == []


def test_what_waits_in_an_area_is_told_to_other_apps(cast: Cast, asked: Consultation) -> None:
    tokyo, tottori = cast.body("130001"), cast.body("310000")
    assert list(consultations_open_of(tokyo)) == [asked]
    assert list(voices_new_of(tokyo)) == [asked.voice]
    assert not consultations_open_of(tottori).exists()
    assert bodies_by_need([1]) == {}


def test_an_answered_question_is_found_by_the_areas_bodies_and_tells_how_it_was_solved(
    cast: Cast, answered: Consultation
) -> None:
    (case,) = similar_cases(cast.ome, "タブレットの通信が昼に切れる")
    assert (case.by, case.status, case.solved) == ("市区町村（名称非公開）", "回答あり", answered.answer)
    assert any(matched for _text, matched in case.passages)
    for outsider in (cast.company, cast.chizu, NOBODY):
        assert similar_cases(outsider, "タブレットの通信が昼に切れる") == []
    assert similar_cases(cast.ome, "通") == []
    assert excerpt("あ" * 200) == "あ" * 160 + "…"


def test_a_taken_question_lies_on_its_experts_desk_only(cast: Cast, asked: Consultation) -> None:
    services.consultation_take(actor=cast.expert, consultation=asked)
    assert len(desk_for(cast.expert)) == 1
    assert desk_for(cast.expert_security) == []
    assert Notice.objects.get(user=cast.okutama.user).body == "渡辺 樹さんが担当します。"


def test_a_question_is_taken_by_one_expert(cast: Cast, asked: Consultation) -> None:
    services.consultation_take(actor=cast.expert, consultation=asked)
    with pytest.raises(Refusal, match="渡辺 樹さんが担当"):
        services.consultation_take(actor=cast.expert_security, consultation=asked)
    with pytest.raises(Refusal, match="渡辺 樹さんが担当"):
        services.consultation_answer(actor=cast.expert_security, consultation=asked, answer="はい")


def test_two_experts_who_take_it_at_the_same_moment_do_not_both_have_it(cast: Cast, asked: Consultation) -> None:
    other = Consultation.objects.select_related("voice__area", "voice__author").get(pk=asked.pk)
    services.consultation_take(actor=cast.expert, consultation=asked)
    with pytest.raises(Conflict):
        services.consultation_take(actor=cast.expert_security, consultation=other)


def test_a_question_handed_back_is_on_every_experts_desk_again(cast: Cast, asked: Consultation) -> None:
    services.consultation_take(actor=cast.expert, consultation=asked)
    services.consultation_hand_back(actor=cast.expert, consultation=asked, reason="専門外のため")
    assert asked.expert is None
    assert len(desk_for(cast.expert)) == len(desk_for(cast.expert_security)) == 1


def test_only_its_expert_or_the_coordinator_hands_a_question_back(cast: Cast, asked: Consultation) -> None:
    services.consultation_take(actor=cast.expert, consultation=asked)
    with pytest.raises(NotYours):
        services.consultation_hand_back(actor=cast.expert_security, consultation=asked, reason="x")
    services.consultation_hand_back(actor=cast.coordinator, consultation=asked, reason="代わり")
    with pytest.raises(Refusal, match="担当がいません"):
        services.consultation_hand_back(actor=cast.coordinator, consultation=asked, reason="代わり")


def test_the_coordinator_gives_a_question_to_another_expert(cast: Cast, asked: Consultation) -> None:
    services.consultation_take(actor=cast.expert, consultation=asked)
    services.consultation_assign(actor=cast.coordinator, consultation=asked, expert=cast.user("expert_security"))
    assert desk_for(cast.expert) == []
    assert len(desk_for(cast.expert_security)) == 1
    with pytest.raises(Refusal, match="専門人材ではありません"):
        services.consultation_assign(actor=cast.coordinator, consultation=asked, expert=cast.user("ome"))


def test_an_answer_asks_for_a_rating_and_the_rating_clears_the_desk(cast: Cast, answered: Consultation) -> None:
    (item,) = desk_for(cast.okutama)
    assert item.title == "回答を評価する：タブレットの通信が切れる"
    assert desk_for(cast.expert) == []
    services.consultation_rate(actor=cast.okutama, consultation=answered, rating=5, comment="助かりました")
    assert desk_for(cast.okutama) == []
    titles = Notice.objects.filter(user=cast.expert.user).values_list("title", flat=True)
    assert [title.split("：")[0] for title in titles] == ["回答が評価されました（5点中5点）", "新しい相談が届きました"]


@pytest.mark.parametrize("rating", [0, 6, -1])
def test_a_rating_is_a_number_from_one_to_five(cast: Cast, answered: Consultation, rating: int) -> None:
    with pytest.raises(Refusal, match="1から5"):
        services.consultation_rate(actor=cast.okutama, consultation=answered, rating=rating)


def test_a_rating_is_given_once_and_after_the_answer(cast: Cast, asked: Consultation) -> None:
    with pytest.raises(Refusal, match="まだ回答がありません"):
        services.consultation_rate(actor=cast.okutama, consultation=asked, rating=4)
    services.consultation_answer(actor=cast.expert, consultation=asked, answer="夜に移してください。")
    services.consultation_rate(actor=cast.okutama, consultation=asked, rating=4)
    with pytest.raises(Refusal, match="すでに評価"):
        services.consultation_rate(actor=cast.okutama, consultation=asked, rating=5)


def test_an_answer_is_mended_until_it_is_rated(cast: Cast, answered: Consultation) -> None:
    first = answered.answered_at
    services.consultation_answer(actor=cast.expert, consultation=answered, answer="設定の名前を直しました。")
    assert answered.answered_at == first
    services.consultation_rate(actor=cast.okutama, consultation=answered, rating=3)
    with pytest.raises(Refusal, match="評価された回答"):
        services.consultation_answer(actor=cast.expert, consultation=answered, answer="もう一度")


def test_an_answered_question_is_neither_taken_nor_assigned(cast: Cast, answered: Consultation) -> None:
    refused = pytest.raises(Refusal, match="すでに回答")
    with refused:
        services.consultation_take(actor=cast.expert, consultation=answered)
    with refused:
        services.consultation_assign(actor=cast.coordinator, consultation=answered, expert=cast.user("expert_security"))
    with refused:
        services.consultation_hand_back(actor=cast.coordinator, consultation=answered, reason="x")


def test_only_officers_of_public_bodies_ask_and_only_the_areas_experts_answer(cast: Cast, asked: Consultation) -> None:
    for outsider in (cast.company, cast.resident, cast.auditor, cast.expert):
        with pytest.raises(NotYours):
            ask(cast, actor=outsider)
    for outsider in (cast.okutama, cast.coordinator, cast.tottori_expert, cast.company):
        with pytest.raises(NotYours):
            services.consultation_answer(actor=outsider, consultation=asked, answer="はい")
        with pytest.raises(NotYours):
            services.consultation_take(actor=outsider, consultation=asked)
    with pytest.raises(NotYours):
        services.consultation_assign(actor=cast.tottori_coordinator, consultation=asked, expert=cast.user("expert"))
    with pytest.raises(NotYours):
        services.consultation_rate(actor=cast.ome, consultation=asked, rating=1)


def test_a_bad_attachment_refuses_the_whole_question(cast: Cast) -> None:
    lie = SimpleUploadedFile("図.png", b"MZ this is a program")
    with pytest.raises(Refusal):
        ask(cast, files=[SimpleUploadedFile("a.txt", "状況".encode()), lie])
    assert not Voice.objects.exists()


def test_attachments_belong_to_the_question(cast: Cast) -> None:
    consultation = ask(cast, files=[SimpleUploadedFile("状況.txt", "昼に切れる".encode())])
    assert [file.name for file in attachments_of(subject_of(consultation))] == ["状況.txt"]


def test_the_log_tells_the_whole_way_without_a_word_of_the_question(cast: Cast, answered: Consultation) -> None:
    entries = history(subject_of(answered))
    assert [entry.action for entry in entries] == ["needs.consultation.ask", "needs.consultation.answer"]
    assert "$sealed" in str(entries[0].data["body"])
    assert "タブレット" not in str([entry.data for entry in entries])
    assert entries[1].data["late"] is False


def test_the_coordinator_and_experts_find_an_open_question_and_other_bodies_do_not(
    cast: Cast, asked: Consultation
) -> None:
    for actor, found in ((cast.okutama, 1), (cast.expert, 1), (cast.coordinator, 1), (cast.ome, 0), (cast.company, 0)):
        assert len(similar(actor, "タブレットの通信が昼に切れる", kinds=["voice"])) == found
