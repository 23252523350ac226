"""Joint recruiting: stable, checked, explained without naming anybody else."""

import pytest

from dejiro.apps.hiring import planning, services
from dejiro.apps.hiring.models import Joint, Opening, Settlement
from dejiro.apps.hiring.tests.conftest import AFTER, ANSWER, PAPER, Play, SignIn
from dejiro.foundation.errors import Conflict, Refusal


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


def settled(play: Play) -> tuple[Joint, Opening, Opening]:
    joint, one, two = ready(play)
    return services.joint_settle(actor=play.cast.coordinator, joint=joint, answer_by=ANSWER), one, two


def test_the_best_scored_get_their_first_wish_and_the_cap_holds(play: Play) -> None:
    joint, one, _two = settled(play)
    got = {place.application.name: place.opening for place in joint.settlement.placements.all()}
    assert got == {PAPER.name: one, "別の 人": None}
    assert planning.checked(joint.settlement)
    assert one.choices.filter(offer__status="waiting").count() == 1


def test_a_candidate_reads_why_and_what_would_have_helped_but_no_name(play: Play, sign_in: SignIn) -> None:
    settled(play)
    page = sign_in(play.cast.actor("company")).get("/hiring/mine/").content.decode()
    assert "あなたは2位で、より上位の1人で人数が埋まりました。" in page
    assert "地域の上限が2人なら" in page
    assert PAPER.name not in page
    other = sign_in(play.cast.resident).get("/hiring/mine/").content.decode()
    assert "最も希望順位の高い求人です" in other


def test_the_bundle_recomputes_and_holds_no_personal_data(play: Play, sign_in: SignIn) -> None:
    joint, _one, _two = settled(play)
    url = f"/hiring/joint/{joint.pk}/bundle.json"
    answer = sign_in(play.cast.actor("auditor")).get(url)
    assert PAPER.name not in answer.content.decode()
    bundle = answer.json()
    stored = Settlement(problem=bundle["problem"], matching=bundle["matching"])
    assert planning.checked(stored)
    assert bundle["seed"] == "seed"
    assert sign_in(play.cast.okutama).get(url).status_code == 403


def test_a_wrong_answer_does_not_pass_the_check(play: Play) -> None:
    joint, _one, _two = settled(play)
    joint.settlement.matching["placements"][0]["post"] = None
    joint.settlement.matching["placements"][1]["post"] = None
    assert not planning.checked(joint.settlement)


def test_two_coordinators_do_not_settle_at_once(play: Play) -> None:
    joint, _one, _two = ready(play)
    other = Joint.objects.get(pk=joint.pk)
    services.joint_settle(actor=play.cast.coordinator, joint=joint, answer_by=ANSWER)
    with pytest.raises(Conflict, match="もう決定"):
        services.joint_settle(actor=play.cast.coordinator, joint=other, answer_by=ANSWER)


def test_nothing_is_settled_before_all_scores_stand(play: Play) -> None:
    joint = play.joint()
    play.published(joint=joint)
    with pytest.raises(Refusal, match="採点が終わっていない"):
        services.joint_settle(actor=play.cast.coordinator, joint=joint, answer_by=ANSWER)


def test_equal_scores_are_ordered_by_the_sealed_lot() -> None:
    place = planning.Place("1", 1, "", dict.fromkeys(("C001", "C002", "C003"), 3))  # type: ignore[arg-type]  # whole numbers
    order = planning.ranking("seed", place)
    assert order == tuple(sorted(order, key=lambda number: planning.lot("seed", "1", number)))
    assert {planning.ranking(f"seed{at}", place)[0] for at in range(20)} == {"C001", "C002", "C003"}
    assert planning.lot("seed", "1", "C001") != planning.lot("seed", "2", "C001")


def test_the_page_shows_the_seal_first_and_the_seed_after(play: Play, sign_in: SignIn) -> None:
    joint, _one, _two = ready(play)
    before = sign_in().get(f"/hiring/joint/{joint.pk}/").content.decode()
    assert "19b25856e1c150ca834cffc8b59b23adbd0ec0389e58eb22b3b64768098d002b" in before
    assert '<code class="hash">seed</code>' not in before
    form = {"answer_by": "2026-12-01T17:00"}
    assert sign_in(play.cast.coordinator).post(f"/hiring/joint/{joint.pk}/settle/", form).status_code == 302
    after = sign_in().get(f"/hiring/joint/{joint.pk}/").content.decode()
    assert '<code class="hash">seed</code>' in after
    assert "独立した検査に合っています" in after
