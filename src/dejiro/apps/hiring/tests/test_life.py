"""From an opening to an accepted offer, with what is refused on the way."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dejiro.apps.hiring import scoring, selectors, services
from dejiro.apps.hiring.models import Application, Choice, Look, Offer, Opening, Reviewer
from dejiro.apps.hiring.tests.conftest import AFTER, ANSWER, PAPER, TERMS, Play, SignIn
from dejiro.foundation.errors import Conflict, Refusal
from dejiro.foundation.ledger.models import Entry
from dejiro.foundation.ledger.verification import verify_log
from dejiro.ui.formats import jdatetime


def offered(play: Play) -> Offer:
    opening = play.published()
    play.applied("resident", opening)
    play.clock.move_to(AFTER)
    play.scored(opening, [4])
    choice = opening.choices.select_related("application__user", "opening").get()
    chief = play.cast.actor("okutama_chief")
    return services.offer_make(actor=chief, choice=choice, pay=7_000_000, answer_by=ANSWER)


def test_an_officer_drafts_and_only_an_approver_or_coordinator_publishes(play: Play, sign_in: SignIn) -> None:
    made = services.opening_create(actor=play.cast.okutama, terms=TERMS)
    assert sign_in().get(f"/hiring/{made.pk}/").status_code == 404
    assert sign_in(play.cast.okutama).get(f"/hiring/{made.pk}/publish/").status_code == 403
    chief = sign_in(play.cast.actor("okutama_chief"))
    assert chief.post(f"/hiring/{made.pk}/publish/").status_code == 302
    page = sign_in().get(f"/hiring/{made.pk}/").content.decode()
    assert "6,000,000円" in page
    assert "区市町村の給与制度" in page
    assert "任期付職員" in page


def test_one_application_goes_to_many_and_a_rank_is_used_once(play: Play) -> None:
    one, two = play.published(), play.published("ome", title="二つ目")
    found = play.applied("resident", one, two)
    assert [choice.opening_id for choice in found.choices.order_by("rank")] == [one.pk, two.pk]
    services.choices_send(actor=play.cast.resident, application=found, ranks={one.pk: 2, two.pk: 1})
    assert [choice.opening_id for choice in found.choices.order_by("rank")] == [two.pk, one.pk]
    with pytest.raises(Refusal, match="2度"):
        services.choices_send(actor=play.cast.resident, application=found, ranks={one.pk: 1, two.pk: 1})


def test_an_application_after_the_deadline_is_refused_and_what_was_typed_stays(play: Play, sign_in: SignIn) -> None:
    one, two = play.published(), play.published("ome", deadline=TERMS.deadline + timedelta(days=9))
    found = play.applied("resident", two)
    page = sign_in(play.cast.resident)
    play.clock.move_to(AFTER)
    with pytest.raises(Refusal, match="締め切られました"):
        services.choices_send(actor=play.cast.resident, application=found, ranks={one.pk: 1})
    refused = page.post("/hiring/mine/ranks/", {f"opening_{two.pk}": "0"})
    assert refused.status_code == 422
    assert 'value="0"' in refused.content.decode()


def test_a_candidate_withdraws_until_the_deadline_and_does_not_edit_under_the_reviewers_eyes(play: Play) -> None:
    opening = play.published()
    play.applied("resident", opening)
    play.clock.move_to(AFTER)
    choice = Choice.objects.select_related("application", "opening").get()
    with pytest.raises(Refusal, match="締切"):
        services.choice_withdraw(actor=play.cast.resident, choice=choice)
    with pytest.raises(Refusal, match="変えられません"):
        services.application_save(actor=play.cast.resident, terms=PAPER)
    play.clock.move_to("2026-10-20T09:00:00+09:00")
    services.choice_withdraw(actor=play.cast.resident, choice=choice)
    assert not Choice.objects.exists()


def test_the_first_review_is_blind_and_every_look_is_kept(play: Play, sign_in: SignIn) -> None:
    opening = play.published()
    play.applied("resident", opening)
    choice = opening.choices.get()
    url = f"/hiring/choices/{choice.pk}/score/"
    reviewer = sign_in(play.cast.okutama)
    assert reviewer.get(url).status_code == 404
    play.clock.move_to(AFTER)
    page = reviewer.get(url).content.decode()
    assert PAPER.experience in page
    assert PAPER.name not in page
    assert PAPER.contact not in page
    assert reviewer.get(f"/hiring/choices/{choice.pk}/").status_code == 404
    assert sign_in(play.cast.ome).get(url).status_code == 404
    look = Look.objects.get()
    assert (look.user.name, look.named) == ("杉本 葵", False)
    assert "杉本 葵" in sign_in(play.cast.resident).get("/hiring/mine/").content.decode()


def test_nobody_sees_scores_before_all_have_scored(play: Play, sign_in: SignIn) -> None:
    opening = play.published()
    both = [play.cast.user("okutama"), play.cast.user("okutama_chief")]
    services.reviewers_name(actor=play.cast.okutama, opening=opening, users=both)
    play.applied("resident", opening)
    play.clock.move_to(AFTER)
    choice = opening.choices.get()
    play.score("okutama", choice, 5, 1)
    assert not scoring.may_be_seen(opening)
    page = sign_in(play.cast.okutama).get(f"/hiring/{opening.pk}/scores/").content.decode()
    assert "4.00" not in page
    play.score("okutama_chief", choice, 3, 3)
    assert scoring.may_be_seen(opening)
    line = scoring.lines(opening)[0]
    assert (line.mean_text, line.spread_text, line.reviewers) == ("3.50", "0.50", 2)
    assert "3.50" in sign_in(play.cast.okutama).get(f"/hiring/{opening.pk}/scores/").content.decode()


def test_a_score_out_of_range_or_with_a_conflict_is_refused(play: Play) -> None:
    opening = play.published()
    play.applied("resident", opening)
    play.clock.move_to(AFTER)
    choice = opening.choices.select_related("opening").get()
    with pytest.raises(Refusal, match="1から5"):
        play.score("okutama", choice, 6, 1)
    reviewer = Reviewer.objects.get(opening=opening)
    services.conflict_declare(actor=play.cast.okutama, choice=choice, reviewer=reviewer)
    with pytest.raises(Refusal, match="利害関係"):
        play.score("okutama", choice, 3, 3)


def test_reviewers_do_not_change_once_scores_are_given(play: Play) -> None:
    opening = play.published()
    play.applied("resident", opening)
    play.clock.move_to(AFTER)
    play.score("okutama", opening.choices.get(), 3, 3)
    with pytest.raises(Refusal, match="始まって"):
        services.reviewers_name(actor=play.cast.okutama, opening=opening, users=[play.cast.user("okutama_chief")])


def test_an_offer_is_answered_once(play: Play, sign_in: SignIn) -> None:
    offer = offered(play)
    candidate = sign_in(play.cast.resident)
    page = candidate.get(f"/hiring/offers/{offer.pk}/").content.decode()
    assert "7,000,000円" in page
    assert f"返事の期限は{jdatetime(offer.answer_by)}です" in page
    assert f"{jdatetime(offer.answer_by)}までに返事" in candidate.get("/hiring/mine/").content.decode()
    assert candidate.post(f"/hiring/offers/{offer.pk}/", {"answer": "no"}).status_code == 422
    declined = candidate.post(f"/hiring/offers/{offer.pk}/", {"answer": "no", "reason": "pay"})
    assert declined.status_code == 302
    offer.refresh_from_db()
    assert (offer.status, offer.reason, offer.distance) == ("declined", "pay", "to20")
    with pytest.raises(Refusal, match="もう返事"):
        services.offer_answer(actor=play.cast.resident, offer=offer, accept=True)


def test_an_offer_stays_in_the_band_and_within_the_posts(play: Play) -> None:
    offer = offered(play)
    chief, choice = play.cast.actor("okutama_chief"), offer.choice
    with pytest.raises(Refusal, match="人数の分"):
        services.offer_make(actor=chief, choice=choice, pay=7_000_000, answer_by=ANSWER)
    with pytest.raises(Refusal, match="幅の中"):
        services.offer_make(actor=chief, choice=choice, pay=1, answer_by=ANSWER)


def test_groups_of_fewer_than_five_declined_offers_show_no_figure(play: Play, sign_in: SignIn) -> None:
    offer = offered(play)
    services.offer_answer(actor=play.cast.resident, offer=offer, accept=False, reason="pay")
    groups = selectors.declined_groups(offer.choice.opening.area_id)
    assert [group.count for group in groups["reason"]] == [None]
    assert "5件未満" in sign_in(play.cast.okutama).get("/hiring/statistics/").content.decode()


def test_data_end_on_their_day_and_the_log_still_verifies(play: Play) -> None:
    opening = play.published()
    play.applied("resident", opening)
    assert services.applications_erase_due() == 0
    play.clock.move_to("2027-12-01T09:00:00+09:00")
    assert services.applications_erase_due() == 1
    found = Application.objects.get()
    assert (found.user, found.name, found.contact, found.experience) == (None, "", "", "")
    assert not any(PAPER.name in leaf for leaf in Entry.objects.values_list("leaf", flat=True))
    assert verify_log().good


def test_a_candidate_takes_their_data_along_and_has_them_erased(play: Play, sign_in: SignIn) -> None:
    opening = play.published()
    play.applied("resident", opening)
    candidate = sign_in(play.cast.resident)
    assert candidate.get("/hiring/mine/export.json").json()["name"] == PAPER.name
    assert candidate.post("/hiring/mine/erase/").status_code == 302
    assert not opening.choices.exists()
    assert candidate.get("/hiring/mine/export.json").status_code == 404


def test_two_who_edit_a_draft_are_told(play: Play) -> None:
    made = services.opening_create(actor=play.cast.okutama, terms=TERMS)
    old = Opening.objects.select_related("organization", "area").get(pk=made.pk)
    services.opening_update(actor=play.cast.okutama, opening=made, terms=TERMS, version=1)
    with pytest.raises(Conflict):
        services.opening_update(actor=play.cast.okutama, opening=old, terms=TERMS, version=1)


@pytest.mark.parametrize("path", ["/hiring/", "/hiring/joint/"])
def test_a_list_takes_the_same_queries_with_one_row_and_with_many(play: Play, sign_in: SignIn, path: str) -> None:
    play.published(joint=play.joint())
    client = sign_in()
    client.get(path)
    with CaptureQueriesContext(connection) as few:
        assert client.get(path).status_code == 200
    for number in range(5):
        play.published("ome", title=f"求人{number}", joint=play.joint())
    with CaptureQueriesContext(connection) as many:
        client.get(path)
    assert len(many) == len(few) <= 8


def test_the_api_reads_public_openings_and_no_drafts(play: Play, sign_in: SignIn) -> None:
    opening = play.published()
    draft = services.opening_create(actor=play.cast.okutama, terms=TERMS)
    listed = sign_in().get("/api/openings/?state=open").json()["items"]
    assert [(row["id"], row["organization"], row["pay_low"]) for row in listed] == [(opening.pk, "133086", 6_000_000)]
    assert sign_in().get(f"/api/openings/{opening.pk}/").json()["legal_basis"] == TERMS.legal_basis
    assert sign_in().get(f"/api/openings/{draft.pk}/").status_code == 404


def opening_form(**changes: object) -> dict[str, object]:
    names = (
        "title",
        "role",
        "duties",
        "place",
        "region",
        "system",
        "unit",
        "pay_low",
        "pay_high",
        "legal_basis",
        "posts",
    )
    facts = {name: getattr(TERMS, name) for name in names}
    days = {"starts_on": "2027-04-01", "ends_on": "2030-03-31", "deadline": "2026-11-01T17:00"}
    return facts | days | {"criteria": "実務経験 3", "joint": ""} | changes


def test_an_officer_fills_in_the_form_and_changes_the_draft(play: Play, sign_in: SignIn) -> None:
    officer = sign_in(play.cast.okutama)
    assert officer.get("/hiring/new/").status_code == 200
    made = officer.post("/hiring/new/", opening_form())
    assert made.status_code == 302
    opening = Opening.objects.get()
    page = officer.get(f"/hiring/{opening.pk}/edit/").content.decode()
    assert "実務経験 3" in page
    changed = officer.post(f"/hiring/{opening.pk}/edit/", opening_form(title="直した件名", version=1))
    assert changed.status_code == 302
    assert Opening.objects.get().title == "直した件名"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"pay_high": 1}, "下限以上"),
        ({"ends_on": "2026-01-01"}, "任期の終わり"),
        ({"deadline": "2020-01-01T00:00"}, "これからの日時"),
        ({"criteria": "重みなし"}, "1行目"),
        ({"criteria": "甲 3\n甲 2"}, "同じ基準"),
        ({"criteria": "甲 101"}, "重み"),
    ],
)
def test_a_wrong_opening_is_refused_and_what_was_typed_stays(
    play: Play, sign_in: SignIn, changes: dict[str, object], words: str
) -> None:
    page = sign_in(play.cast.okutama).post("/hiring/new/", opening_form(**changes))
    assert page.status_code == 422
    assert words in page.content.decode()
    assert TERMS.legal_basis in page.content.decode()


def test_a_whole_recruiting_goes_by_the_pages(play: Play, sign_in: SignIn) -> None:
    opening = play.published()
    url = f"/hiring/{opening.pk}"
    officer, chief = sign_in(play.cast.okutama), sign_in(play.cast.actor("okutama_chief"))
    candidate = sign_in(play.cast.resident)
    assert "応募書類は、まだありません" in candidate.get("/hiring/mine/").content.decode()
    paper = dict(PAPER.row())
    assert candidate.post("/hiring/mine/edit/", paper).status_code == 302
    assert candidate.post("/hiring/mine/ranks/", {f"opening_{opening.pk}": 1}).status_code == 302
    choice = opening.choices.get()
    assert candidate.get(f"/hiring/mine/choices/{choice.pk}/withdraw/").status_code == 200
    user = play.cast.user("okutama").pk
    assert officer.post(f"{url}/reviewers/", {"users": [user]}).status_code == 302
    play.clock.move_to(AFTER)
    assert "未評価" in officer.get(f"{url}/review/").content.decode()
    points = {f"criterion_{one.pk}": 4 for one in opening.criteria.all()}
    assert officer.post(f"/hiring/choices/{choice.pk}/score/", points).status_code == 302
    assert "評価済み" in officer.get(f"{url}/review/").content.decode()
    assert "4.00" in chief.get(f"{url}/interview/").content.decode()
    assert chief.post(f"{url}/interview/", {"choices": [choice.pk]}).status_code == 302
    assert PAPER.name in officer.get(f"/hiring/choices/{choice.pk}/").content.decode()
    assert chief.post(f"{url}/close/").status_code == 302
    assert PAPER.name in officer.get(f"{url}/scores/").content.decode()
    form = {"pay": 7_000_000, "answer_by": "2026-12-01T17:00"}
    assert chief.post(f"/hiring/choices/{choice.pk}/offer/", form).status_code == 302
    offer = Offer.objects.get()
    assert candidate.post(f"/hiring/offers/{offer.pk}/", {"answer": "yes"}).status_code == 302
    assert "承諾" in officer.get(f"{url}/scores/").content.decode()
