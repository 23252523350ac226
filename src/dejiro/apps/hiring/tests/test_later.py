"""What comes late or goes wrong: offers without an answer, openings that close meanwhile, missing scores."""

from collections import defaultdict
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dejiro.apps.hiring import planning, services
from dejiro.apps.hiring.models import Application, Choice, Joint, Offer, Opening, Reviewer
from dejiro.apps.hiring.moving import hiring_erase, hiring_move
from dejiro.apps.hiring.services.joints import _entrants
from dejiro.apps.hiring.tests.conftest import AFTER, ANSWER, PAPER, TERMS, Play, SignIn
from dejiro.foundation import clock as house_clock
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.handover.services import Succession
from dejiro.foundation.ledger.models import Entry
from dejiro.foundation.notices.models import DeskItem, Notice

TOO_LATE = "2026-12-02T09:00:00+09:00"


def offered(play: Play) -> tuple[Opening, Offer]:
    """One place, two candidates, the better one offered it."""
    opening = play.published()
    play.applied("resident", opening)
    play.applied("company", opening, name="別の 人")
    play.clock.move_to(AFTER)
    play.scored(opening, [5, 3])
    first = opening.choices.order_by("application")[0]
    made = services.offer_make(actor=play.cast.okutama_chief, choice=first, pay=7_000_000, answer_by=ANSWER)
    return opening, Offer.objects.select_related("choice__application__user", "choice__opening").get(pk=made.pk)


def test_an_offer_without_an_answer_is_taken_back_and_its_place_goes_to_the_next(play: Play, sign_in: SignIn) -> None:
    opening, offer = offered(play)
    chief = play.cast.okutama_chief
    second = opening.choices.order_by("application")[1]
    with pytest.raises(Refusal, match="期限までは"):
        services.offer_withdraw(actor=chief, offer=offer)
    with pytest.raises(Refusal, match="人数の分"):
        services.offer_make(actor=chief, choice=second, pay=7_000_000, answer_by=ANSWER)
    play.clock.move_to(TOO_LATE)
    with pytest.raises(NotYours):
        services.offer_withdraw(actor=play.cast.actor("ome_chief"), offer=offer)
    assert "期限切れ" in sign_in(chief).get(f"/hiring/{opening.pk}/scores/").content.decode()
    here = f"/hiring/offers/{offer.pk}/withdraw/"
    assert sign_in(play.cast.actor("ome_chief")).get(here).status_code == 404
    assert sign_in(chief).get(here).status_code == 200
    assert sign_in(chief).post(here).status_code == 302
    offer.refresh_from_db()
    assert offer.status == Offer.Status.WITHDRAWN
    assert not DeskItem.objects.filter(kind="hiring.offer", closed_at=None).exists()
    assert Notice.objects.filter(user=play.cast.resident.user, title__startswith="採用の申し出が取り消され").exists()
    with pytest.raises(Refusal, match="もう返事"):
        services.offer_withdraw(actor=chief, offer=offer)
    later = house_clock.now().replace(month=12, day=20)
    assert services.offer_make(actor=chief, choice=second, pay=7_000_000, answer_by=later).status == "waiting"
    with pytest.raises(Refusal, match="もう申し出"):
        services.offer_make(actor=chief, choice=offer.choice, pay=7_000_000, answer_by=later)


def test_who_missed_the_day_of_an_offer_can_still_erase_their_data(play: Play) -> None:
    _opening, offer = offered(play)
    application = offer.choice.application
    with pytest.raises(Refusal, match="先に"):
        services.application_erase(actor=play.cast.resident, application=application)
    play.clock.move_to(TOO_LATE)
    services.application_erase(actor=play.cast.resident, application=application)
    offer.refresh_from_db()
    assert offer.status == Offer.Status.WITHDRAWN


def test_an_erased_account_takes_its_application_and_open_offers_along(play: Play) -> None:
    _opening, offer = offered(play)
    assert hiring_erase(play.cast.user("resident")) == 1
    assert hiring_erase(play.cast.user("resident")) == 0
    offer.refresh_from_db()
    assert (offer.status, offer.choice.application_id) == (Offer.Status.WITHDRAWN, offer.choice.application_id)
    assert Application.objects.filter(name=PAPER.name).count() == 0


def test_a_rank_typed_while_the_opening_closed_is_kept_and_the_candidate_told(play: Play, sign_in: SignIn) -> None:
    soon = house_clock.now().replace(hour=11)
    closing = play.published(title="すぐ締切", deadline=soon)
    sent = play.published("hinohara", title="送った求人", deadline=soon)
    open_ = play.published("ome", title="あとの求人")
    play.applied("resident", sent)
    play.clock.move_to("2026-10-05T12:00:00+09:00")
    client = sign_in(play.cast.resident)
    typed = {f"opening_{closing.pk}": "2", f"opening_{open_.pk}": "3", f"opening_{sent.pk}": "1"}
    answer = client.post("/hiring/mine/ranks/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "この求人は、締め切られました。" in page
    assert f'name="opening_{closing.pk}" value="2"' in page
    assert f'name="opening_{open_.pk}" value="3"' in page
    moved = client.post("/hiring/mine/ranks/", {f"opening_{open_.pk}": "2", f"opening_{sent.pk}": "4"})
    assert "第1希望で届いています" in moved.content.decode()
    done = client.post("/hiring/mine/ranks/", {f"opening_{open_.pk}": "3", f"opening_{sent.pk}": "1"})
    assert done.status_code == 302
    assert list(Choice.objects.order_by("rank").values_list("opening", "rank")) == [(sent.pk, 1), (open_.pk, 3)]


def unscored(play: Play) -> tuple[Joint, Opening]:
    """Two candidates go on, one of them is never scored, and the scoring is ended all the same."""
    joint = play.joint(caps=())
    opening = play.published(joint=joint, posts=2)
    play.applied("resident", opening)
    play.applied("company", opening, name="別の 人")
    play.clock.move_to(AFTER)
    first, second = opening.choices.order_by("application")
    play.score("okutama", first, 1, 1)
    chief = play.cast.okutama_chief
    services.interviews_begin(actor=chief, opening=opening, choices=[first, second])
    return joint, opening


def test_an_application_that_nobody_scored_is_not_scored_rather_than_worst(play: Play, sign_in: SignIn) -> None:
    joint, opening = unscored(play)
    chief = sign_in(play.cast.okutama_chief)
    assert "だれも採点していない応募が1件あります" in chief.get(f"/hiring/{opening.pk}/close/").content.decode()
    services.scores_close(actor=play.cast.okutama_chief, opening=opening)
    assert "未採点" in chief.get(f"/hiring/{opening.pk}/scores/").content.decode()
    services.joint_settle(actor=play.cast.coordinator, joint=joint, answer_by=ANSWER)
    post = joint.settlement.problem["posts"][0]
    assert len(post["ranks"]) == 1
    told = sign_in(play.cast.actor("company")).get("/hiring/mine/").content.decode()
    assert "採点されないまま採点が終わった" in told
    page = chief.get(f"/hiring/{opening.pk}/result/").content.decode()
    assert "未採点 1人" in page
    assert "残った人数" in page


def settled(play: Play) -> tuple[Joint, Opening, Opening]:
    """Two openings under one cap; 山田 gets the first, the other nothing."""
    joint = play.joint()
    one = play.published(joint=joint)
    two = play.published("ome", joint=joint, title="二つ目")
    play.applied("resident", one, two)
    play.applied("company", one, two, name="別の 人")
    play.clock.move_to(AFTER)
    play.scored(one, [5, 3])
    play.scored(two, [2, 4], "ome")
    services.joint_settle(actor=play.cast.coordinator, joint=joint, answer_by=ANSWER)
    return joint, one, two


def test_each_body_reads_why_its_list_came_out_so_and_not_where_others_went(play: Play, sign_in: SignIn) -> None:
    _joint, one, two = settled(play)
    with CaptureQueriesContext(connection) as captured:
        first = sign_in(play.cast.okutama).get(f"/hiring/{one.pk}/result/").content.decode()
    assert len(captured) <= 30
    assert "ここに決まりました。" in first
    assert "より上位の人で人数が埋まりました。" in first
    assert "さんが決まっていました" not in first  # the region's cap holds whatever the quota
    second = sign_in(play.cast.actor("ome")).get(f"/hiring/{two.pk}/result/").content.decode()
    assert "地域の上限まで" in second
    assert "本人がもっと希望する求人に決まりました。" in second
    assert "奥多摩町" not in second.partition("<main")[2].partition("</main")[0]
    assert sign_in(play.cast.actor("ome")).get(f"/hiring/{one.pk}/result/").status_code == 403
    assert "共同採用の結果" in sign_in(play.cast.okutama).get(f"/hiring/{one.pk}/scores/").content.decode()


def test_one_more_place_is_told_when_it_would_have_brought_somebody(play: Play, sign_in: SignIn) -> None:
    joint = play.joint(caps=())
    opening = play.published(joint=joint)
    play.applied("resident", opening)
    play.applied("company", opening, name="別の 人")
    play.clock.move_to(AFTER)
    chief = sign_in(play.cast.okutama_chief)
    assert chief.get(f"/hiring/{opening.pk}/result/").status_code == 404
    play.scored(opening, [5, 3])
    services.joint_settle(actor=play.cast.coordinator, joint=joint, answer_by=ANSWER)
    assert "別の 人さんが決まっていました" in chief.get(f"/hiring/{opening.pk}/result/").content.decode()


def test_an_empty_list_says_so(play: Play) -> None:
    joint, one, two = settled(play)
    joint.settlement.problem["posts"][1]["ranks"] = []
    for placement in joint.settlement.matching["placements"]:
        placement["refusals"] = []
    assert planning.outcome_for(joint.settlement, two).why_empty == "名簿に載った人がいません。"
    assert planning.outcome_for(joint.settlement, one).empty == 0


def ranking(bundle: dict[str, Any], post: str) -> list[str]:
    """Recompute an opening's list from the bundle alone, as an auditor would."""
    scores = bundle["scores"][post]
    weights = [one["weight"] for one in scores["criteria"]]
    means: dict[str, list[Fraction]] = defaultdict(list)
    for sheet in scores["sheets"]:
        points = zip(sheet["points"], weights, strict=True)
        means[sheet["candidate"]].append(Fraction(sum(point * weight for point, weight in points), sum(weights)))
    mean = {candidate: sum(values, Fraction(0)) / len(values) for candidate, values in means.items()}
    return sorted(mean, key=lambda one: (-mean[one], planning.lot(bundle["seed"], post, one)))


def test_the_bundle_holds_the_scores_from_which_the_lists_are_recomputed(play: Play, sign_in: SignIn) -> None:
    joint, one, two = settled(play)
    answer = sign_in(play.cast.actor("auditor")).get(f"/hiring/joint/{joint.pk}/bundle.json")
    bundle = answer.json()
    ranks = {post["id"]: post["ranks"] for post in bundle["problem"]["posts"]}
    for opening in (one, two):
        assert ranking(bundle, str(opening.pk)) == ranks[str(opening.pk)]
    assert {sheet["reviewer"] for sheet in bundle["scores"][str(one.pk)]["sheets"]} == {"R1"}
    for name in (PAPER.name, "別の 人", play.cast.user("okutama").name):
        assert name not in answer.content.decode()


def test_the_lot_is_drawn_with_as_many_queries_for_many_as_for_few(play: Play) -> None:
    joint = play.joint()
    opening = play.published(joint=joint)
    counts = []
    for keys in (("resident",), ("company", "ome", "hinohara")):
        for key in keys:
            play.applied(key, opening, name=key)
        with CaptureQueriesContext(connection) as captured:
            _entrants(joint, [opening])
        counts.append(len(captured))
    assert counts == [1, 1]


def test_the_log_has_one_look_a_day_for_each_person_and_the_candidate_reads_all(play: Play) -> None:
    opening = play.published()
    application = play.applied("resident", opening)
    choice = opening.choices.select_related("application", "opening").get()
    play.clock.move_to(AFTER)
    for _look in range(2):
        services.look_record(actor=play.cast.okutama, choice=choice)
    entries = Entry.objects.filter(action="hiring.application.look")
    assert (entries.count(), application.looks.count()) == (1, 2)
    play.clock.move_to("2026-11-03T09:00:00+09:00")
    services.look_record(actor=play.cast.okutama, choice=choice)
    assert entries.count() == 2
    assert PAPER.name not in "".join(entries.values_list("leaf", flat=True))


def test_a_successor_takes_the_seats_in_which_nothing_was_scored(play: Play) -> None:
    opening, begun = play.published(), play.published(title="始まった")
    draft = services.opening_create(actor=play.cast.okutama, terms=TERMS)
    play.applied("resident", begun)
    play.clock.move_to(AFTER)
    play.score("okutama", begun.choices.get(), 3, 3)
    leaver, heir = play.cast.user("okutama"), play.cast.user("okutama_next")
    body = play.cast.body("133086")
    assert hiring_move(Succession(leaver, heir, body, house_clock.now())) == 2
    draft.refresh_from_db()
    assert draft.created_by == heir
    assert set(Reviewer.objects.values_list("opening", "user")) == {(opening.pk, heir.pk), (begun.pk, leaver.pk)}
    assert hiring_move(Succession(heir, None, body, house_clock.now())) == 1
    assert not opening.reviewers.exists()
