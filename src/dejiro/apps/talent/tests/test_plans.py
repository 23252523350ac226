from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from conftest import Cast
from dejiro.apps.talent import access, services
from dejiro.apps.talent.models import Plan, Proposal, Specialist
from dejiro.apps.talent.planning import entitlements
from dejiro.apps.talent.tests.callers import Caller
from dejiro.apps.talent.tests.conftest import SignIn, approved, specialist_of, text
from dejiro.foundation.clock import today
from dejiro.foundation.errors import NotYours, Refusal

pytestmark = pytest.mark.usefixtures("at_once")
FORM = {"name": "令和9年度", "starts_on": "2027-04-07", "weeks": "53", "seconds": "20"}


def plan_of(cast: Cast, **fields: Any) -> Plan:  # noqa: ANN401  # fields of the service
    plan = services.plan_create(
        actor=cast.coordinator, name="令和9年度", starts_on=date(2027, 4, 5), weeks=53, seconds=20, **fields
    )
    return computed(cast, plan)


def computed(cast: Cast, plan: Plan) -> Plan:
    return services.plan_compute(plan=services.plan_start(actor=cast.coordinator, plan=plan))


@pytest.fixture
def plan(cast: Cast, specialist: Specialist) -> Plan:
    """One specialist with six half-days, three bodies that ask for three each: only two can be served."""
    assert specialist.max_parallel == 3
    for key in ("okutama", "ome", "hachioji"):
        approved(cast, key, half_days=3)
    return plan_of(cast)


def test_a_plan_is_computed_and_its_shares_are_certified(plan: Plan) -> None:
    assert (plan.status, plan.verified) == (Plan.Status.READY, True)
    assert plan.answer is not None
    assert len(plan.answer["assignments"]) == 2
    assert plan.answer["gap"] <= 0.005
    [missed] = plan.answer["unserved"]
    assert missed["reason"] in {"shortage", "indivisible"}


def test_a_body_reads_what_it_gets_and_why_only_once_the_plan_is_published(
    cast: Cast, sign_in: SignIn, plan: Plan
) -> None:
    with pytest.raises(Http404):
        access.plan_for_reader(cast.okutama, plan.pk)
    client = sign_in(cast.coordinator)
    here = plan.get_absolute_url()
    page = text(client.get(here))
    assert "データエンジニアが、2027年4月5日（月）" in page
    assert "今の計画で受けると、ほかの依頼が1件外れます。" in page
    assert client.get(f"{here}publish/").status_code == 200
    assert client.post(f"{here}publish/", {"version": str(plan.version)}).url == here
    assert Proposal.objects.count() == 2
    page = text(sign_in(cast.okutama).get(here))
    assert "あなたの団体" in page
    assert "1件分の違いを超えて多く受けている団体はありません" in page
    assert "組を決める" not in page
    assert sign_in(cast.okutama).get(f"{here}board/").status_code == 403
    assert "令和9年度" in text(sign_in(cast.okutama).get("/talent/plans/"))


def test_a_body_reads_whom_it_envies_beyond_one_support(
    cast: Cast, sign_in: SignIn, caller: Caller, specialist: Specialist
) -> None:
    approved(cast, "okutama", half_days=3)
    others = [approved(cast, "ome", half_days=3) for _ in range(2)]
    plan = plan_of(cast)
    for other in others:
        pair: dict[str, Any] = {"specialist": specialist, "request": other, "kind": "fixed", "reason": "継続のため"}
        services.pin_save(actor=cast.coordinator, plan=plan, **pair)
    services.plan_publish(actor=cast.coordinator, plan=computed(cast, plan))
    page = text(sign_in(cast.okutama).get(plan.get_absolute_url()))
    assert "一番大きい1件を除いても" in page
    assert "青梅市（あなたの団体の割合にすると" in page
    [envied] = caller.send(cast.okutama, "get", f"/plans/{plan.pk}/").json()["envies"]
    assert (envied["name"], envied["fair"] > 0) == ("青梅市", True)


def test_a_pinned_pair_is_kept_and_a_forbidden_one_is_not(cast: Cast, plan: Plan, specialist: Specialist) -> None:
    assert plan.answer is not None
    missed = access.request_for_reader(cast.coordinator, int(plan.answer["unserved"][0]["request"]))
    pair: dict[str, Any] = {"plan": plan, "specialist": specialist, "request": missed, "reason": "継続のため"}
    services.pin_save(actor=cast.coordinator, kind="fixed", **pair)
    again = computed(cast, plan)
    assert again.answer is not None
    assert str(missed.pk) in {row["request"] for row in again.answer["assignments"]}
    services.pin_save(actor=cast.coordinator, kind="forbidden", **pair)
    last = computed(cast, again)
    assert last.answer is not None
    assert str(missed.pk) not in {row["request"] for row in last.answer["assignments"]}


def test_a_pin_that_cannot_work_is_told_and_nothing_is_hidden(cast: Cast, plan: Plan, specialist: Specialist) -> None:
    hard = approved(cast, role="ba-new")
    services.pin_save(
        actor=cast.coordinator, plan=plan, specialist=specialist, request=hard, kind="fixed", reason="希望"
    )
    failed = computed(cast, plan)
    assert failed.status == Plan.Status.FAILED
    assert failed.failure.startswith(f"固定した組「渡辺 樹と奥多摩町「{hard.title}」」は成り立ちません。役割「")
    assert "$" not in failed.failure
    assert failed.answer is None
    with pytest.raises(Refusal, match="計算が済んだ"):
        services.plan_publish(actor=cast.coordinator, plan=failed)


def test_after_a_resignation_the_re_plan_changes_no_more_than_allowed(
    cast: Cast, plan: Plan, specialist: Specialist
) -> None:
    specialist_of(cast, key="S-002")
    again = plan_of(cast, base=plan, max_changes=0)
    assert again.answer is not None
    assert plan.answer is not None
    assert (again.answer["kept"], again.answer["changed"]) == (2, 0)
    assert len(again.answer["assignments"]) == 3
    services.specialist_leave(actor=cast.expert, specialist=specialist, left_on=date(2027, 5, 1))
    last = plan_of(cast, base=plan)
    assert last.answer is not None
    assert {row["specialist"] for row in last.answer["assignments"]} == {str(Specialist.objects.get(key="S-002").pk)}


def test_who_resigned_since_the_plan_is_not_proposed_and_named(
    cast: Cast, plan: Plan, specialist: Specialist, sign_in: SignIn
) -> None:
    services.specialist_leave(actor=cast.expert, specialist=specialist, left_on=date(2027, 5, 1))
    services.plan_publish(actor=cast.coordinator, plan=plan)
    assert not Proposal.objects.exists()
    assert len(plan.refused) == 2
    assert "退任します" in text(sign_in(cast.coordinator).get(plan.get_absolute_url()))


def test_two_coordinators_do_not_compute_one_plan_at_once(cast: Cast, plan: Plan) -> None:
    services.plan_start(actor=cast.coordinator, plan=plan)
    other = Plan.objects.get(pk=plan.pk)
    with pytest.raises(Refusal, match="計算中"):
        services.plan_start(actor=cast.coordinator_two, plan=other)


@pytest.mark.parametrize("who", ["okutama_chief", "expert", "auditor"])
def test_nobody_else_plans(cast: Cast, who: str) -> None:
    with pytest.raises(NotYours):
        services.plan_create(actor=cast.actor(who), name="x", starts_on=date(2027, 4, 5), weeks=4)


def test_the_coordinator_plans_on_the_pages(
    cast: Cast,
    sign_in: SignIn,
    plan: Plan,
    specialist: Specialist,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    client = sign_in(cast.coordinator)
    assert "計画を作る" in text(client.get("/talent/plans/"))
    assert client.get(f"/talent/plans/new/?base={plan.pk}").status_code == 200
    assert client.post("/talent/plans/new/", {**FORM, "max_changes": "1"}).status_code == 422
    here = client.post("/talent/plans/new/", {**FORM, "base": str(plan.pk), "max_changes": "1"}).url
    made = Plan.objects.get(base=plan)
    assert made.starts_on == date(2027, 4, 5)
    pair = {"kind": "fixed", "specialist": "S-001", "request": "1", "reason": "継続"}
    assert client.get(f"{here}pin/").status_code == 200
    assert client.post(f"{here}pin/", {**pair, "specialist": "X"}).status_code == 422
    assert client.post(f"{here}pin/", {**pair, "request": "999999"}).status_code == 422
    assert plan.answer is not None
    asked = plan.answer["assignments"][0]["request"]
    assert client.post(f"{here}pin/", {**pair, "request": asked}).url == here
    assert client.get(f"{here}compute/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{here}compute/", {"version": "2"}).url == here
    page = text(client.get(here))
    assert specialist.name in page
    assert "そのままの支援" in page
    board = text(client.get(f"{plan.get_absolute_url()}board/"))
    assert board.count(chr(34).join(("class=", "planned", ""))) == 2


def test_the_rules_effect_on_every_body_is_simulated(cast: Cast, sign_in: SignIn) -> None:
    area = cast.body("130001")
    equal = entitlements(area, 100, on=today())
    assert len(equal) == 62
    assert len(set(equal.values())) == 1
    by_population = entitlements(area, 0, on=today())
    assert by_population["131121"] > 1_000 * by_population["133621"]
    assert sum(by_population.values()) == pytest.approx(1)
    client = sign_in(cast.okutama)
    assert "均等割が50％" in text(client.get("/talent/entitlement/"))
    assert "＋" in text(client.get("/talent/entitlement/?equal=80"))
    assert client.get("/talent/entitlement/?equal=900").status_code == 200


def test_the_board_takes_as_many_queries_for_many_rows_as_for_few(cast: Cast, client: Client, plan: Plan) -> None:
    cast.login(client, cast.coordinator)
    counts = []
    for number in range(2):
        address = f"{plan.get_absolute_url()}board/"
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        counts.append(len(captured))
        specialist_of(cast, key=f"S-1{number}")
        approved(cast, "mizuho", half_days=6)
        plan = computed(cast, plan)
    assert counts[0] == counts[1] <= 10
