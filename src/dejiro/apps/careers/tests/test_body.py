"""What a body has against what it takes, today and in three years."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dejiro.apps.careers import outlook, services
from dejiro.apps.careers.terms import CertificateTerms
from dejiro.apps.careers.tests.conftest import ROLE, Play, SignIn
from dejiro.apps.talent import public as talent_public
from dejiro.apps.talent import services as talent
from dejiro.apps.talent.models import Request
from dejiro.apps.talent.services import Entry, Terms
from dejiro.foundation.accounts.models import Membership
from dejiro.foundation.errors import NotYours, Refusal


def asked(play: Play, starts_on: date = date(2027, 4, 5), weeks: int = 52) -> Request:
    """Return a request for the role that 奥多摩町 has approved."""
    terms = Terms(
        title="監査",
        problem="監査の計画を立てたい。",
        role=ROLE,
        level=2,
        half_days=2,
        starts_on=starts_on,
        weeks=weeks,
        supervisor="課長",
    )
    made = talent.request_save(actor=play.cast.okutama, terms=terms)
    talent.request_submit(actor=play.cast.okutama, request=made)
    return talent.request_approve(actor=play.cast.actor("okutama_chief"), request=made)


def proposed(play: Play, request: Request) -> None:
    """Let a specialist of the pool be proposed for a request."""
    coordinator = play.cast.coordinator
    period = {"starts_on": date(2026, 4, 1), "ends_on": date(2029, 3, 31)}
    person = talent.specialist_save(actor=coordinator, entry=Entry(key="S-1", name="渡辺 樹", employment="staff"))
    talent.skill_save(actor=coordinator, specialist=person, role=ROLE, level=3, evidence="")
    talent.capacity_save(actor=coordinator, specialist=person, half_days=8, **period)
    talent.paper_save(actor=coordinator, specialist=person, kind="nda", **period)
    talent.proposal_make(actor=coordinator, request=request, specialist=person)


def row_of(play: Play) -> outlook.MapRow:
    return next(row for row in outlook.body_map(play.cast.body("133086")) if (row.role, row.level) == (ROLE, 2))


def statuses(play: Play) -> list[list[str]]:
    view = outlook.ahead_of(play.cast.body("133086"), names=True)
    return [[cell.outlook.status if cell else "ended" for cell in row.cells] for row in view.posts]


def test_the_gap_is_what_posts_and_requests_take_less_the_confirmed(play: Play) -> None:
    play.post(people=2)
    asked(play)
    play.confirmed("okutama", ROLE, 4)
    play.confirmed("ome", ROLE, 2)
    row = row_of(play)
    assert (row.present, row.posts, row.asked, row.gap, row.bar) == (0, 2, 1, 2, 33)


def test_who_left_the_body_is_not_counted(play: Play) -> None:
    play.confirmed("okutama", ROLE, 2)
    assert row_of(play).present == 1
    Membership.objects.filter(user=play.cast.user("okutama")).update(valid_to=play.clock.moment)
    assert not outlook.body_map(play.cast.body("133086"))


def test_a_coordinator_sees_sums_and_no_group_under_five(play: Play, sign_in: SignIn) -> None:
    play.post(people=9)
    play.confirmed("okutama", ROLE, 2)
    (row,) = outlook.area_map(play.cast.body("130001"))
    assert (row.present, row.posts, row.gap) == (None, 9, None)
    for key, boss in (("okutama_chief", "okutama"), ("ome", ""), ("ome_chief", "ome"), ("hinohara", "")):
        play.confirmed(key, ROLE, 2, by=boss)
    (row,) = outlook.area_map(play.cast.body("130001"))
    assert (row.present, row.posts, row.gap) == (5, 9, 4)
    page = sign_in(play.cast.coordinator).get("/careers/area/").content.decode()
    assert "杉本" not in page
    assert sign_in(play.cast.okutama).get("/careers/area/").status_code == 403


def test_other_bodies_and_coordinators_do_not_see_a_bodys_pages(play: Play, sign_in: SignIn) -> None:
    post = play.post()
    assert sign_in(play.cast.ome).get(post.get_absolute_url()).status_code == 404
    assert sign_in(play.cast.company).get("/careers/body/").status_code == 403
    assert sign_in(play.cast.ome).get("/careers/ahead/").content.decode().count(post.name) == 0


@pytest.mark.parametrize(
    ("kind", "words"), [("leaving", "定年などの退職"), ("rotation", "担当替え"), ("membership", "所属の終わり")]
)
def test_a_planned_end_is_a_risk_from_the_next_year_on_and_says_why(play: Play, kind: str, words: str) -> None:
    last, chief = date(2028, 3, 31), play.cast.user("okutama_chief")
    play.confirmed("okutama_chief", ROLE, 2, by="okutama")
    play.held(play.post(), "okutama_chief", ends_on=last if kind == "rotation" else None)
    if kind == "leaving":
        services.leaving_plan(actor=play.cast.okutama, person=chief, kind="retirement", last_on=last)
    if kind == "membership":
        Membership.objects.filter(user=chief).update(valid_to="2028-03-31T17:00:00+09:00")
    rows = outlook.ahead_of(play.cast.body("133086"), names=True).posts
    found = [cell.outlook.status for cell in rows[0].cells if cell]
    assert found == ["enough", "risk", "risk"]
    assert rows[0].first_risk is not None
    assert words in " ".join(rows[0].first_risk.causes)


def test_a_planned_successor_mends_it_without_a_day_between(play: Play) -> None:
    post = play.post()
    for key, boss, starts_on, ends_on in (
        ("okutama_chief", "okutama", date(2026, 4, 1), date(2028, 3, 31)),
        ("okutama", "okutama_chief", date(2028, 4, 1), None),
    ):
        play.confirmed(key, ROLE, 2, by=boss)
        play.held(post, key, starts_on, ends_on)
    assert statuses(play) == [["enough"] * 3]


def test_a_certificate_that_expires_is_a_risk(play: Play, sign_in: SignIn) -> None:
    post = play.post()
    made = services.certificate_add(
        actor=play.cast.okutama,
        terms=CertificateTerms("資格", "協会", date(2025, 4, 1), ROLE, 2, "", date(2028, 6, 30)),
    )
    services.certificate_check(actor=play.cast.actor("okutama_chief"), certificate=made)
    play.held(post, "okutama")
    assert statuses(play) == [["enough", "risk", "risk"]]
    page = sign_in(play.cast.actor("okutama_chief")).get("/careers/ahead/").content.decode()
    assert "杉本 葵さん：資格の期限が切れます" in page
    assert "令和10年度から" in page


def test_a_specialist_of_the_plan_carries_a_post_for_the_year(play: Play) -> None:
    play.post()
    request = asked(play)
    assert statuses(play) == [["risk"] * 3]
    proposed(play, request)
    assert statuses(play) == [["shared", "risk", "risk"]]


def test_what_would_mend_a_risk_is_said_with_the_way_there(play: Play) -> None:
    play.post()
    play.confirmed("okutama", ROLE, 1)
    play.confirmed("okutama_chief", ROLE, 3, by="okutama")
    course = play.course()
    proposed(play, asked(play, date(2027, 4, 5), 8))
    row = outlook.ahead_of(play.cast.body("133086"), names=True).posts[0]
    urls = [way.url for way in row.ways]
    assert urls == [row.post.get_absolute_url(), course.get_absolute_url(), "/talent/requests/new/", "/hiring/joint/"]


def test_members_learn_how_many_leave_and_not_who(play: Play) -> None:
    chief = play.cast.user("okutama_chief")
    play.confirmed("okutama_chief", ROLE, 2, by="okutama")
    play.held(play.post(), "okutama_chief")
    services.leaving_plan(actor=play.cast.okutama, person=chief, kind="retirement", last_on=date(2027, 3, 31))
    (row,) = outlook.ahead_of(play.cast.body("133086"), names=False).posts
    assert row.first_risk is not None
    assert "原島" not in " ".join(row.first_risk.causes)
    assert "1人減ります" in " ".join(row.first_risk.causes)


def test_posts_are_planned_by_superiors_with_people_of_the_body(play: Play) -> None:
    post = play.post()
    with pytest.raises(NotYours):
        play.post("coordinator_two")
    with pytest.raises(Refusal, match="所属する人"):
        play.held(post, "ome")
    play.held(post, "okutama", ends_on=date(2027, 3, 31))
    with pytest.raises(Refusal, match="重なる"):
        play.held(post, "okutama", date(2027, 3, 31))
    with pytest.raises(Refusal, match="同じ名前"):
        play.post()


def test_the_map_is_saved_as_a_file(play: Play, sign_in: SignIn) -> None:
    play.post()
    officer = sign_in(play.cast.okutama)
    lines = officer.get("/careers/body/map.csv").content.decode("utf-8-sig").splitlines()
    assert lines[1].split(",")[1:6] == ["2", "0", "1", "0", "1"]
    assert officer.get("/careers/body/map.xlsx").content[:2] == b"PK"
    assert officer.get("/careers/body/map.exe").status_code == 404


def test_programs_read_the_catalogue_their_own_skills_and_their_bodys_map(play: Play, sign_in: SignIn) -> None:
    play.course()
    play.post()
    play.confirmed("okutama", ROLE, 2)
    officer = sign_in(play.cast.okutama)
    assert officer.get("/api/careers/courses/?state=open").json()["items"][0]["code"] == "K-001"
    assert officer.get("/api/careers/me/").json() == [
        {"skill": ROLE, "stated": 0, "confirmed": 2, "statement": None, "evidence": "", "asked": None}
    ]
    assert officer.get("/api/careers/body/").json()[0]["present"] == 1
    assert sign_in(play.cast.company).get("/api/careers/body/").status_code == 403


@pytest.mark.parametrize(
    "path", ["/careers/ahead/", "/careers/body/", "/careers/people/", "/careers/me/", "/careers/courses/"]
)
def test_pages_ask_no_more_questions_for_more_rows(play: Play, sign_in: SignIn, path: str) -> None:
    browser = sign_in(play.cast.okutama)
    play.confirmed("okutama", ROLE, 2)
    play.held(play.post(), "okutama", ends_on=date(2027, 3, 31))
    counts, roles = [], [role for role in talent_public.roles() if role != ROLE]
    for number in range(3):
        for each in range(number * 2):
            post = play.post(name=f"システム{number}-{each}", people=2)
            play.held(post, "okutama", ends_on=date(2027, 3, 31))
            play.held(post, "okutama_chief")
            course = play.course(code=f"K-{number}-{each}", capacity=9)
            play.approved("okutama", course)
            play.confirmed("okutama", roles.pop(), 2)
        browser.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[1] == counts[2] <= 25


def test_who_held_a_post_long_ago_is_no_cause(play: Play) -> None:
    post = play.post()
    play.confirmed("okutama", ROLE, 2)
    play.held(post, "okutama", date(2020, 4, 1), date(2024, 3, 31))
    play.held(post, "okutama_chief")
    (row,) = outlook.ahead_of(play.cast.body("133086"), names=True).posts
    assert row.first_risk is not None
    assert row.first_risk.causes == ["担当している人のうち1人は、レベル2が確認されていません。"]
