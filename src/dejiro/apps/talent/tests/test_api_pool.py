"""The pool of specialists by the API: as on the pages."""

from dataclasses import replace
from datetime import date
from typing import Any, Final

import pytest
from django.http import Http404

from conftest import Cast, Clock
from dejiro.apps.needs import services as needs
from dejiro.apps.needs.public import Consultation
from dejiro.apps.talent import access, services
from dejiro.apps.talent.models import Absence, CalendarKey, Capacity, Conflict, Paper, Skill, Specialist
from dejiro.apps.talent.tests.callers import URLS, Caller, fields
from dejiro.apps.talent.tests.conftest import approved, specialist_of
from dejiro.foundation.errors import NotYours
from dejiro.foundation.ledger.models import Entry as LedgerEntry

pytestmark = pytest.mark.urls(URLS)
STALE: Final = {"If_Match": f'"v99-{"0" * 32}"'}
ENTRY: Final[dict[str, Any]] = {
    "key": "S-003",
    "name": "派遣 一",
    "kana": "はけん はじめ",
    "employment": "lent",
    "lender": "132055",
    "onsite": "some",
    "places": ["133086", "132055"],
    "languages": "日本語",
    "profile": "移行の経験",
    "max_parallel": 2,
}
DESCRIBED: Final[dict[str, Any]] = {
    "onsite": "some",
    "places": ["132055"],
    "languages": "英語",
    "profile": "移行が得意",
    "max_parallel": 2,
}
PAPER: Final[dict[str, Any]] = {"kind": "insurance", "starts_on": "2026-10-01", "ends_on": "2026-11-30"}
HEADINGS: Final = "人材番号,氏名,雇用の形,出張,同時に受けられる数,役割1,レベル1"
LINE: Final = "S-001,架空 一,推進団体の職員,どの団体にも行ける,3,データエンジニア,2"


def acts() -> list[str]:
    return list(LedgerEntry.objects.filter(action__startswith="talent.").values_list("action", flat=True))


def last_leaf() -> str:
    return LedgerEntry.objects.order_by("pk").last().leaf  # type: ignore[union-attr]  # the act before wrote one


@pytest.fixture
def here(specialist: Specialist) -> str:
    """The address of the expert's entry."""
    return f"/pool/{specialist.pk}/"


# Entries


def test_the_coordinator_takes_somebody_into_the_pool(cast: Cast, caller: Caller) -> None:
    made = caller.send(cast.coordinator, "post", "/pool/", ENTRY)
    assert made.status_code == 201, made.content
    seen = made.json()
    assert {name: seen[name] for name in ENTRY} == {**ENTRY, "places": ["132055", "133086"]}
    assert (seen["email"], seen["skills"], seen["missing"], seen["version"]) == ("", [], ["秘密保持の誓約書"], 1)
    assert acts() == ["talent.specialist.create"]
    assert '"employment":"lent"' in last_leaf()
    assert "派遣" not in last_leaf()
    assert caller.send(cast.expert, "post", "/pool/", ENTRY).status_code == 403
    assert fields(caller.send(cast.coordinator, "post", "/pool/", ENTRY)) == ["key"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"key": " "}, "body.key"),
        ({"name": "長" * 81}, "body.name"),
        ({"kana": "長" * 81}, "body.kana"),
        ({"languages": "長" * 101}, "body.languages"),
        ({"profile": "長" * 2001}, "body.profile"),
        ({"employment": "friend"}, "body.employment"),
        ({"onsite": "moon"}, "body.onsite"),
        ({"max_parallel": 21}, "body.max_parallel"),
        ({"email": "nobody@example.lg.jp"}, "email"),
        ({"lender": None}, "lender"),
        ({"lender": "999999"}, "lender"),
        ({"lender": "312011"}, "lender"),
        ({"places": []}, "places"),
        ({"places": ["132055", "130001"]}, "places"),
    ],
)
def test_an_entry_that_does_not_fit_is_refused_by_field(
    cast: Cast, caller: Caller, change: dict[str, Any], field: str
) -> None:
    assert fields(caller.send(cast.coordinator, "post", "/pool/", {**ENTRY, **change})) == [field]
    assert (Specialist.objects.count(), acts()) == (0, [])


def test_the_coordinator_writes_an_entry_anew_that_they_have_read(cast: Cast, caller: Caller, here: str) -> None:
    read = caller.send(cast.coordinator, "get", here)
    names = {*ENTRY, "email"}
    entry = {name: value for name, value in read.json().items() if name in names}
    assert entry["email"] == "expert@example.lg.jp"
    new = {**entry, "max_parallel": 4}
    assert caller.send(cast.expert, "put", here, new).status_code == 403
    assert caller.send(cast.tottori_coordinator, "put", here, new).status_code == 404
    assert fields(caller.send(cast.coordinator, "put", here, {**new, "lender": "132055"})) == ["lender"]
    saved = caller.send(cast.coordinator, "put", here, new, If_Match=read["ETag"]).json()
    assert (saved["max_parallel"], saved["email"], saved["version"]) == (4, entry["email"], 2)
    stale = caller.send(cast.coordinator, "put", here, new, If_Match=read["ETag"])
    assert (stale.status_code, stale["Content-Type"].partition(";")[0]) == (412, "application/problem+json")


def test_a_body_sees_a_profile_without_what_only_its_keepers_may_know(
    cast: Cast, caller: Caller, specialist: Specialist, here: str
) -> None:
    reason = {"organization": "131016", "reason": "前の勤め先"}
    caller.send(cast.coordinator, "post", f"{here}conflicts/", reason)
    services.proposal_make(actor=cast.coordinator, request=approved(cast), specialist=specialist)
    kept = caller.send(cast.expert, "get", here).json()
    assert [{**reason, "id": Conflict.objects.get().pk}] == kept["conflicts"]
    assert kept["papers"][0]["kind"] == "nda"
    assert kept["skills"][0]["evidence"] == "移行3件"
    seen = caller.send(cast.okutama, "get", here).json()
    assert [seen[name] for name in ("key", "kana", "email")] == ["", "", ""]
    assert [seen[name] for name in ("conflicts", "papers", "weeks", "consultations")] == [[], [], [], []]
    assert seen["skills"] == kept["skills"]
    assert caller.send(cast.okutama, "put", f"{here}describe/", DESCRIBED).status_code == 403


def test_a_specialist_says_who_they_are(cast: Cast, caller: Caller, here: str) -> None:
    etag = caller.send(cast.expert, "get", "/me/")["ETag"]
    assert caller.send(cast.ome, "put", f"{here}describe/", DESCRIBED).status_code == 404
    said = caller.send(cast.expert, "put", f"{here}describe/", DESCRIBED, If_Match=etag).json()
    assert {name: said[name] for name in DESCRIBED} == DESCRIBED
    assert caller.send(cast.expert, "put", f"{here}describe/", DESCRIBED, If_Match=etag).status_code == 412
    somewhere = caller.send(cast.expert, "put", f"{here}describe/", {**DESCRIBED, "places": ["131234"]})
    assert fields(somewhere) == ["places"]
    unknown = caller.send(cast.expert, "put", f"{here}describe/", {**DESCRIBED, "name": "別人"})
    assert fields(unknown) == ["body.name"]
    assert acts()[-1] == "talent.specialist.update"


def test_who_leaves_is_erased_only_once_they_have_left(
    cast: Cast, caller: Caller, specialist: Specialist, here: str, clock: Clock
) -> None:
    leaving = {"left_on": "2026-10-31"}
    assert caller.send(cast.ome, "post", f"{here}leave/", leaving).status_code == 404
    assert fields(caller.send(cast.expert, "post", f"{here}leave/", {"left_on": "いつか"})) == ["body.left_on"]
    assert caller.send(cast.expert, "post", f"{here}leave/", leaving, **STALE).status_code == 412
    assert caller.send(cast.expert, "post", f"{here}leave/", leaving).json()["left_on"] == "2026-10-31"
    assert caller.send(cast.coordinator, "delete", here).status_code == 404
    clock.move_to("2026-11-01T09:00:00+09:00")
    assert caller.send(cast.expert, "delete", here).status_code == 403
    assert caller.send(cast.tottori_coordinator, "delete", here).status_code == 404
    assert caller.send(cast.coordinator, "delete", here).status_code == 204
    specialist.refresh_from_db()
    assert (specialist.user, specialist.name) == (None, "（消去した人材）")
    assert caller.send(cast.coordinator, "delete", here).status_code == 404
    assert acts().count("talent.specialist.erase") == 1


def test_a_table_of_specialists_comes_in_whole_or_not_at_all(cast: Cast, caller: Caller) -> None:
    good = f"{HEADINGS}\n{LINE}\n"
    half = good + LINE.replace("S-001", "S-002").replace("データエンジニア", "まほうつかい")
    bad = caller.upload(cast.coordinator, "/pool/import/", "pool.csv", half.encode())
    assert (bad.status_code, bad["Content-Type"].partition(";")[0]) == (422, "application/problem+json")
    assert [(one["field"], one["row"], one["column"]) for one in bad.json()["errors"]] == [("file", 3, "役割1")]
    assert (Specialist.objects.count(), acts()) == (0, [])
    made = caller.upload(cast.coordinator, "/pool/import/", "pool.csv", good.encode())
    assert (made.status_code, made.json()) == (201, {"made": 1, "changed": 0})
    again = caller.upload(cast.coordinator, "/pool/import/", "pool.csv", good.encode())
    assert again.json() == {"made": 0, "changed": 1}
    assert acts() == ["talent.pool.import"] * 2
    assert caller.upload(cast.okutama_chief, "/pool/import/", "pool.csv", good.encode()).status_code == 403
    assert fields(caller.send(cast.coordinator, "post", "/pool/import/")) == ["file.file"]


def test_who_looked_is_known_to_the_specialist_the_coordinator_and_the_auditor(
    cast: Cast, caller: Caller, here: str
) -> None:
    caller.send(cast.coordinator, "get", here)
    look = {"at": "2026-10-05T01:00:00Z", "organization": "130001", "person": "佐藤 由美"}
    for actor in (cast.expert, cast.coordinator, cast.auditor):
        listed = caller.send(actor, "get", f"{here}looks/").json()
        assert (listed["count"], listed["items"]) == (1, [look])
    for stranger in (cast.okutama, cast.tottori_coordinator):
        assert caller.send(stranger, "get", f"{here}looks/").status_code == 404


# Parts of an entry


def test_skills_are_added_replaced_and_taken_off(cast: Cast, caller: Caller, here: str) -> None:
    skill = {"role": "ba-new", "level": 2, "evidence": "企画"}
    made = caller.send(cast.expert, "post", f"{here}skills/", skill).json()
    assert made == {**skill, "id": Skill.objects.get(role="ba-new").pk}
    assert caller.send(cast.coordinator, "post", f"{here}skills/", {**skill, "level": 3}).json()["id"] == made["id"]
    assert fields(caller.send(cast.expert, "post", f"{here}skills/", {**skill, "level": 5})) == ["body.level"]
    assert fields(caller.send(cast.expert, "post", f"{here}skills/", {**skill, "role": "wizard"})) == ["role"]
    assert caller.send(cast.okutama, "post", f"{here}skills/", skill).status_code == 404
    assert caller.send(cast.okutama, "delete", f"/skills/{made['id']}/").status_code == 404
    assert caller.send(cast.expert, "delete", f"/skills/{made['id']}/").status_code == 204
    assert caller.send(cast.expert, "delete", f"/skills/{made['id']}/").status_code == 404
    assert acts()[-3:] == ["talent.skill.save", "talent.skill.save", "talent.skill.remove"]


@pytest.mark.parametrize(
    ("part", "model", "more"), [("capacity", Capacity, {"half_days": 4}), ("absences", Absence, {})]
)
def test_periods_are_added_and_taken_off(
    cast: Cast, caller: Caller, here: str, part: str, model: type[Capacity] | type[Absence], more: dict[str, int]
) -> None:
    period = {"starts_on": "2028-04-01", "ends_on": "2028-04-10", **more}
    made = caller.send(cast.expert, "post", f"{here}{part}/", period)
    row = model.objects.get(starts_on=date(2028, 4, 1))
    assert (made.status_code, made.json()) == (201, {**period, "id": row.pk})
    listed = caller.send(cast.expert, "get", "/me/").json()["capacities" if more else "absences"]
    assert made.json() in listed
    assert fields(caller.send(cast.expert, "post", f"{here}{part}/", period)) == ["starts_on"]
    back = {**period, "ends_on": "2028-03-31"}
    assert fields(caller.send(cast.expert, "post", f"{here}{part}/", back)) == ["ends_on"]
    assert caller.send(cast.tottori_coordinator, "post", f"{here}{part}/", period).status_code == 404
    assert caller.send(cast.ome, "delete", f"/{part}/{row.pk}/").status_code == 404
    assert caller.send(cast.coordinator, "delete", f"/{part}/{row.pk}/").status_code == 204
    assert not model.objects.filter(pk=row.pk).exists()
    assert acts()[-1] == f"talent.{model.__name__.lower()}.remove"


def test_half_days_are_at_most_ten_a_week(cast: Cast, caller: Caller, here: str) -> None:
    period = {"starts_on": "2028-04-01", "ends_on": "2028-04-10", "half_days": 11}
    assert fields(caller.send(cast.expert, "post", f"{here}capacity/", period)) == ["body.half_days"]


def test_only_the_coordinator_keeps_conflicts_of_interest(cast: Cast, caller: Caller, here: str) -> None:
    conflict = {"organization": "131016", "reason": "前の勤め先"}
    made = caller.send(cast.coordinator, "post", f"{here}conflicts/", conflict).json()
    assert made == {**conflict, "id": Conflict.objects.get().pk}
    assert "前の勤め先" not in last_leaf()
    again = caller.send(cast.coordinator, "post", f"{here}conflicts/", {**conflict, "reason": "親族"}).json()
    assert again == {**made, "reason": "親族"}
    no_body = caller.send(cast.coordinator, "post", f"{here}conflicts/", {**conflict, "organization": "千代田区"})
    assert fields(no_body) == ["organization"]
    assert fields(caller.send(cast.coordinator, "post", f"{here}conflicts/", {**conflict, "reason": ""})) == [
        "body.reason"
    ]
    assert caller.send(cast.expert, "post", f"{here}conflicts/", conflict).status_code == 403
    assert caller.send(cast.tottori_coordinator, "post", f"{here}conflicts/", conflict).status_code == 404
    there = f"/conflicts/{made['id']}/"
    assert caller.send(cast.expert, "delete", there).status_code == 403
    assert caller.send(cast.tottori_coordinator, "delete", there).status_code == 404
    assert caller.send(cast.coordinator, "delete", there).status_code == 204
    assert not Conflict.objects.exists()


def test_only_the_coordinator_keeps_papers_and_sees_which_end_soon(cast: Cast, caller: Caller) -> None:
    person = specialist_of(cast, employment="side", name="副業 花")
    here = f"/pool/{person.pk}/"
    made = caller.send(cast.coordinator, "post", f"{here}papers/", PAPER)
    row = Paper.objects.get(kind="insurance")
    assert (made.status_code, made.json()) == (201, {**PAPER, "id": row.pk})
    assert fields(caller.send(cast.coordinator, "post", f"{here}papers/", PAPER)) == ["starts_on"]
    assert fields(caller.send(cast.coordinator, "post", f"{here}papers/", {**PAPER, "kind": "visa"})) == ["body.kind"]
    assert caller.send(cast.expert, "post", f"{here}papers/", PAPER).status_code == 403
    assert caller.send(cast.tottori_coordinator, "post", f"{here}papers/", PAPER).status_code == 404
    ending = caller.send(cast.coordinator, "get", "/papers/").json()
    assert ending["items"] == [{**made.json(), "specialist": person.pk, "name": "副業 花"}]
    assert caller.send(cast.okutama, "get", "/papers/").status_code == 403
    assert caller.send(cast.expert, "delete", f"/papers/{row.pk}/").status_code == 403
    assert caller.send(cast.tottori_coordinator, "delete", f"/papers/{row.pk}/").status_code == 404
    assert caller.send(cast.coordinator, "delete", f"/papers/{row.pk}/").status_code == 204
    assert caller.send(cast.coordinator, "get", "/papers/").json()["count"] == 0


# Calendars and consultations


def test_the_secret_address_of_a_calendar_is_told_once(
    cast: Cast, caller: Caller, specialist: Specialist, here: str
) -> None:
    assert caller.send(cast.expert, "get", "/calendar/").json() == {"made_at": None, "used_on": None}
    made = caller.send(cast.expert, "post", "/calendar/")
    assert (made.status_code, made["Cache-Control"]) == (201, "private, no-store")
    address = made.json()["address"]
    assert address.startswith("http://testserver/talent/calendar.ics?key=")
    assert caller.client.get(address).status_code == 200
    told = caller.send(cast.expert, "get", "/calendar/").json()
    assert told == {"made_at": "2026-10-05T01:00:00Z", "used_on": "2026-10-05"}
    assert CalendarKey.objects.get().specialist == specialist
    for method in ("get", "post"):
        assert caller.send(cast.coordinator, method, "/calendar/").status_code == 404
    assert caller.send(cast.okutama, "delete", f"{here}calendar/").status_code == 404
    assert caller.send(cast.coordinator, "delete", f"{here}calendar/").status_code == 204
    assert not CalendarKey.objects.exists()
    assert acts()[-2:] == ["talent.calendar.key", "talent.calendar.revoke"]


def test_a_key_makes_no_secret_that_would_outlive_it(cast: Cast, specialist: Specialist) -> None:
    key = replace(cast.expert, scopes=frozenset({"talent:write"}))
    with pytest.raises(NotYours, match="画面にログイン"):
        services.calendar_key_make(actor=key, specialist=specialist)


def test_a_bodys_own_key_has_no_entry_in_the_pool_whoever_it_rests_on(cast: Cast, specialist: Specialist) -> None:
    assert access.own_entry(cast.expert) == specialist
    key = replace(cast.expert, is_body=True)
    with pytest.raises(Http404):
        access.own_entry(key)
    assert not access.may_edit(key, specialist)
    assert not access.specialists_readable(key).exists()
    assert not access.proposals_readable(key).exists()


def test_a_specialist_says_what_a_consultation_really_took(
    cast: Cast, caller: Caller, specialist: Specialist, clock: Clock
) -> None:
    clock.move_to("2026-10-14T10:00:00+09:00")
    asked: Consultation = needs.consultation_ask(
        actor=cast.okutama, title="見積の読み方", body="内訳が分かりません", category="systems"
    )
    here = f"/consultations/{asked.pk}/time/"
    assert caller.send(cast.coordinator, "put", here, {"half_days": 3}).status_code == 404
    needs.consultation_take(actor=cast.expert, consultation=asked)
    held = {"consultation": asked.pk, "title": "見積の読み方", "starts_on": "2026-10-12", "ends_on": "2026-10-16"}
    profile = caller.send(cast.expert, "get", "/me/").json()
    assert profile["consultations"] == [{**held, "half_days": 1, "stated": False}]
    said = caller.send(cast.expert, "put", here, {"half_days": 3})
    assert said.json() == {**held, "half_days": 3, "stated": True}
    assert caller.send(cast.coordinator, "put", here, {"half_days": 0}).json()["half_days"] == 0
    assert fields(caller.send(cast.expert, "put", here, {"half_days": 11})) == ["body.half_days"]
    assert caller.send(cast.okutama, "put", here, {"half_days": 3}).status_code == 404
    assert (specialist.name, acts().count("talent.consultation.time")) == ("渡辺 樹", 2)
