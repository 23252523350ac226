"""The skill items of the standard: what they are, on people's maps, in courses, and counted over a body."""

import json
from dataclasses import replace
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dejiro.apps.careers import items, outlook, selectors, services
from dejiro.apps.careers.importing import course_columns
from dejiro.apps.careers.models import Claim, Course
from dejiro.apps.careers.tests.conftest import AFTER, COURSE, ROLE, Play, SignIn
from dejiro.apps.talent import public as talent
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.exchange import write_xlsx
from dejiro.foundation.ledger.models import Entry
from dejiro.foundation.notices.models import DeskItem

CLOUD, PRIVACY, LEADING = "item-cloud", "item-privacy", "item-leadership"
WHY = "庁内システムの移行を担当"


def stated(play: Play, skill: str = CLOUD, level: int = 3) -> Claim:
    return services.skill_state(actor=play.cast.okutama, skill=skill, level=level, evidence=WHY)


def levels(play: Play, key: str = "okutama") -> dict[str, tuple[int, int]]:
    """Return what somebody states and what is confirmed, by skill."""
    return {line.skill: (line.stated, line.confirmed) for line in selectors.map_of(play.cast.user(key), None).skills}


def test_the_standard_has_49_items_in_12_parts_of_5_categories() -> None:
    parts = {(item.category["ja"], item.subcategory["ja"]) for item in items.items().values()}
    counts: dict[str, int] = {}
    for item in items.items().values():
        counts[item.category["ja"]] = counts.get(item.category["ja"], 0) + 1
    assert (len(items.items()), len(parts)) == (49, 12)
    assert counts == {"ビジネス変革": 17, "データ活用": 7, "テクノロジー": 13, "セキュリティ": 6, "パーソナルスキル": 6}


def test_the_data_say_which_version_they_follow_and_where_each_name_was_found() -> None:
    data = json.loads(items.DATA.read_text(encoding="utf-8"))
    assert data["version"] == "1.2"
    assert data["source"].startswith("https://www.ipa.go.jp/")
    for item in items.items().values():
        assert item.confirmed
        assert set(item.confirmed) <= data["lists"].keys()


def test_a_code_is_never_both_a_role_and_an_item_and_no_name_breaks_a_list() -> None:
    assert not items.items().keys() & talent.roles().keys()
    for item in items.items().values():
        for name in item.name.values():
            assert not items.BETWEEN.search(name)
            assert items.read_items(name) == (item.code,)


def test_a_person_states_an_item_and_a_superior_confirms_it_as_a_role(play: Play) -> None:
    claim = stated(play)
    services.skill_ask(actor=play.cast.okutama, claim=claim, superior=play.cast.user("okutama_chief"))
    assert "クラウドインフラ活用" in DeskItem.objects.get(kind="careers.confirm").title
    with pytest.raises(NotYours):
        play.confirmed("okutama", CLOUD, 4, by="ome_chief")
    assert levels(play) == {CLOUD: (3, 0)}
    play.confirmed("okutama", CLOUD, 2)
    assert levels(play) == {CLOUD: (3, 2)}
    assert not DeskItem.objects.filter(kind="careers.confirm", closed_at=None).exists()


@pytest.mark.parametrize(("skill", "level", "code"), [("item-magic", 1, "no_skill"), (CLOUD, 5, "no_level")])
def test_what_the_standard_does_not_know_is_refused(play: Play, skill: str, level: int, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        stated(play, skill, level)
    assert refused.value.code == code


def test_items_stand_on_the_map_by_category_with_the_persons_reason(play: Play, sign_in: SignIn) -> None:
    stated(play, LEADING, 1)
    stated(play)
    services.skill_state(actor=play.cast.okutama, skill=ROLE, level=2)
    view = selectors.map_of(play.cast.user("okutama"), None)
    assert [line.skill for line in view.roles] == [ROLE]
    assert [(category, [line.skill for line in lines]) for category, lines in view.items] == [
        ("テクノロジー", [CLOUD]),
        ("パーソナルスキル", [LEADING]),
    ]
    page = sign_in(play.cast.okutama).get("/careers/me/").content.decode()
    assert page.index("テクノロジー") < page.index("クラウドインフラ活用") < page.index("パーソナルスキル")
    assert WHY in page


def test_an_item_is_stated_and_confirmed_on_the_pages(play: Play, sign_in: SignIn) -> None:
    officer, chief = sign_in(play.cast.okutama), sign_in(play.cast.actor("okutama_chief"))
    form = {"skill": CLOUD, "level": "3", "evidence": WHY}
    assert officer.post("/careers/me/skills/", {**form, "skill": "item-magic"}).status_code == 422
    assert officer.post("/careers/me/skills/", form).status_code == 302
    address = f"/careers/people/{play.cast.user('okutama').pk}/confirm/"
    page = chief.get(f"{address}?skill={CLOUD}").content.decode()
    assert f"本人の説明：{WHY}" in page
    assert f'<option value="{CLOUD}" selected>' in page
    assert chief.post(address, {"skill": CLOUD, "level": "2"}).status_code == 302
    assert levels(play) == {CLOUD: (3, 2)}


def test_a_persons_reason_stands_in_their_file_and_not_in_the_log_and_is_erased(play: Play, sign_in: SignIn) -> None:
    stated(play)
    assert not [one for one in Entry.objects.all() if WHY in one.leaf or CLOUD in one.leaf]
    officer = sign_in(play.cast.okutama)
    assert officer.get("/careers/me/export.json").json()["skills"] == [[CLOUD, 3, "stated", "2026-10-05", None, WHY]]
    assert officer.post("/careers/me/erase/").status_code == 302
    assert not Claim.objects.exists()


def test_a_completed_course_lifts_its_role_and_each_of_its_items_by_one_step(play: Play) -> None:
    play.confirmed("okutama", CLOUD, 1)
    play.confirmed("okutama", LEADING, 2)
    play.completed("okutama", play.course(level=2, items=(CLOUD, PRIVACY, LEADING)))
    found = Claim.objects.filter(source="course").values_list("skill", "level")
    assert set(found) == {(ROLE, 1), (CLOUD, 2), (PRIVACY, 1)}
    assert levels(play)[LEADING] == (0, 2)


def test_who_does_not_complete_a_course_gets_none_of_its_items(play: Play) -> None:
    made = play.approved("okutama", play.course(items=(CLOUD,)))
    play.clock.move_to(AFTER)
    services.enrolment_finish(actor=play.cast.coordinator, enrolment=made, completed=False)
    assert not Claim.objects.exists()


def test_a_course_names_its_items_and_is_found_by_them(play: Play, sign_in: SignIn) -> None:
    course = play.course(items=(PRIVACY, CLOUD))
    play.course(code="K-002", title="べつの講座")
    assert course.items == [CLOUD, PRIVACY]
    officer = sign_in(play.cast.okutama)
    page = officer.get(f"/careers/courses/?item={CLOUD}").content.decode()
    assert (COURSE.title in page, "べつの講座" in page) == (True, False)
    assert "この条件の研修はありません" in officer.get(f"/careers/courses/?item={LEADING}").content.decode()
    assert "プライバシー保護" in officer.get(course.get_absolute_url()).content.decode()
    services.course_save(actor=play.cast.coordinator, terms=replace(COURSE, items=(CLOUD,)), course=course)
    assert Course.objects.get(pk=course.pk).items == [CLOUD]
    with pytest.raises(Refusal, match="スキル項目"):
        play.course(code="K-003", items=("item-magic",))


def test_a_keeper_ticks_items_in_the_form_of_a_course(play: Play, sign_in: SignIn) -> None:
    course = play.course(items=(CLOUD,))
    keeper = sign_in(play.cast.coordinator)
    address = f"{course.get_absolute_url()}edit/"
    page = keeper.get(address).content.decode()
    assert "1項目を選んでいます" in page
    assert page.count('type="checkbox" name="items"') == 49
    form = {key: str(value) for key, value in COURSE.row().items() if key != "items"}
    assert keeper.post(address, {**form, "items": [CLOUD, PRIVACY], "version": "1"}).status_code == 302
    assert Course.objects.get().items == [CLOUD, PRIVACY]


def test_a_table_of_courses_carries_items_by_name_both_ways(play: Play, sign_in: SignIn) -> None:
    keeper = sign_in(play.cast.coordinator)

    def send(cell: str) -> str:
        content = write_xlsx([COURSE.row() | {"items": cell}], course_columns(), title="研修", footer="")
        file = SimpleUploadedFile("courses.xlsx", BytesIO(content).read())
        return keeper.post("/careers/courses/import/", {"file": file}).content.decode()

    assert "「魔法」というスキル項目は" in send("プライバシー保護、魔法")
    assert not Course.objects.exists()
    send("プライバシー保護、検証(ビジネス視点)、item-cloud、プライバシー保護")
    assert Course.objects.get().items == ["item-proof-business", CLOUD, PRIVACY]
    lines = keeper.get("/careers/courses/export.csv").content.decode("utf-8-sig")
    assert "検証（ビジネス視点）、クラウドインフラ活用、プライバシー保護" in lines


def test_a_bodys_map_counts_people_by_item_and_level_and_shows_where_nobody_is(play: Play, sign_in: SignIn) -> None:
    play.confirmed("okutama", CLOUD, 2)
    play.confirmed("okutama_chief", CLOUD, 3, by="okutama")
    play.confirmed("ome", CLOUD, 3)
    stated(play, PRIVACY)
    rows = {row.item.code: list(row.people) for row in outlook.item_map(play.cast.body("133086"))}
    assert (len(rows), rows[CLOUD], rows[PRIVACY]) == (49, [0, 1, 1, 0], [0, 0, 0, 0])
    officer = sign_in(play.cast.okutama)
    assert "49項目のうち48項目は" in officer.get("/careers/body/").content.decode()
    lines = officer.get("/careers/body/items.csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 50
    assert next(line for line in lines if "クラウドインフラ活用" in line).split(",")[3:7] == ["0", "1", "1", "0"]
    assert officer.get("/careers/body/items.xlsx").content[:2] == b"PK"
    assert officer.get("/careers/body/items.exe").status_code == 404
    assert sign_in(play.cast.company).get("/careers/body/items.csv").status_code == 403


def test_a_coordinator_sees_items_in_sums_and_no_group_under_five(play: Play) -> None:
    pairs = (("okutama", ""), ("okutama_chief", "okutama"), ("ome", ""), ("ome_chief", "ome"), ("hinohara", ""))
    for key, boss in pairs:
        play.confirmed(key, CLOUD, 2, by=boss)
    play.confirmed("okutama", PRIVACY, 1)
    rows = {row.item.code: list(row.people) for row in outlook.area_item_map(play.cast.body("130001"))}
    assert (rows[CLOUD], rows[PRIVACY]) == ([0, 5, 0, 0], [None, 0, 0, 0])


def test_programs_name_state_and_count_items(play: Play, sign_in: SignIn) -> None:
    officer = sign_in(play.cast.okutama)
    names = officer.get("/api/careers/skills/").json()
    assert [one["kind"] for one in names].count("item") == 49
    assert {"skill": CLOUD, "kind": "item", "label": "クラウドインフラ活用", "group": "ソフトウェア開発"} in names
    made = officer.post(
        "/api/careers/me/skills/", {"skill": CLOUD, "level": 3, "evidence": WHY}, content_type="application/json"
    )
    assert (made.status_code, made.json()["skill"], made.json()["evidence"]) == (201, CLOUD, WHY)
    (line,) = officer.get("/api/careers/me/").json()
    assert (line["skill"], line["stated"], line["evidence"]) == (CLOUD, 3, WHY)
    play.confirmed("okutama", CLOUD, 2)
    counted = {one["item"]: one["people"] for one in officer.get("/api/careers/body/items/").json()}
    assert (len(counted), counted[CLOUD]) == (49, [0, 1, 0, 0])
    assert sign_in(play.cast.company).get("/api/careers/body/items/").status_code == 403


def test_programs_write_and_find_the_items_of_courses(play: Play, sign_in: SignIn) -> None:
    keeper = sign_in(play.cast.coordinator)
    body = json.dumps(COURSE.row() | {"items": [CLOUD]}, default=str)
    made = keeper.post("/api/careers/courses/", body, content_type="application/json")
    assert (made.status_code, made.json()["items"]) == (201, [CLOUD])
    wrong = json.dumps(COURSE.row() | {"code": "K-2", "items": ["item-magic"]}, default=str)
    refused = keeper.post("/api/careers/courses/", wrong, content_type="application/json")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "items")
    found = [keeper.get(f"/api/careers/courses/?item={item}").json()["count"] for item in (CLOUD, PRIVACY)]
    assert found == [1, 0]


@pytest.mark.parametrize("path", ["/careers/me/", "/careers/body/", "/careers/courses/", "/api/careers/courses/"])
def test_pages_ask_no_more_questions_for_more_items(play: Play, sign_in: SignIn, path: str) -> None:
    browser, codes, counts = sign_in(play.cast.okutama), list(items.items()), []
    for number in range(1, 4):
        for each in range(number * 2):
            play.confirmed("okutama", codes.pop(), 2)
            play.course(code=f"K-{number}-{each}", items=tuple(codes[:5]))
        browser.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]
