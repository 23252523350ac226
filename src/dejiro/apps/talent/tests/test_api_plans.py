"""Plans, what-if plans, the curve, the board and the entitlement rule by the API: as on the pages."""

from datetime import date
from typing import Any, Final

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from conftest import Cast
from dejiro.apps.talent import services
from dejiro.apps.talent.models import Change, Engagement, Pin, Plan, Proposal, Request, Specialist
from dejiro.apps.talent.planning import plans as bridge
from dejiro.apps.talent.tests.callers import URLS, Caller, fields
from dejiro.apps.talent.tests.conftest import approved, specialist_of
from dejiro.foundation.ledger.models import Entry as LedgerEntry

pytestmark = [pytest.mark.urls(URLS), pytest.mark.usefixtures("at_once")]
STALE: Final = {"If_Match": f'"v99-{"0" * 32}"'}
PLAN: Final[dict[str, Any]] = {"name": "令和9年度", "starts_on": "2027-04-07"}
MORE: Final[dict[str, Any]] = {"kind": "more", "role": "data-engineer", "level": 3, "people": 2, "half_days": 4}


def computed(cast: Cast, **given: Any) -> Plan:  # noqa: ANN401  # fields of the service
    plan = services.plan_create(actor=cast.coordinator, name="令和9年度", starts_on=date(2027, 4, 5), weeks=53, **given)
    return services.plan_compute(plan=services.plan_start(actor=cast.coordinator, plan=plan))


@pytest.fixture
def plan(cast: Cast, specialist: Specialist) -> Plan:
    """One specialist with six half-days, three bodies that ask for three each: only two can be served."""
    assert specialist.max_parallel == 3
    for key in ("okutama", "ome", "hachioji"):
        approved(cast, key, half_days=3)
    return computed(cast)


@pytest.fixture
def scenario(cast: Cast, plan: Plan) -> Plan:
    """A hypothetical plan that supposes nothing yet."""
    return services.scenario_create(actor=cast.coordinator, plan=plan, name="増やす")


def served(plan: Plan) -> list[int]:
    return sorted(int(row["request"]) for row in (plan.answer or {})["assignments"])


def missed(plan: Plan) -> int:
    return int((plan.answer or {})["unserved"][0]["request"])


def acts() -> list[str]:
    return list(LedgerEntry.objects.values_list("action", flat=True))


# Plans


def test_the_coordinator_plans_computes_and_publishes(
    cast: Cast,
    caller: Caller,
    request_: Request,
    specialist: Specialist,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    made = caller.send(cast.coordinator, "post", "/plans/", PLAN)
    assert (made.status_code, made.json()["starts_on"], made.json()["weeks"]) == (201, "2027-04-05", 53)
    here = f"/plans/{made.json()['id']}/"
    etag = caller.send(cast.coordinator, "get", here)["ETag"]
    with django_capture_on_commit_callbacks(execute=True):
        started = caller.send(cast.coordinator, "post", f"{here}compute/", If_Match=etag)
    assert (started.status_code, started.json()["status"]) == (202, "computing")
    assert caller.send(cast.coordinator, "post", f"{here}compute/", If_Match=etag).status_code == 412
    seen = caller.send(cast.coordinator, "get", here).json()
    assert (seen["status"], seen["verified"], seen["served"], seen["kept"]) == ("ready", True, 1, 0)
    assert seen["bodies"][0]["floor"] == ""
    published = caller.send(cast.coordinator, "post", f"{here}publish/")
    assert published.json()["status"] == "published"
    assert Proposal.objects.get().specialist == specialist
    own = caller.send(cast.okutama, "get", here).json()
    assert (own["bodies"][0]["own"], own["pins"], own["refused"]) == (True, [], [])
    assert own["bodies"][0]["leaves"] is not None
    again = caller.send(cast.coordinator, "post", f"{here}publish/")
    assert (again.status_code, again.json()["code"]) == (422, "not_ready")
    assert {"talent.plan.create", "talent.plan.start", "talent.plan.publish"} <= set(acts())
    assert request_.status == Request.Status.APPROVED


def test_a_re_plan_begins_from_a_computed_plan_of_the_area(cast: Cast, caller: Caller, plan: Plan) -> None:
    made = caller.send(cast.coordinator, "post", "/plans/", {**PLAN, "base": plan.pk, "max_changes": 1})
    assert (made.json()["base"], made.json()["status"]) == (plan.pk, "draft")
    draft = made.json()["id"]
    for wrong, field in (
        ({"base": draft}, "base"),
        ({"max_changes": 1}, "max_changes"),
        ({"weeks": 105}, "body.weeks"),
        ({"seconds": 601}, "body.seconds"),
        ({"name": " "}, "body.name"),
        ({"max_changes": 30_001}, "body.max_changes"),
    ):
        assert fields(caller.send(cast.coordinator, "post", "/plans/", {**PLAN, **wrong})) == [field]
    assert caller.send(cast.coordinator, "post", "/plans/", {**PLAN, "base": 10**6}).status_code == 404
    assert caller.send(cast.okutama_chief, "post", "/plans/", PLAN).status_code == 403
    assert Plan.objects.count() == 2


@pytest.mark.parametrize("what", ["compute", "publish", "pins", "scenarios", "changes", "curve", "curve/pick"])
def test_only_the_coordinator_of_the_area_changes_a_plan(cast: Cast, caller: Caller, plan: Plan, what: str) -> None:
    data = {
        "pins": {"kind": "fixed", "specialist": 1, "request": 1, "reason": "x"},
        "scenarios": {"name": "x"},
        "changes": MORE,
        "curve/pick": {"max_changes": 0},
    }.get(what)
    assert caller.send(cast.okutama_chief, "post", f"/plans/{plan.pk}/{what}/", data).status_code == 403
    assert caller.send(cast.tottori_coordinator, "post", f"/plans/{plan.pk}/{what}/", data).status_code == 404
    if what in {"compute", "publish"}:
        assert caller.send(cast.coordinator, "post", f"/plans/{plan.pk}/{what}/", **STALE).status_code == 412


def test_a_pair_is_fixed_and_let_go_again(cast: Cast, caller: Caller, plan: Plan, specialist: Specialist) -> None:
    here = f"/plans/{plan.pk}/pins/"
    pair = {"kind": "fixed", "specialist": specialist.pk, "request": missed(plan), "reason": "継続のため"}
    for name, field in (("specialist", "specialist"), ("request", "request")):
        assert fields(caller.send(cast.coordinator, "post", here, {**pair, name: 10**6})) == [field]
    assert fields(caller.send(cast.coordinator, "post", here, {**pair, "kind": "x"})) == ["body.kind"]
    assert fields(caller.send(cast.coordinator, "post", here, {**pair, "reason": "長" * 301})) == ["body.reason"]
    assert caller.send(cast.coordinator, "post", here, pair, **STALE).status_code == 412
    assert not Pin.objects.exists()
    made = caller.send(cast.coordinator, "post", here, pair)
    pin = Pin.objects.get()
    assert (made.status_code, made.json()) == (201, {"id": pin.pk, **pair, "starts_on": None, "ends_on": None})
    seen = caller.send(cast.coordinator, "get", f"/plans/{plan.pk}/")
    assert seen.json()["pins"] == [made.json()]
    there = f"/pins/{pin.pk}/"
    assert caller.send(cast.okutama_chief, "delete", there).status_code == 403
    assert caller.send(cast.tottori_coordinator, "delete", there).status_code == 404
    assert caller.send(cast.coordinator, "delete", there, **STALE).status_code == 412
    assert caller.send(cast.coordinator, "delete", there, If_Match=seen["ETag"]).status_code == 204
    assert caller.send(cast.coordinator, "delete", there).status_code == 404
    assert {"talent.plan.pin", "talent.pin.remove"} <= set(acts())


# What-if plans


def test_a_program_supposes_and_compares(
    cast: Cast,
    caller: Caller,
    plan: Plan,
    specialist: Specialist,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    made = caller.send(cast.coordinator, "post", f"/plans/{plan.pk}/scenarios/", {"name": "増やす"})
    assert (made.status_code, made.json()["hypothetical"], made.json()["base"]) == (201, True, plan.pk)
    here = f"/plans/{made.json()['id']}/"
    more = caller.send(cast.coordinator, "post", f"{here}changes/", MORE)
    assert more.status_code == 201
    assert more.json()["text"] == "データエンジニア（レベル3、週4半日）を2人増やす（最初から）"
    assert caller.send(cast.coordinator, "get", here).json()["supposed"] == [more.json()]
    waiting = caller.send(cast.coordinator, "get", f"/plans/{plan.pk}/scenarios/").json()
    assert [row["name"] for row in waiting["waiting"]] == ["増やす"]
    with django_capture_on_commit_callbacks(execute=True):
        assert caller.send(cast.coordinator, "post", f"{here}compute/").status_code == 202
    beside = caller.send(
        cast.coordinator, "get", f"/plans/{plan.pk}/scenarios/?beside={made.json()['id']}&beside=999999"
    ).json()
    assert [(one["name"], one["served"], one["cost"]) for one in beside["columns"]] == [
        ("令和9年度", 2, 1_560_000),
        ("増やす", 3, 2_340_000),
    ]
    assert [cell["plan"] for cell in beside["bodies"][0]["plans"]] == ["令和9年度", "増やす"]
    assert [row["id"] for row in beside["offered"]] == [made.json()["id"]]
    assert fields(caller.send(cast.coordinator, "get", f"/plans/{plan.pk}/scenarios/?beside=x")) == ["query.beside.0"]
    assert caller.send(cast.okutama_chief, "get", f"/plans/{plan.pk}/scenarios/").status_code == 403
    assert caller.send(cast.tottori_coordinator, "get", f"/plans/{plan.pk}/scenarios/").status_code == 404
    assert specialist.name


def test_what_is_supposed_is_whole_and_of_the_area(
    cast: Cast, caller: Caller, plan: Plan, scenario: Plan, specialist: Specialist
) -> None:
    here = f"/plans/{scenario.pk}/changes/"
    for wrong, field in (
        ({**MORE, "level": None}, "role"),
        ({**MORE, "role": "magician"}, "role"),
        ({**MORE, "people": 51}, "body.people"),
        ({"kind": "without"}, "specialist"),
        ({"kind": "without", "specialist": 10**6}, "specialist"),
        ({"kind": "dropped", "request": 10**6}, "request"),
        ({"kind": "x"}, "body.kind"),
    ):
        assert fields(caller.send(cast.coordinator, "post", here, wrong)) == [field]
    assert caller.send(cast.coordinator, "post", f"/plans/{plan.pk}/changes/", MORE).json()["code"] == "real"
    assert fields(caller.send(cast.coordinator, "post", f"/plans/{plan.pk}/scenarios/", {"name": ""})) == ["body.name"]
    assert not Change.objects.exists()
    away = {"kind": "without", "specialist": specialist.pk, "starts_on": "2027-05-03"}
    assert "渡辺 樹さんがいない" in caller.send(cast.coordinator, "post", here, away).json()["text"]
    dropped = caller.send(cast.coordinator, "post", here, {"kind": "dropped", "request": served(plan)[0]}).json()
    there = f"/changes/{dropped['id']}/"
    assert caller.send(cast.okutama_chief, "delete", there).status_code == 403
    assert caller.send(cast.tottori_coordinator, "delete", there).status_code == 404
    assert caller.send(cast.coordinator, "delete", there).status_code == 204
    assert Change.objects.get().specialist == specialist


def test_a_curve_is_computed_read_and_a_point_of_it_picked(
    cast: Cast,
    caller: Caller,
    plan: Plan,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    monkeypatch.setattr(bridge, "CURVE", (0, None))
    again = services.plan_create(
        actor=cast.coordinator, name="組み直し", starts_on=date(2027, 4, 5), weeks=53, base=plan, max_changes=0
    )
    here = f"/plans/{again.pk}/curve/"
    empty = caller.send(cast.coordinator, "get", here).json()
    assert (empty["status"], empty["points"]) == ("", [])
    assert caller.send(cast.coordinator, "post", f"/plans/{plan.pk}/curve/").status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        assert caller.send(cast.coordinator, "post", here).status_code == 202
    seen = caller.send(cast.coordinator, "get", here)
    assert [point["max_changes"] for point in seen.json()["points"]] == [0, None]
    assert (seen.json()["status"], seen.json()["points"][0]["changed"]) == ("done", 0)
    assert fields(caller.send(cast.coordinator, "post", f"{here}pick/", {"max_changes": 7})) == ["max_changes"]
    assert fields(caller.send(cast.coordinator, "post", f"{here}pick/", {})) == ["body.max_changes"]
    assert caller.send(cast.coordinator, "post", f"{here}pick/", {"max_changes": None}, **STALE).status_code == 412
    with django_capture_on_commit_callbacks(execute=True):
        picked = caller.send(cast.coordinator, "post", f"{here}pick/", {"max_changes": None}, If_Match=seen["ETag"])
    assert (picked.status_code, picked.json()["status"]) == (202, "computing")
    again.refresh_from_db()
    assert (again.status, again.max_changes) == (Plan.Status.READY, None)
    assert caller.send(cast.okutama_chief, "get", here).status_code == 403
    assert caller.send(cast.tottori_coordinator, "get", here).status_code == 404


# The board


def test_the_board_says_who_serves_whom_and_what_runs_already(
    cast: Cast, caller: Caller, engagement: Engagement
) -> None:
    asked = approved(cast, "ome", half_days=3)
    here = f"/plans/{computed(cast).pk}/board/"
    seen = caller.send(cast.coordinator, "get", here).json()
    by_kind = {row["kind"]: row for row in seen["work"]}
    assert (by_kind["running"]["engagement"], by_kind["running"]["request"]) == (engagement.pk, None)
    assert (by_kind["planned"]["request"], by_kind["planned"]["organization"]) == (asked.pk, "132055")
    assert (by_kind["planned"]["specialist"], seen["may_edit"]) == (engagement.specialist_id, True)
    assert [
        len(caller.send(cast.coordinator, "get", f"{here}?{query}").json()["work"])
        for query in ("body=132055", "role=ba-new", "month=2027-09", "month=x")
    ] == [1, 0, 0, 2]
    assert caller.send(cast.okutama_chief, "get", here).status_code == 403
    assert caller.send(cast.tottori_coordinator, "get", here).status_code == 404


def test_a_request_on_the_board_is_given_to_somebody_else(cast: Cast, caller: Caller, plan: Plan) -> None:
    other = specialist_of(cast, key="S-002", name="別 人")
    here = f"/plans/{plan.pk}/board/{missed(plan)}/"
    seen = caller.send(cast.coordinator, "get", here)
    assert (seen.json()["holder"], seen.json()["pinned"]) == (None, False)
    assert seen.json()["crew"][0] == {"specialist": other.pk, "key": "S-002", "name": "別 人", "level": 3, "free": True}
    move = {"act": "move", "specialist": other.pk, "reason": "継続のため"}
    for wrong, field in (
        ({"act": "fix"}, "act"),
        ({"act": "x"}, "body.act"),
        ({"specialist": None}, "specialist"),
        ({"specialist": 10**6}, "specialist"),
        ({"reason": ""}, "body.reason"),
    ):
        assert fields(caller.send(cast.coordinator, "post", here, {**move, **wrong})) == [field]
    assert caller.send(cast.coordinator, "post", here, move, **STALE).status_code == 412
    moved = caller.send(cast.coordinator, "post", here, move, If_Match=seen["ETag"])
    assert (moved.status_code, moved.json()["version"]) == (200, plan.version + 1)
    assert caller.send(cast.coordinator, "get", here).json()["holder"] == other.pk
    assert caller.send(cast.coordinator, "get", f"/plans/{plan.pk}/").json()["edited"] is True
    assert acts().count("talent.plan.edit") == 1
    for method in ("get", "post"):
        assert caller.send(cast.okutama_chief, method, here, move).status_code == 403
        assert caller.send(cast.tottori_coordinator, method, here, move).status_code == 404
        assert caller.send(cast.coordinator, method, f"/plans/{plan.pk}/board/999999/", move).status_code == 404


# The rule


def test_the_rules_effect_is_read_by_everybody_of_the_area(cast: Cast, caller: Caller) -> None:
    now = caller.send(cast.okutama, "get", "/entitlement/").json()
    assert (now["rule"]["value"], len(now["bodies"])) == (50, 62)
    okutama = next(row for row in now["bodies"] if row["organization"] == "133086")
    assert (okutama["change"], okutama["owed"]) == (0, "0")
    other = caller.send(cast.okutama, "get", "/entitlement/?equal=80").json()
    assert next(row for row in other["bodies"] if row["organization"] == "133086")["change"] > 0
    assert fields(caller.send(cast.okutama, "get", "/entitlement/?equal=101")) == ["query.equal"]
    assert caller.send(None, "get", "/entitlement/").status_code == 401
    assert caller.send(cast.okutama_next, "get", "/entitlement/").status_code == 403, "of no body yet"
