"""The catalogue and the way through a course."""

from dataclasses import fields, replace
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dejiro.apps.careers import selectors, services
from dejiro.apps.careers.importing import course_columns
from dejiro.apps.careers.models import Claim, Course, Enrolment
from dejiro.apps.careers.terms import CourseTerms
from dejiro.apps.careers.tests.conftest import AFTER, COURSE, ROLE, Play, SignIn
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.exchange import write_xlsx
from dejiro.foundation.ledger.models import Entry
from dejiro.foundation.notices.models import DeskItem, Notice


def test_the_last_seat_is_given_once_and_who_waits_moves_up(play: Play) -> None:
    course = play.course()
    first, second = play.approved("okutama", course), play.approved("ome", course)
    assert (first.status, second.status) == ("enrolled", "waiting")
    services.enrolment_withdraw(actor=play.cast.okutama, enrolment=first)
    second.refresh_from_db()
    assert second.status == "enrolled"
    assert Notice.objects.filter(user=play.cast.user("ome"), title__contains="受講する").exists()


def test_more_seats_let_those_who_wait_in_and_fewer_than_taken_are_refused(play: Play) -> None:
    course = play.course()
    play.approved("okutama", course)
    waiting = play.approved("ome", course)
    course.refresh_from_db()
    services.course_save(actor=play.cast.coordinator, terms=replace(COURSE, capacity=2), course=course)
    waiting.refresh_from_db()
    assert waiting.status == "enrolled"
    with pytest.raises(Refusal, match="2人います"):
        services.course_save(actor=play.cast.coordinator, terms=COURSE, course=course)


def test_only_a_superior_of_the_same_body_approves_and_nobody_approves_themselves(play: Play) -> None:
    made = play.applied("okutama_chief", play.course())
    assert DeskItem.objects.get(kind="careers.enrolment.approve").role == "administrator"
    for key in ("okutama_chief", "ome_chief", "coordinator"):
        with pytest.raises(NotYours):
            services.enrolment_decide(actor=play.cast.actor(key), enrolment=made, approve=True)
    services.enrolment_decide(actor=play.cast.okutama, enrolment=made, approve=False, reason="予算がありません。")
    assert Enrolment.objects.get().status == "declined"
    play.applied("okutama_chief", Course.objects.get())


def test_completion_brings_credits_and_one_step_up(play: Play) -> None:
    course = play.course(level=3)
    made = play.completed("okutama", course)
    assert made.credits == 3
    assert [(one.level, one.source) for one in Claim.objects.all()] == [(1, "course")]
    assert selectors.map_of(play.cast.user("okutama"), None).credits == 3


def test_a_course_below_what_is_confirmed_changes_no_level(play: Play) -> None:
    play.confirmed("okutama", ROLE, 3)
    play.completed("okutama", play.course())
    assert not Claim.objects.filter(source="course").exists()


def test_a_result_before_the_end_or_for_somebody_without_a_seat_is_refused(play: Play) -> None:
    course = play.course()
    seated, waiting = play.approved("okutama", course), play.approved("ome", course)
    with pytest.raises(Refusal, match="終わってから"):
        services.enrolment_finish(actor=play.cast.coordinator, enrolment=seated, completed=True)
    play.clock.move_to(AFTER)
    with pytest.raises(Refusal, match="受講する人だけ"):
        services.enrolment_finish(actor=play.cast.coordinator, enrolment=waiting, completed=True)
    services.enrolment_finish(actor=play.cast.coordinator, enrolment=seated, completed=False)
    assert Enrolment.objects.get(pk=seated.pk).credits == 0
    with pytest.raises(Refusal, match="締切"):
        play.applied("hinohara", course)


def test_companies_and_other_prefectures_do_not_apply(play: Play, sign_in: SignIn) -> None:
    course = play.course()
    with pytest.raises(NotYours):
        play.applied("company", course)
    assert sign_in(play.cast.actor("tottori_city")).get(course.get_absolute_url()).status_code == 404


def test_the_whole_way_goes_by_pages(play: Play, sign_in: SignIn) -> None:
    form = {one.name: str(getattr(COURSE, one.name)) for one in fields(CourseTerms) if one.name != "items"}
    keeper = sign_in(play.cast.coordinator)
    wrong = keeper.post("/careers/courses/new/", form | {"ends_on": "2026-11-01"})
    assert wrong.status_code == 422
    assert "始まる日より前の日です" in wrong.content.decode()
    assert COURSE.title in wrong.content.decode()
    assert keeper.post("/careers/courses/new/", form).status_code == 302
    course = Course.objects.get()
    officer, chief = sign_in(play.cast.okutama), sign_in(play.cast.actor("okutama_chief"))
    assert officer.post(f"/careers/courses/{course.pk}/apply/").status_code == 302
    made = Enrolment.objects.get()
    assert officer.get(f"/careers/enrolments/{made.pk}/").status_code == 404
    assert chief.post(f"/careers/enrolments/{made.pk}/", {"approve": "yes"}).status_code == 302
    assert "杉本 葵" in keeper.get(course.get_absolute_url()).content.decode()
    assert "田中 舞" not in officer.get(course.get_absolute_url()).content.decode()
    play.clock.move_to(AFTER)
    assert keeper.post(f"/careers/enrolments/{made.pk}/finish/", {"completed": "yes"}).status_code == 302
    assert "修了した" in officer.get("/careers/me/").content.decode()
    assert "この条件の研修はありません" in officer.get("/careers/courses/?state=open").content.decode()


def table(*changes: dict[str, object]) -> SimpleUploadedFile:
    """Return the catalogue's table with one row for each change of the course."""
    rows = [COURSE.row() | {"place": "", "items": ""} | change for change in changes]
    content = write_xlsx(rows, course_columns(), title="研修", footer="")
    return SimpleUploadedFile("courses.xlsx", BytesIO(content).read())


def test_a_table_with_a_fault_is_not_taken_at_all_and_every_fault_has_its_place(play: Play, sign_in: SignIn) -> None:
    keeper = sign_in(play.cast.coordinator)
    late = date(2026, 12, 1)
    page = keeper.post("/careers/courses/import/", {"file": table({}, {"apply_by": late}, {"code": "K-2", "level": 9})})
    text = page.content.decode()
    assert page.status_code == 422
    assert "レベル" in text
    assert not Course.objects.exists()
    again = keeper.post("/careers/courses/import/", {"file": table({}, {"apply_by": late})}).content.decode()
    assert "講座番号「K-001」は" in again
    assert "申込の締切" in again


def test_a_table_changes_what_is_known_and_adds_the_rest(play: Play, sign_in: SignIn) -> None:
    play.course()
    keeper = sign_in(play.cast.coordinator)
    file = table({"title": "新しい名前"}, {"code": "K-2", "mode": "onsite", "place": "立川"})
    assert keeper.post("/careers/courses/import/", {"file": file}).status_code == 302
    assert [(one.code, one.title) for one in Course.objects.order_by("code")] == [
        ("K-001", "新しい名前"),
        ("K-2", COURSE.title),
    ]
    exported = keeper.get("/careers/courses/export.csv").content.decode("utf-8-sig")
    assert "新しい名前" in exported


def test_a_municipality_reads_the_catalogue_and_does_not_keep_it(play: Play, sign_in: SignIn) -> None:
    course = play.course()
    officer = sign_in(play.cast.okutama)
    codes = [officer.get(f"/careers/courses/{path}").status_code for path in ("", f"{course.pk}/edit/", "new/")]
    assert codes == [200, 403, 403]
    assert sign_in(play.cast.actor("platform_admin")).get("/careers/courses/new/").status_code == 200


def test_a_cancelled_course_releases_and_tells_everybody_and_gives_no_credit(play: Play) -> None:
    course = play.course()
    rows = [play.approved("okutama", course), play.approved("ome", course), play.applied("hinohara", course)]
    assert [one.status for one in rows] == ["enrolled", "waiting", "applied"]
    services.course_cancel(actor=play.cast.coordinator, course=course, reason="講師の都合")
    assert set(Enrolment.objects.values_list("status", flat=True)) == {"cancelled"}
    assert not DeskItem.objects.filter(kind="careers.enrolment.approve", closed_at=None).exists()
    told = Notice.objects.filter(title__startswith="研修が中止になりました", body="講師の都合")
    assert {one.user for one in told} == {play.cast.user(key) for key in ("okutama", "ome", "hinohara")}
    assert Entry.objects.filter(action="careers.course.cancel").count() == 1
    assert Entry.objects.filter(action="careers.enrolment.cancel").count() == 3
    play.clock.move_to(AFTER)
    with pytest.raises(Refusal, match="受講する人だけ"):
        services.enrolment_finish(actor=play.cast.coordinator, enrolment=rows[0], completed=True)
    assert selectors.map_of(play.cast.user("okutama"), None).credits == 0


def test_nobody_applies_for_approves_or_changes_a_cancelled_course(play: Play) -> None:
    course = play.course()
    made = play.applied("okutama", course)
    services.course_cancel(actor=play.cast.coordinator, course=course, reason="講師の都合")
    with pytest.raises(Refusal, match="もう答えが出ています"):
        services.enrolment_decide(actor=play.cast.actor("okutama_chief"), enrolment=made, approve=True)
    with pytest.raises(Refusal, match="中止になりました"):
        play.applied("ome", course)
    with pytest.raises(Refusal, match="直せません"):
        services.course_save(actor=play.cast.coordinator, terms=COURSE, course=course)
    with pytest.raises(Refusal, match="もう中止"):
        services.course_cancel(actor=play.cast.coordinator, course=course, reason="もう一度")


def test_a_course_with_a_result_is_not_cancelled_and_only_its_keeper_cancels(play: Play) -> None:
    course = play.course()
    play.completed("okutama", course)
    with pytest.raises(Refusal, match="結果を登録した人"):
        services.course_cancel(actor=play.cast.coordinator, course=course, reason="講師の都合")
    with pytest.raises(NotYours):
        services.course_cancel(actor=play.cast.okutama, course=course, reason="講師の都合")


def test_a_cancelled_course_says_so_everywhere(play: Play, sign_in: SignIn) -> None:
    course = play.course()
    play.approved("okutama", course)
    keeper, officer = sign_in(play.cast.coordinator), sign_in(play.cast.okutama)
    address = f"{course.get_absolute_url()}cancel/"
    assert officer.get(address).status_code == 403
    assert keeper.post(address, {"reason": "", "version": "1"}).status_code == 422
    assert keeper.post(address, {"reason": "講師の都合", "version": "9"}).status_code == 422
    assert keeper.post(address, {"reason": "講師の都合", "version": "1"}).status_code == 302
    page = officer.get(course.get_absolute_url()).content.decode()
    assert "中止になりました。理由：講師の都合" in page
    assert "申し込む</a>" not in page
    assert "講座が中止になった" in officer.get("/careers/me/").content.decode()
    assert "この条件の研修はありません" in officer.get("/careers/courses/?state=open").content.decode()
    assert COURSE.title in officer.get("/careers/courses/?state=cancelled").content.decode()
    assert COURSE.title not in keeper.get("/careers/courses/export.csv").content.decode("utf-8-sig")
    again = keeper.post("/careers/courses/import/", {"file": table({})})
    assert again.status_code == 422
    assert "中止した講座の番号です" in again.content.decode()
    assert selectors.courses_to(course.area, {ROLE: 0}) == {ROLE: []}
