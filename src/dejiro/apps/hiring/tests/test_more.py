"""Doors and refusals at the edges of hiring."""

from dataclasses import replace

import pytest
from django.http import Http404

from dejiro.apps.hiring import access, services
from dejiro.apps.hiring.forms import ApplicationForm
from dejiro.apps.hiring.models import Choice, Offer, Reviewer
from dejiro.apps.hiring.tests.conftest import AFTER, ANSWER, DEADLINE, TERMS, Play, SignIn
from dejiro.foundation.errors import Refusal
from dejiro.foundation.notices.models import Notice


def finished(play: Play) -> Offer:
    opening = play.published()
    play.applied("resident", opening)
    play.clock.move_to(AFTER)
    play.scored(opening, [4])
    choice = opening.choices.select_related("application__user", "opening").get()
    chief = play.cast.actor("okutama_chief")
    return services.offer_make(actor=chief, choice=choice, pay=7_000_000, answer_by=ANSWER)


def test_a_late_answer_is_refused_and_the_candidate_was_told(play: Play) -> None:
    offer = finished(play)
    assert Notice.objects.filter(user=play.cast.user("resident"), url=offer.get_absolute_url()).exists()
    play.clock.move_to("2026-12-02T09:00:00+09:00")
    with pytest.raises(Refusal, match="期限が過ぎ"):
        services.offer_answer(actor=play.cast.resident, offer=offer, accept=True)


def test_an_application_is_not_erased_while_an_offer_waits(play: Play) -> None:
    offer = finished(play)
    with pytest.raises(Refusal, match="先に"):
        services.application_erase(actor=play.cast.resident, application=offer.choice.application)


def test_an_offer_of_a_joint_recruiting_is_made_by_the_coordinator_alone(play: Play) -> None:
    opening = play.published(joint=play.joint())
    play.applied("resident", opening)
    play.clock.move_to(AFTER)
    play.scored(opening, [4])
    choice = Choice.objects.select_related("application__user", "opening").get()
    with pytest.raises(Refusal, match="調整担当がまとめて"):
        services.offer_make(actor=play.cast.actor("okutama_chief"), choice=choice, pay=7_000_000, answer_by=ANSWER)


def test_others_candidates_offers_and_papers_do_not_exist(play: Play, sign_in: SignIn) -> None:
    offer = finished(play)
    stranger = sign_in(play.cast.actor("company"))
    for path in (f"offers/{offer.pk}/", f"mine/choices/{offer.choice_id}/withdraw/", "mine/ranks/", "mine/erase/"):
        assert stranger.get(f"/hiring/{path}").status_code == 404
    assert sign_in(play.cast.ome).get(f"/hiring/choices/{offer.choice_id}/").status_code == 404


def test_nobody_scores_as_somebody_else_or_outside_the_time(play: Play) -> None:
    opening = play.published()
    play.applied("resident", opening)
    choice = Choice.objects.select_related("opening").get()
    reviewer = Reviewer.objects.get()
    with pytest.raises(Refusal, match="本人"):
        services.conflict_declare(actor=play.cast.ome, choice=choice, reviewer=reviewer)
    with pytest.raises(Refusal, match="期間"):
        services.conflict_declare(actor=play.cast.okutama, choice=choice, reviewer=reviewer)


def test_conflict_pages_take_a_reviewer_away_from_an_application(play: Play, sign_in: SignIn) -> None:
    opening = play.published()
    play.applied("resident", opening)
    play.clock.move_to(AFTER)
    choice = opening.choices.get()
    officer = sign_in(play.cast.okutama)
    assert officer.post(f"/hiring/choices/{choice.pk}/conflict/").status_code == 302
    assert "利害関係あり" in officer.get(f"/hiring/{opening.pk}/review/").content.decode()
    assert officer.get(f"/hiring/choices/{choice.pk}/score/").status_code == 404


def test_a_coordinator_begins_joint_recruiting_by_the_page(play: Play, sign_in: SignIn) -> None:
    coordinator = sign_in(play.cast.coordinator)
    form = {"title": "合同", "deadline": "2026-11-01T17:00", "caps": "島しょ 2"}
    assert coordinator.post("/hiring/joint/new/", form).status_code == 302
    twice = coordinator.post("/hiring/joint/new/", form | {"caps": "島しょ 2\n島しょ 3"})
    assert twice.status_code == 422
    assert "同じ地域" in twice.content.decode()
    with pytest.raises(Refusal, match="調整担当"):
        services.joint_create(actor=play.cast.okutama, title="合同", deadline=DEADLINE, caps=())


def test_lists_are_filtered_and_say_when_they_are_empty(play: Play, sign_in: SignIn) -> None:
    assert "公開している求人はありません" in sign_in().get("/hiring/").content.decode()
    opening = play.published()
    assert opening.title in sign_in().get(f"/hiring/?role={TERMS.role}&state=open").content.decode()
    assert "この条件の求人はありません" in sign_in().get("/hiring/?role=none").content.decode()


def test_an_unpublished_or_late_step_is_refused(play: Play) -> None:
    made = services.opening_create(actor=play.cast.okutama, terms=TERMS)
    chief = play.cast.actor("okutama_chief")
    with pytest.raises(Refusal, match="面接中"):
        services.scores_close(actor=chief, opening=made)
    with pytest.raises(Refusal, match="締切の後"):
        services.interviews_begin(actor=chief, opening=made, choices=[])
    play.clock.move_to(AFTER)
    with pytest.raises(Refusal, match="締切が過ぎて"):
        services.opening_publish(actor=chief, opening=made)


def test_the_application_form_tells_candidates_not_to_name_themselves() -> None:
    assert "書かないで" in str(ApplicationForm.base_fields["experience"].help_text)


def test_a_bodys_own_key_does_not_review_for_the_person_that_it_rests_on(play: Play) -> None:
    opening = play.published()
    assert access.reviewer_for(play.cast.okutama, opening).user == play.cast.user("okutama")
    with pytest.raises(Http404):
        access.reviewer_for(replace(play.cast.okutama, is_body=True), opening)
