"""Programs of joint recruiting: sealed first, settled once, explained without naming anybody else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from conftest import Cast
from dejiro.apps.hiring import services
from dejiro.apps.hiring.models import Joint, Opening
from dejiro.apps.hiring.tests.calling import Caller, refusal
from dejiro.apps.hiring.tests.conftest import AFTER, DEADLINE, PAPER, TERMS, Play

pytestmark = pytest.mark.urls("dejiro.apps.hiring.tests.calling")
SEAL = "19b25856e1c150ca834cffc8b59b23adbd0ec0389e58eb22b3b64768098d002b"
ANSWER_BY = {"answer_by": "2026-12-01T17:00:00+09:00"}


@pytest.fixture
def caller(cast: Cast) -> Caller:
    return Caller(cast)


@pytest.fixture
def ready(play: Play) -> tuple[Joint, Opening, Opening]:
    """Two openings in one region with room for one; two candidates who both want the first more."""
    joint = play.joint()
    one = play.published(joint=joint)
    two = play.published("ome", joint=joint, title="二つ目")
    play.applied("resident", one, two)
    play.applied("company", one, two, name="別の 人")
    play.clock.move_to(AFTER)
    play.scored(one, [5, 3])
    play.scored(two, [2, 4], "ome")
    return joint, one, two


@pytest.fixture
def settled(play: Play, caller: Caller, ready: tuple[Joint, Opening, Opening]) -> tuple[Joint, Opening, Opening]:
    caller.send("coordinator", "post", f"/hiring/joint/{ready[0].pk}/settle/", ANSWER_BY)
    return ready


def test_a_coordinator_begins_joint_recruiting_by_a_program(caller: Caller) -> None:
    asked = {"title": "合同", "deadline": DEADLINE.isoformat(), "caps": [{"region": "島しょ", "most": 2}]}
    assert caller.send("okutama", "post", "/hiring/joint/", asked).status_code == 403
    twice = caller.send("coordinator", "post", "/hiring/joint/", {**asked, "caps": asked["caps"] * 2})  # type: ignore[operator]  # a list
    assert refusal(twice) == (422, "twice", ["caps"])
    past = caller.send("coordinator", "post", "/hiring/joint/", {**asked, "deadline": "2020-01-01T00:00:00+09:00"})
    assert refusal(past) == (422, "late", ["deadline"])
    made = caller.send("coordinator", "post", "/hiring/joint/", asked)
    found = Joint.objects.get()
    assert (made.status_code, made.json()["id"], made.json()["area"]) == (201, found.pk, "130001")
    assert made.json()["caps"] == asked["caps"]
    assert found.secret not in made.content.decode()
    assert [one["title"] for one in caller.read("", "/hiring/joint/")["items"]] == ["合同"]


def test_everybody_reads_the_seal_first_and_the_seed_after(
    play: Play, caller: Caller, ready: tuple[Joint, Opening, Opening]
) -> None:
    joint, one, two = ready
    later = DEADLINE + timedelta(days=9)
    draft = services.opening_create(actor=play.cast.okutama, terms=replace(TERMS, deadline=later))
    Opening.objects.filter(pk=draft.pk).update(joint=joint)
    here = f"/hiring/joint/{joint.pk}/"
    before = caller.read("", here)
    assert (before["commitment"], before["seed"], before["people"], before["checked"]) == (SEAL, None, 0, False)
    assert [row["id"] for row in before["openings"]] == [one.pk, two.pk]
    assert [row["id"] for row in caller.read("okutama", here)["openings"]] == [one.pk, two.pk, draft.pk]
    caller.send("coordinator", "post", f"{here}settle/", ANSWER_BY)
    after = caller.read("", here)
    assert (after["seed"], after["people"], after["placed"], after["checked"]) == ("seed", 2, 1, True)
    assert [(row["organization"], row["placed"]) for row in after["openings"]] == [("133086", 1), ("132055", 0)]
    assert caller.send("", "get", "/hiring/joint/999999/").status_code == 404


def test_a_joint_recruiting_is_settled_once(caller: Caller, ready: tuple[Joint, Opening, Opening]) -> None:
    here = f"/hiring/joint/{ready[0].pk}/"
    etag = caller.send("coordinator", "get", here)["ETag"]
    assert caller.send("okutama_chief", "post", f"{here}settle/", ANSWER_BY).status_code == 403
    assert caller.send("tottori_coordinator", "post", f"{here}settle/", ANSWER_BY).status_code == 403
    assert caller.send("coordinator", "post", "/hiring/joint/999999/settle/", ANSWER_BY).status_code == 404
    assert refusal(caller.send("coordinator", "post", f"{here}settle/"))[2] == ["body.answer_by"]
    past = caller.send("coordinator", "post", f"{here}settle/", {"answer_by": "2026-11-01T00:00:00+09:00"})
    assert refusal(past) == (422, "late", ["answer_by"])
    done = caller.send("coordinator", "post", f"{here}settle/", ANSWER_BY, If_Match=etag)
    assert (done.json()["status"], done.json()["version"]) == ("settled", 2)
    assert caller.send("coordinator_two", "post", f"{here}settle/", ANSWER_BY, If_Match=etag).status_code == 412
    assert caller.send("coordinator_two", "post", f"{here}settle/", ANSWER_BY).status_code == 409


def test_a_candidate_reads_why_and_what_would_have_helped_but_no_name(
    caller: Caller, settled: tuple[Joint, Opening, Opening]
) -> None:
    joint, one, two = settled
    answer = caller.send("company", "get", "/hiring/mine/placements/")
    (placement,) = answer.json()
    assert (placement["joint"], placement["opening"]) == (joint.pk, None)
    assert [step["opening"] for step in placement["steps"]] == [one.pk, two.pk]
    assert placement["steps"][0]["title"] == one.title
    assert placement["steps"][0]["reason"] == "あなたは2位で、より上位の1人で人数が埋まりました。"
    assert any("地域の上限が2人なら" in change for step in placement["steps"] for change in step["changes"])
    assert PAPER.name not in answer.content.decode()
    (other,) = caller.read("resident", "/hiring/mine/placements/")
    assert (other["title"], other["opening"], other["steps"]) == ("合同", one.pk, [])
    assert caller.send("ome", "get", "/hiring/mine/placements/").status_code == 404


def test_a_body_reads_its_own_list_and_not_where_others_went(
    caller: Caller, settled: tuple[Joint, Opening, Opening]
) -> None:
    _joint, one, two = settled
    first = caller.read("okutama", f"/openings/{one.pk}/result/")
    assert [(seat["rank"], seat["name"], seat["placed"]) for seat in first["seats"]] == [
        (1, PAPER.name, True),
        (2, "別の 人", False),
    ]
    assert (first["posts"], first["empty"], first["unscored"], first["next"]) == (1, 0, 0, "")
    second = caller.send("ome", "get", f"/openings/{two.pk}/result/").content.decode()
    assert "本人がもっと希望する求人に決まりました。" in second
    assert one.title not in second
    assert caller.send("ome", "get", f"/openings/{one.pk}/result/").status_code == 403
    assert caller.send("expert", "get", f"/openings/{one.pk}/result/").status_code == 403


def test_there_is_no_result_and_no_bundle_before_the_settlement(
    caller: Caller, ready: tuple[Joint, Opening, Opening]
) -> None:
    joint, one, _two = ready
    assert caller.send("okutama", "get", f"/openings/{one.pk}/result/").status_code == 404
    assert caller.send("auditor", "get", f"/hiring/joint/{joint.pk}/bundle/").status_code == 404


def test_the_bundle_is_that_of_the_page_for_those_who_check(
    caller: Caller, settled: tuple[Joint, Opening, Opening]
) -> None:
    joint, _one, _two = settled
    here = f"/hiring/joint/{joint.pk}/bundle/"
    page = caller.client("auditor").get(f"/hiring/joint/{joint.pk}/bundle.json").json()
    bundle = caller.read("auditor", here)
    assert {**bundle, "settled_at": ""} == {**page, "settled_at": ""}
    assert PAPER.name not in str(bundle)
    assert caller.send("okutama", "get", here).status_code == 403
    assert caller.send("tottori_coordinator", "get", here).status_code == 404
