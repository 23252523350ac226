from collections.abc import Callable
from typing import Any

import pytest

from conftest import Cast
from dejiro.apps.needs import services
from dejiro.apps.needs.models import Follow, Need, NeedVoice, TriageAct, Voice
from dejiro.apps.needs.public import bodies_of
from dejiro.foundation.errors import Conflict, NotYours, Refusal
from dejiro.foundation.ledger.selectors import history
from dejiro.foundation.ledger.services import subject_of
from dejiro.foundation.notices.models import Notice
from dejiro.foundation.organizations.models import Rule
from dejiro.foundation.search.selectors import search

VoiceOf = Callable[..., Voice]
WORDS: dict[str, Any] = {"title": "端末", "summary": "更新したい", "category": "devices"}


def merge(cast: Cast, *voices: Voice, need: Need | None = None) -> Need:
    return services.voices_merge(actor=cast.coordinator, voices=voices, need=need, **WORDS)


def status_of(*voices: Voice) -> list[str]:
    return [Voice.objects.get(pk=voice.pk).status for voice in voices]


def act_of(need: Need) -> TriageAct:
    return need.acts.all()[0]


def test_a_need_of_one_body_is_a_candidate_and_of_two_is_adopted(cast: Cast, voice_of: VoiceOf) -> None:
    need = merge(cast, voice_of(cast.okutama), voice_of(cast.okutama, "二つめ"))
    assert need.status == Need.Status.CANDIDATE
    merge(cast, voice_of(cast.ome), need=need)
    assert need.status == Need.Status.ADOPTED
    assert [body.name for body in bodies_of(need)] == ["青梅市", "奥多摩町"]


def test_companies_and_residents_do_not_make_a_need_adopted(cast: Cast, voice_of: VoiceOf) -> None:
    need = merge(cast, voice_of(cast.okutama), voice_of(cast.company), voice_of(cast.resident))
    assert need.status == Need.Status.CANDIDATE


def test_the_rule_of_the_area_on_the_day_decides_how_many(cast: Cast, voice_of: VoiceOf) -> None:
    tokyo = cast.body("130001")
    Rule.objects.create(area=tokyo, key="need.minimum_bodies", value=3, text="三以上", valid_from="2026-10-01")
    need = merge(cast, voice_of(cast.okutama), voice_of(cast.ome))
    assert (need.bodies_required, need.status) == (3, Need.Status.CANDIDATE)


def test_authors_are_told_and_follow_the_need(cast: Cast, voice_of: VoiceOf) -> None:
    need = merge(cast, voice_of(cast.okutama))
    assert Follow.objects.get(need=need).user == cast.okutama.user
    assert Notice.objects.get(user=cast.okutama.user).url == need.get_absolute_url()


def test_everyone_finds_a_need_and_nobody_else_a_voice(cast: Cast, voice_of: VoiceOf) -> None:
    voice = voice_of(cast.okutama, "孤立した無線局")
    assert search(cast.ome, "孤立した無線局") == []
    merge(cast, voice)
    assert [hit.kind for hit in search(cast.company, "端末 更新したい")] == ["need"]


def test_a_voice_is_merged_once(cast: Cast, voice_of: VoiceOf) -> None:
    voice = voice_of(cast.okutama)
    merge(cast, voice)
    with pytest.raises(Conflict, match="すでに整理されています"):
        merge(cast, voice)
    with pytest.raises(Refusal, match="1件以上"):
        merge(cast)


def test_a_new_need_is_described(cast: Cast, voice_of: VoiceOf) -> None:
    with pytest.raises(Refusal, match="件名・概要・分野"):
        services.voices_merge(actor=cast.coordinator, voices=[voice_of(cast.okutama)])
    assert not Need.objects.exists()


def test_nothing_goes_into_a_closed_need(cast: Cast, voice_of: VoiceOf, need: Need) -> None:
    services.need_close(actor=cast.coordinator, need=need, reason="済み")
    with pytest.raises(Refusal, match="終了しています"):
        merge(cast, voice_of(cast.hinohara), need=need)


def test_only_the_areas_coordinator_triages(cast: Cast, voice_of: VoiceOf, need: Need) -> None:
    voice = voice_of(cast.hinohara)
    for outsider in (cast.okutama, cast.expert, cast.auditor, cast.tottori_coordinator):
        with pytest.raises((NotYours, Refusal)):
            services.voices_merge(actor=outsider, voices=[voice], need=need)
        with pytest.raises((NotYours, Refusal)):
            services.voice_decline(actor=outsider, voice=voice, reason="x")
        with pytest.raises((NotYours, Refusal)):
            services.triage_undo(actor=outsider, act=act_of(need))


def test_voices_of_two_areas_are_never_merged(cast: Cast, voice_of: VoiceOf) -> None:
    with pytest.raises(NotYours):
        merge(cast, voice_of(cast.okutama), voice_of(cast.chizu))


def test_a_split_keeps_the_lineage(cast: Cast, voice_of: VoiceOf) -> None:
    stays, goes = voice_of(cast.okutama), voice_of(cast.ome)
    need = merge(cast, stays, goes)
    part = services.need_split(actor=cast.coordinator, need=need, voices=[goes], **WORDS)
    assert part.split_from == need
    assert (need.status, part.status) == (Need.Status.CANDIDATE, Need.Status.CANDIDATE)
    rows = NeedVoice.objects.filter(voice=goes).order_by("pk")
    assert [(row.need_id, row.left_at is None) for row in rows] == [(need.pk, False), (part.pk, True)]


def test_a_split_takes_some_voices_of_the_need_and_leaves_some(cast: Cast, voice_of: VoiceOf) -> None:
    one, other, stranger = voice_of(cast.okutama), voice_of(cast.ome), voice_of(cast.hinohara)
    need = merge(cast, one, other)
    for voices, words in (([one, other], "1件以上残して"), ([], "1件以上選んで"), ([stranger], "外されたもの")):
        with pytest.raises(Refusal, match=words):
            services.need_split(actor=cast.coordinator, need=need, voices=voices, **WORDS)


def test_a_merged_need_leads_to_the_other_and_comes_back_by_undo(cast: Cast, voice_of: VoiceOf) -> None:
    need, into = merge(cast, voice_of(cast.okutama)), merge(cast, voice_of(cast.ome))
    services.need_follow(actor=cast.company, need=need)
    services.needs_merge(actor=cast.coordinator, need=need, into=into)
    assert (need.status, need.merged_into, into.status) == (Need.Status.CLOSED, into, Need.Status.ADOPTED)
    assert Follow.objects.filter(need=into, user=cast.company.user).exists()
    assert Notice.objects.filter(user=cast.company.user).get().title == "課題が統合されました：端末"
    services.triage_undo(actor=cast.coordinator, act=act_of(into))
    need.refresh_from_db()
    into.refresh_from_db()
    assert (need.status, need.merged_into, into.status) == (Need.Status.CANDIDATE, None, Need.Status.CANDIDATE)
    assert len(search(cast.ome, "端末 更新したい", kinds=["need"])) == 2


def test_a_need_is_not_merged_into_itself_or_from_under_a_purchase(cast: Cast, need: Need, voice_of: VoiceOf) -> None:
    other = merge(cast, voice_of(cast.hinohara))
    with pytest.raises(Refusal, match="別の課題"):
        services.needs_merge(actor=cast.coordinator, need=need, into=need)
    services.need_set_status(actor=cast.coordinator, need=need, status="committed")
    with pytest.raises(Refusal, match="共同調達の募集がある"):
        services.needs_merge(actor=cast.coordinator, need=need, into=other)


def test_unlinked_voices_wait_again_and_undo_puts_them_back(cast: Cast, voice_of: VoiceOf) -> None:
    one, other = voice_of(cast.okutama), voice_of(cast.ome)
    need = merge(cast, one, other)
    services.voices_unlink(actor=cast.coordinator, need=need, voices=[one])
    assert (status_of(one, other), need.status) == (["new", "linked"], Need.Status.CANDIDATE)
    act = TriageAct.objects.get(kind="unlink")
    services.triage_undo(actor=cast.coordinator, act=act)
    need.refresh_from_db()
    assert (status_of(one, other), need.status) == (["linked", "linked"], Need.Status.ADOPTED)


def test_undoing_the_merge_that_made_a_need_closes_it(cast: Cast, voice_of: VoiceOf) -> None:
    voice = voice_of(cast.okutama)
    need = merge(cast, voice)
    services.triage_undo(actor=cast.coordinator, act=act_of(need))
    need.refresh_from_db()
    assert (need.status, need.closing_reason, status_of(voice)) == ("closed", "整理を取り消したため", ["new"])
    with pytest.raises(Conflict, match="すでに取り消されて"):
        services.triage_undo(actor=cast.coordinator, act=act_of(need))


def test_undoing_a_later_merge_leaves_the_need(cast: Cast, need: Need, voice_of: VoiceOf) -> None:
    voice = voice_of(cast.hinohara)
    merge(cast, voice, need=need)
    services.triage_undo(actor=cast.coordinator, act=act_of(need))
    need.refresh_from_db()
    assert (need.status, status_of(voice)) == (Need.Status.ADOPTED, ["new"])


def test_undoing_a_split_puts_the_voices_back(cast: Cast, voice_of: VoiceOf) -> None:
    stays, goes = voice_of(cast.okutama), voice_of(cast.ome)
    need = merge(cast, stays, goes)
    part = services.need_split(actor=cast.coordinator, need=need, voices=[goes], **WORDS)
    services.triage_undo(actor=cast.coordinator, act=act_of(part))
    need.refresh_from_db()
    part.refresh_from_db()
    assert (need.status, part.status) == (Need.Status.ADOPTED, Need.Status.CLOSED)


def test_an_act_is_not_undone_after_its_voices_moved_on(cast: Cast, voice_of: VoiceOf) -> None:
    stays, goes = voice_of(cast.okutama), voice_of(cast.ome)
    need = merge(cast, stays, goes)
    first = act_of(need)
    services.need_split(actor=cast.coordinator, need=need, voices=[goes], **WORDS)
    with pytest.raises(Conflict, match="新しい整理から"):
        services.triage_undo(actor=cast.coordinator, act=first)


def test_an_unlink_is_not_undone_after_its_voice_went_elsewhere(cast: Cast, voice_of: VoiceOf) -> None:
    voice = voice_of(cast.okutama)
    need = merge(cast, voice, voice_of(cast.ome))
    services.voices_unlink(actor=cast.coordinator, need=need, voices=[voice])
    merge(cast, voice)
    with pytest.raises(Conflict, match="新しい整理から"):
        services.triage_undo(actor=cast.coordinator, act=TriageAct.objects.get(kind="unlink"))


def test_a_merge_under_a_purchase_is_not_undone(cast: Cast, need: Need) -> None:
    services.need_set_status(actor=cast.coordinator, need=need, status="committed")
    with pytest.raises(Refusal, match="共同調達の募集がある"):
        services.triage_undo(actor=cast.coordinator, act=act_of(need))


def test_a_need_merged_on_is_not_undone(cast: Cast, voice_of: VoiceOf) -> None:
    need, into, last = (merge(cast, voice_of(actor)) for actor in (cast.okutama, cast.ome, cast.hinohara))
    services.needs_merge(actor=cast.coordinator, need=need, into=into)
    act = act_of(into)
    Need.objects.filter(pk=need.pk).update(merged_into=last)
    with pytest.raises(Conflict, match="新しい整理から"):
        services.triage_undo(actor=cast.coordinator, act=act)


def test_a_declined_voice_tells_its_author_why(cast: Cast, voice_of: VoiceOf) -> None:
    voice = voice_of(cast.okutama)
    with pytest.raises(Refusal, match="理由を書いて"):
        services.voice_decline(actor=cast.coordinator, voice=voice, reason=" ")
    services.voice_decline(actor=cast.coordinator, voice=voice, reason="国の制度のため")
    assert "国の制度のため" in Notice.objects.get(user=cast.okutama.user).body
    with pytest.raises(Conflict):
        services.voice_decline(actor=cast.coordinator, voice=voice, reason="二度め")


def test_declining_is_undone_by_the_act_or_by_reopening(cast: Cast, voice_of: VoiceOf) -> None:
    voice = voice_of(cast.okutama)
    services.voice_decline(actor=cast.coordinator, voice=voice, reason="国の制度のため")
    services.triage_undo(actor=cast.coordinator, act=TriageAct.objects.get())
    voice.refresh_from_db()
    assert voice.status == Voice.Status.NEW
    services.voice_decline(actor=cast.coordinator, voice=voice, reason="やはり")
    services.voice_reopen(actor=cast.coordinator, voice=voice)
    assert not TriageAct.objects.filter(undone_at=None).exists()
    with pytest.raises(Refusal, match="課題としない"):
        services.voice_reopen(actor=cast.coordinator, voice=voice)


def test_a_decline_that_changed_since_is_not_undone(cast: Cast, voice_of: VoiceOf) -> None:
    voice = voice_of(cast.okutama)
    services.voice_decline(actor=cast.coordinator, voice=voice, reason="国の制度のため")
    Voice.objects.update(status=Voice.Status.NEW)
    with pytest.raises(Conflict, match="新しい整理から"):
        services.triage_undo(actor=cast.coordinator, act=TriageAct.objects.get())


def test_the_log_keeps_every_move_in_both_needs(cast: Cast, voice_of: VoiceOf) -> None:
    stays, goes = voice_of(cast.okutama), voice_of(cast.ome)
    need = merge(cast, stays, goes)
    part = services.need_split(actor=cast.coordinator, need=need, voices=[goes], **WORDS)
    services.needs_merge(actor=cast.coordinator, need=part, into=need)
    assert [entry.action for entry in history(subject_of(need))] == [
        "needs.need.create",
        "needs.need.split",
        "needs.need.merge_need",
    ]
    assert [entry.action for entry in history(subject_of(part))] == ["needs.need.create", "needs.need.join"]


def test_two_coordinators_do_not_overwrite_each_other(cast: Cast, need: Need) -> None:
    mine, theirs = (Need.objects.select_related("area").get(pk=need.pk) for _ in range(2))
    services.need_update(actor=cast.coordinator, need=mine, version=mine.version, **WORDS)
    with pytest.raises(Conflict) as conflict:
        services.need_update(actor=cast.coordinator_two, need=theirs, version=theirs.version, **WORDS)
    assert conflict.value.current == mine.version
