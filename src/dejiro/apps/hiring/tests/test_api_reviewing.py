"""Programs of reviewers and of the body: blind as the page is, and every look is kept."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from conftest import Cast
from dejiro.apps.hiring import services
from dejiro.apps.hiring.models import Choice, Conflict, Look, Offer, Opening, Score
from dejiro.apps.hiring.tests.calling import Caller, refusal
from dejiro.apps.hiring.tests.conftest import AFTER, PAPER, Play
from dejiro.foundation.files.models import Attachment
from dejiro.foundation.ledger.models import Entry

pytestmark = pytest.mark.urls("dejiro.apps.hiring.tests.calling")
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
TOO_LATE = "2026-12-02T09:00:00+09:00"
SECRETS = (PAPER.name, PAPER.contact, "別の 人", str(PAPER.wanted_pay), "経歴書")
OFFER = {"pay": 7_000_000, "answer_by": "2026-12-01T17:00:00+09:00"}


@pytest.fixture
def caller(cast: Cast) -> Caller:
    return Caller(cast)


@pytest.fixture
def applied(play: Play) -> Opening:
    """An opening whose deadline has passed, with two reviewers and two candidates, the first with a paper."""
    opening = play.published()
    both = [play.cast.user("okutama"), play.cast.user("okutama_chief")]
    services.reviewers_name(actor=play.cast.okutama, opening=opening, users=both)
    application = play.applied("resident", opening)
    upload = SimpleUploadedFile("経歴書.pdf", PDF)
    services.paper_attach(actor=play.cast.resident, application=application, upload=upload)
    play.applied("company", opening, name="別の 人")
    play.clock.move_to(AFTER)
    return opening


def choices_of(opening: Opening) -> list[Choice]:
    return list(opening.choices.order_by("application"))


def points(opening: Opening, *values: int) -> dict[str, Any]:
    pairs = zip(opening.criteria.all(), values, strict=True)
    return {"points": [{"criterion": one.pk, "points": value} for one, value in pairs]}


def on_interview(play: Play, opening: Opening, passed: int = 2) -> list[Choice]:
    """Let both reviewers score, and so many go on."""
    choices = choices_of(opening)
    for choice in choices:
        play.score("okutama", choice, 5, 1)
        play.score("okutama_chief", choice, 3, 3)
    services.interviews_begin(actor=play.cast.okutama_chief, opening=opening, choices=choices[:passed])
    return choices


def test_the_list_of_a_reviewer_names_nobody(play: Play, caller: Caller, applied: Opening) -> None:
    here = f"/openings/{applied.pk}/review/"
    first, second = choices_of(applied)
    rows = caller.send("okutama", "get", here)
    assert [(one["choice"], one["number"], one["done"]) for one in rows.json()] == [
        (first.pk, 1, False),
        (second.pk, 2, False),
    ]
    assert not any(secret in rows.content.decode() for secret in SECRETS)
    assert not Look.objects.exists()
    assert caller.send("ome", "get", here).status_code == 404
    assert caller.send("resident", "get", here).status_code == 403
    play.clock.move_to("2026-10-20T09:00:00+09:00")
    assert caller.read("okutama", here) == []
    assert caller.send("okutama", "get", f"/hiring/choices/{first.pk}/score/").status_code == 404


def test_a_sheet_is_blind_and_the_candidate_reads_who_looked(caller: Caller, applied: Opening) -> None:
    first, _second = choices_of(applied)
    here = f"/hiring/choices/{first.pk}/score/"
    answer = caller.send("okutama", "get", here)
    sheet = answer.json()
    assert (sheet["stage"], sheet["application"]["years"], sheet["application"]["papers"]) == ("screen", 8, [])
    assert (sheet["application"]["role"], sheet["application"]["skills"]) == (PAPER.role, PAPER.skills)
    assert sheet["application"]["experience"] == PAPER.experience
    assert [one["points"] for one in sheet["criteria"]] == [None, None]
    assert not any(secret in answer.content.decode() for secret in SECRETS)
    assert caller.send("ome", "get", here).status_code == 404
    assert caller.send("resident", "get", here).status_code == 403
    assert Entry.objects.filter(action="hiring.application.look").count() == 1
    looks = caller.read("resident", "/hiring/mine/looks/")["items"]
    assert [(one["person"], one["organization"], one["named"]) for one in looks] == [("杉本 葵", "133086", False)]
    assert caller.read("company", "/hiring/mine/looks/")["count"] == 0


def test_a_reviewer_scores_alone_by_every_criterion(caller: Caller, applied: Opening) -> None:
    first, _second = choices_of(applied)
    here = f"/hiring/choices/{first.pk}/score/"
    criterion = {"criterion": applied.criteria.all()[0].pk, "points": 3}
    twice = {"points": [criterion, criterion]}
    assert refusal(caller.send("okutama", "post", here, twice)) == (422, "twice", ["points"])
    assert refusal(caller.send("okutama", "post", here, points(applied, 6, 1)))[2] == ["body.points.0.points"]
    assert refusal(caller.send("okutama", "post", here, {"points": [criterion]}))[:2] == (422, "incomplete")
    assert caller.send("resident", "post", here, points(applied, 5, 1)).status_code == 403
    assert caller.send("ome", "post", here, points(applied, 5, 1)).status_code == 404
    given = caller.send("okutama", "post", here, points(applied, 5, 1))
    assert [one["done"] for one in given.json()] == [True, False]
    assert [one["points"] for one in caller.read("okutama", here)["criteria"]] == [5, 1]
    assert [one["points"] for one in caller.read("okutama_chief", here)["criteria"]] == [None, None]
    assert [one["done"] for one in caller.read("okutama_chief", f"/openings/{applied.pk}/review/")] == [False, False]


def test_who_is_too_near_keeps_away_for_good(play: Play, caller: Caller, applied: Opening) -> None:
    first, second = choices_of(applied)
    play.score("okutama", first, 3, 3)
    here = f"/hiring/choices/{first.pk}/conflict/"
    assert caller.send("resident", "post", here).status_code == 403
    assert caller.send("ome", "post", here).status_code == 404
    rows = caller.send("okutama", "post", here).json()
    assert [(one["choice"], one["conflict"]) for one in rows] == [(None, True), (second.pk, False)]
    assert (Conflict.objects.count(), Score.objects.count()) == (1, 0)
    sheet = f"/hiring/choices/{first.pk}/score/"
    assert caller.send("okutama", "get", sheet).status_code == 404
    assert caller.send("okutama", "post", sheet, points(applied, 3, 3)).status_code == 404


def test_scores_are_shown_once_all_have_scored_and_names_after_the_blind_stage(
    play: Play, caller: Caller, applied: Opening
) -> None:
    here = f"/openings/{applied.pk}/scores/"
    first, second = choices_of(applied)
    for choice in (first, second):
        play.score("okutama", choice, 5, 1)
    assert caller.read("okutama", here) == {"seen": False, "settled": False, "unscored": None, "lines": []}
    interview = f"/openings/{applied.pk}/interview/"
    assert [one["mean"] for one in caller.read("okutama_chief", interview)] == ["", ""]
    play.score("okutama_chief", first, 3, 3)
    assert not caller.read("okutama_chief", here)["seen"]
    play.score("okutama_chief", second, 4, 4)
    answer = caller.send("okutama", "get", here)
    assert [(one["number"], one["choice"], one["name"], one["mean"]) for one in answer.json()["lines"]] == [
        (2, None, "", "4.00"),
        (1, None, "", "3.50"),
    ]
    assert not any(secret in answer.content.decode() for secret in SECRETS)
    assert caller.send("ome", "get", here).status_code == 403
    assert caller.send("expert", "get", here).status_code == 403
    assert caller.send("okutama", "get", "/openings/999999/scores/").status_code == 404
    services.interviews_begin(actor=play.cast.okutama_chief, opening=applied, choices=[first])
    assert (caller.read("okutama", here)["unscored"], caller.read("okutama_chief", here)["unscored"]) == (None, 0)
    assert caller.read("okutama", here)["lines"] == []


def test_an_approver_says_by_number_who_goes_on_and_ends_the_scoring(
    play: Play, caller: Caller, applied: Opening
) -> None:
    here = f"/openings/{applied.pk}/interview/"
    first, second = choices_of(applied)
    for choice in (first, second):
        play.score("okutama", choice, 5, 1)
        play.score("okutama_chief", choice, 3, 3)
    listed = caller.send("okutama_chief", "get", here)
    assert listed.json()[0] == {"choice": first.pk, "number": 1, "mean": "3.50"}
    assert not any(secret in listed.content.decode() for secret in SECRETS)
    assert caller.send("okutama", "get", here).status_code == 403
    assert caller.send("okutama", "post", here, {"choices": [first.pk]}).status_code == 403
    assert caller.send("ome_chief", "post", here, {"choices": [first.pk]}).status_code == 403
    assert refusal(caller.send("okutama_chief", "post", here, {"choices": []}))[2] == ["body.choices"]
    strange = caller.send("okutama_chief", "post", here, {"choices": [first.pk, 999_999]})
    assert refusal(strange) == (422, "unknown", ["choices"])
    close = f"/openings/{applied.pk}/close/"
    assert refusal(caller.send("okutama_chief", "post", close))[:2] == (422, "wrong_status")
    assert caller.send("okutama_chief", "post", here, {"choices": [first.pk]}).json()["status"] == "interview"
    assert refusal(caller.send("okutama_chief", "post", here, {"choices": [first.pk]}))[:2] == (422, "wrong_status")
    assert caller.send("okutama", "post", close).status_code == 403
    assert caller.send("ome_chief", "post", close).status_code == 403
    assert caller.send("okutama_chief", "post", close).json()["status"] == "scored"
    assert list(Choice.objects.filter(passed=True)) == [first]
    seen = caller.read("okutama", f"/openings/{applied.pk}/scores/")["lines"]
    assert [(one["number"], one["choice"], one["name"], one["offer"]) for one in seen] == [
        (None, first.pk, PAPER.name, None)
    ]


def test_before_the_deadline_nobody_learns_who_applied(play: Play, caller: Caller) -> None:
    opening = play.published()
    play.applied("resident", opening)
    choice = opening.choices.get()
    here = f"/openings/{opening.pk}/interview/"
    assert caller.read("okutama_chief", here) == []
    guessed = caller.send("okutama_chief", "post", here, {"choices": [choice.pk]})
    assert refusal(guessed) == (422, "unknown", ["choices"])


def test_a_name_is_seen_after_the_blind_stage_by_the_body_alone(play: Play, caller: Caller, applied: Opening) -> None:
    first, second = choices_of(applied)
    here = f"/hiring/choices/{first.pk}/"
    assert caller.send("okutama", "get", here).status_code == 404
    on_interview(play, applied, passed=1)
    person = caller.read("okutama", here)
    assert (person["name"], person["contact"], person["opening"]) == (PAPER.name, PAPER.contact, applied.pk)
    assert [one["name"] for one in person["papers"]] == ["経歴書.pdf"]
    assert "wanted_pay" not in person
    assert caller.send("okutama", "get", f"/hiring/choices/{second.pk}/").status_code == 404
    assert caller.send("ome", "get", here).status_code == 404
    assert caller.send("expert", "get", here).status_code == 403
    assert caller.read("resident", "/hiring/mine/looks/")["items"][0]["named"]


def test_a_paper_is_saved_after_the_blind_stage_and_the_look_is_kept(
    play: Play, caller: Caller, applied: Opening
) -> None:
    first, _second = choices_of(applied)
    paper = Attachment.objects.get()
    here = f"/hiring/choices/{first.pk}/papers/{paper.pk}/"
    assert caller.send("okutama", "get", here).status_code == 404
    on_interview(play, applied)
    assert caller.send("okutama", "get", here).getvalue() == PDF
    assert caller.send("ome", "get", here).status_code == 404
    assert caller.send("resident", "get", here).status_code == 403
    assert f'"paper":{paper.pk}' in Entry.objects.filter(action="hiring.application.look").latest("pk").leaf
    sheet = caller.read("okutama", f"/hiring/choices/{first.pk}/score/")
    assert (sheet["stage"], [one["id"] for one in sheet["application"]["papers"]]) == ("interview", [paper.pk])
    assert "name" not in sheet["application"]


def test_an_approver_makes_an_offer_and_takes_it_back_when_nobody_answers(
    play: Play, caller: Caller, applied: Opening
) -> None:
    first, _second = on_interview(play, applied)
    here = f"/hiring/choices/{first.pk}/offer/"
    assert refusal(caller.send("okutama_chief", "post", here, OFFER))[:2] == (422, "not_scored")
    services.scores_close(actor=play.cast.okutama_chief, opening=applied)
    assert caller.send("okutama", "post", here, OFFER).status_code == 403
    assert caller.send("ome_chief", "post", here, OFFER).status_code == 404
    assert refusal(caller.send("okutama_chief", "post", here, {**OFFER, "pay": 1})) == (422, "band", ["pay"])
    naive = caller.send("okutama_chief", "post", here, {**OFFER, "answer_by": "2026-12-01T17:00:00"})
    assert refusal(naive)[2] == ["body.answer_by"]
    made = caller.send("okutama_chief", "post", here, OFFER)
    offer = Offer.objects.get()
    assert (made.status_code, made.json()) == (201, {"id": offer.pk, "status": "waiting", "late": False})
    withdraw = f"/hiring/offers/{offer.pk}/withdraw/"
    assert refusal(caller.send("okutama_chief", "post", withdraw))[:2] == (422, "in_time")
    play.clock.move_to(TOO_LATE)
    lines = caller.read("okutama", f"/openings/{applied.pk}/scores/")["lines"]
    assert [one["offer"] and one["offer"]["late"] for one in lines] == [True, None]
    assert caller.send("okutama", "post", withdraw).status_code == 403
    assert caller.send("ome_chief", "post", withdraw).status_code == 404
    assert caller.send("okutama_chief", "post", withdraw).json()["status"] == "withdrawn"
