"""What-if plans side by side, and a re-plan's curve."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from conftest import Cast
from dejiro.apps.talent import services
from dejiro.apps.talent.models import Change, Pin, Plan, Request, Specialist
from dejiro.apps.talent.planning import plans as bridge
from dejiro.apps.talent.selectors.scenarios import comparison_of
from dejiro.apps.talent.services import Supposed
from dejiro.apps.talent.tests.conftest import SignIn, approved, specialist_of, text
from dejiro.foundation.errors import NotYours, Refusal

pytestmark = pytest.mark.usefixtures("at_once")
MORE: dict[str, Any] = {"kind": "more", "role": "data-engineer", "level": 3, "people": 2, "half_days": 4}


@pytest.fixture
def plan(cast: Cast, specialist: Specialist) -> Plan:
    """One specialist with six half-days, three bodies that ask for three each: only two can be served."""
    for key in ("okutama", "ome", "hachioji"):
        approved(cast, key, half_days=3)
    return computed(cast, drawn(cast))


def drawn(cast: Cast, **fields: Any) -> Plan:  # noqa: ANN401  # fields of the service
    return services.plan_create(
        actor=cast.coordinator, name="令和9年度", starts_on=date(2027, 4, 5), weeks=53, **fields
    )


def computed(cast: Cast, plan: Plan) -> Plan:
    return services.plan_compute(plan=services.plan_start(actor=cast.coordinator, plan=plan))


def scenario(cast: Cast, plan: Plan, name: str, **fields: Any) -> Plan:  # noqa: ANN401  # fields of the change
    made = services.scenario_create(actor=cast.coordinator, plan=plan, name=name)
    services.change_save(actor=cast.coordinator, plan=made, supposed=Supposed(**fields))
    return computed(cast, made)


def test_two_experts_more_serve_everybody_and_one_away_serves_fewer(
    cast: Cast, plan: Plan, specialist: Specialist
) -> None:
    more = scenario(cast, plan, "2人増やす", **MORE)
    away = scenario(cast, plan, "いない", kind="without", specialist=specialist, starts_on=date(2027, 5, 3))
    view = comparison_of(plan, [])
    assert [column.plan for column in view.columns] == [plan, more, away]
    assert [column.served for column in view.columns] == [2, 3, 0]
    assert [column.delivered for column in view.columns] == [78, 117, 0]
    assert [column.cost for column in view.columns] == [1_560_000, 2_340_000, 0]
    assert view.columns[1].empty == 0
    assert view.columns[2].changed == 2
    assert view.columns[1].changes == ["データエンジニア（レベル3、週4半日）を2人増やす（最初から）"]
    assert len(view.bodies) == 3


def test_without_a_request_its_hours_go_to_another(cast: Cast, plan: Plan) -> None:
    assert plan.answer is not None
    served = plan.answer["assignments"][0]["request"]
    dropped = scenario(cast, plan, "依頼がない", kind="dropped", request=Request.objects.get(pk=served))
    assert dropped.answer is not None
    assert served not in {row["request"] for row in dropped.answer["assignments"]}
    assert len(dropped.answer["assignments"]) == 2


def test_a_supposed_plan_is_never_published_nor_planned_again(cast: Cast, plan: Plan) -> None:
    more = scenario(cast, plan, "2人増やす", **MORE)
    with pytest.raises(Refusal, match="仮の案は公表できません"):
        services.plan_publish(actor=cast.coordinator, plan=more)
    with pytest.raises(Refusal, match="もとの計画"):
        drawn(cast, base=more)
    with pytest.raises(Refusal, match="計算が済んだ計画から"):
        services.scenario_create(actor=cast.coordinator, plan=more, name="x")
    with pytest.raises(Refusal, match="仮の案だけ"):
        services.change_save(actor=cast.coordinator, plan=plan, supposed=Supposed(**MORE))
    with pytest.raises(NotYours):
        services.scenario_create(actor=cast.okutama_chief, plan=plan, name="x")


@pytest.mark.parametrize("kind", ["more", "without", "dropped"])
def test_what_is_supposed_must_be_whole(cast: Cast, plan: Plan, kind: str) -> None:
    made = services.scenario_create(actor=cast.coordinator, plan=plan, name="x")
    with pytest.raises(Refusal):
        services.change_save(actor=cast.coordinator, plan=made, supposed=Supposed(kind=kind))


def test_the_coordinator_supposes_and_compares_on_the_pages(
    cast: Cast,
    sign_in: SignIn,
    plan: Plan,
    specialist: Specialist,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    client, here = sign_in(cast.coordinator), plan.get_absolute_url()
    assert "仮の案はまだありません" in text(client.get(f"{here}scenarios/"))
    assert client.get(f"{here}scenarios/new/").status_code == 200
    made = client.post(f"{here}scenarios/new/", {"name": "増やす"}).url
    assert "まだ何も変えていません" in text(client.get(made))
    assert client.get(f"{made}changes/new/").status_code == 200
    assert client.post(f"{made}changes/new/", {"kind": "without", "specialist": "X-1"}).status_code == 422
    assert client.post(f"{made}changes/new/", {"kind": "dropped", "request": "999999"}).status_code == 422
    assert client.post(f"{made}changes/new/", {"kind": "without", "specialist": "S-001"}).url == made
    assert client.post(f"{made}changes/new/", MORE).url == made
    first = Change.objects.order_by("pk")[0]
    assert specialist.name in text(client.get(f"/talent/changes/{first.pk}/remove/"))
    assert client.post(f"/talent/changes/{first.pk}/remove/").url == made
    assert "まだ結果がない案" in text(client.get(f"{here}scenarios/"))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{made}compute/", {"version": "1"})
    page = text(client.get(f"{here}scenarios/?with=x"))
    assert "2人増やす" in page
    assert "2,340,000" in page
    assert client.get(f"{made}board/").status_code == 200


def test_the_comparison_takes_as_many_queries_for_many_plans_as_for_one(cast: Cast, plan: Plan) -> None:
    counts = []
    for number in range(2):
        scenario(cast, plan, f"案{number}", **MORE)
        with CaptureQueriesContext(connection) as captured:
            comparison_of(plan, [])
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_curve_shows_what_each_number_of_changes_brings_and_a_point_is_picked(
    cast: Cast,
    sign_in: SignIn,
    plan: Plan,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    monkeypatch.setattr(bridge, "CURVE", (0, None))
    approved(cast, "mizuho", half_days=6, priority=3)
    again = drawn(cast, base=plan, max_changes=0)
    client, here = sign_in(cast.coordinator), again.get_absolute_url()
    assert "まだ比べていません" in text(client.get(f"{here}curve/"))
    assert client.get(f"{here}curve/compute/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{here}curve/compute/").url == f"{here}curve/"
    page = text(client.get(f"{here}curve/"))
    assert page.count("<circle") == 2
    again.refresh_from_db()
    assert again.curve is not None
    none, free = again.curve["points"]
    assert (none["changed"], free["changed"]) == (0, 2)
    assert free["value"] > none["value"]
    assert client.get(f"{here}curve/pick/?changes=0").status_code == 200
    assert client.post(f"{here}curve/pick/", {"max_changes": "7"}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{here}curve/pick/", {"max_changes": ""}).url == here
    again.refresh_from_db()
    assert (again.status, again.max_changes) == (Plan.Status.READY, None)
    assert again.answer is not None
    assert again.answer["changed"] == 2


def test_a_curve_without_any_plan_says_why(
    cast: Cast, sign_in: SignIn, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no(*_given: Any, **_named: Any) -> Any:  # noqa: ANN401  # stands for the core
        raise ValueError("時間切れ")

    again = services.curve_start(actor=cast.coordinator, plan=drawn(cast, base=plan))
    with pytest.raises(Refusal, match="もとの計画がある"):
        services.curve_start(actor=cast.coordinator, plan=plan)
    monkeypatch.setattr(bridge, "compute", no)
    services.curve_compute(plan=again)
    assert "時間切れ" in text(sign_in(cast.coordinator).get(f"{again.get_absolute_url()}curve/"))
    monkeypatch.setattr(bridge, "candidates_of", lambda _problem: 1 / 0)
    monkeypatch.setattr(bridge, "compute", lambda *_given, **_named: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        services.curve_compute(plan=again)
    again.refresh_from_db()
    assert again.curve is not None
    assert "思わぬ誤り" in again.curve["failure"]


def test_a_pin_is_taken_away_again(cast: Cast, sign_in: SignIn, plan: Plan, specialist: Specialist) -> None:
    other = specialist_of(cast, key="S-002", name="別の人")
    request = approved(cast, "ome")
    for one in (specialist, other):
        services.pin_save(
            actor=cast.coordinator, plan=plan, specialist=one, request=request, kind="fixed", reason="希望"
        )
    assert computed(cast, plan).status == Plan.Status.FAILED
    client, pin = sign_in(cast.coordinator), Pin.objects.get(specialist=other)
    assert "別の人" in text(client.get(f"/talent/pins/{pin.pk}/remove/"))
    assert client.post(f"/talent/pins/{pin.pk}/remove/").url == plan.get_absolute_url()
    assert computed(cast, Plan.objects.get(pk=plan.pk)).status == Plan.Status.READY
