"""A challenge from draft to conclusion: who may do what, and when."""

from dataclasses import replace
from datetime import datetime

import pytest

from conftest import Cast, Clock
from dejiro.apps.challenges import public, services
from dejiro.apps.challenges.models import Attempt, Challenge, Idea, Sponsor
from dejiro.apps.challenges.tests.conftest import AFTER, BODY, TERMS, SignIn, page_of
from dejiro.foundation.errors import Conflict, NotYours, Refusal
from dejiro.foundation.notices.selectors import desk_for


def kinds(cast: Cast, key: str) -> set[str]:
    return {item.kind for item in desk_for(cast.actor(key)) if item.kind.split(".")[0] in PREFIXES}


PREFIXES = {"challenge", "question", "answer", "amendment", "sponsor"}


def test_an_officer_asks_and_the_approver_publishes(cast: Cast, draft: Challenge, sign_in: SignIn) -> None:
    with pytest.raises(NotYours):
        services.challenge_publish(actor=cast.okutama, challenge=draft)
    services.challenge_ask(actor=cast.okutama, challenge=draft)
    assert kinds(cast, "okutama_chief") == {"challenge.publish"}
    assert kinds(cast, "okutama") == set()
    services.challenge_publish(actor=cast.okutama_chief, challenge=draft)
    assert kinds(cast, "okutama_chief") == {"challenge.decide"}
    assert TERMS.title in page_of(sign_in(), draft.get_absolute_url())


def test_a_draft_is_nobody_elses_business(cast: Cast, draft: Challenge, sign_in: SignIn) -> None:
    url = draft.get_absolute_url()
    assert sign_in().get(url).status_code == 404
    assert sign_in(cast.ome).get(url).status_code == 404
    assert sign_in(cast.okutama).get(url).status_code == 200
    assert TERMS.title not in page_of(sign_in(), "/lab/challenges/")


def test_a_draft_comes_back_with_a_reason(cast: Cast, draft: Challenge, sign_in: SignIn) -> None:
    with pytest.raises(Refusal):
        services.challenge_return(actor=cast.okutama_chief, challenge=draft, reason="予算がない")
    services.challenge_ask(actor=cast.okutama, challenge=draft)
    services.challenge_return(actor=cast.okutama_chief, challenge=draft, reason="予算の根拠を書いてください")
    assert kinds(cast, "okutama_chief") == set()
    assert "予算の根拠を書いてください" in page_of(sign_in(cast.okutama), draft.get_absolute_url())


def test_what_is_public_does_not_change(cast: Cast, opened: Challenge) -> None:
    with pytest.raises(Refusal, match="公開した後"):
        services.challenge_update(actor=cast.okutama, challenge=opened, terms=TERMS)


def test_two_officers_who_edit_a_draft_hear_of_each_other(cast: Cast, draft: Challenge) -> None:
    seen = draft.version
    services.challenge_update(actor=cast.okutama, challenge=draft, terms=replace(TERMS, title="直した"), version=seen)
    with pytest.raises(Conflict):
        services.challenge_update(actor=cast.okutama, challenge=draft, terms=TERMS, version=seen)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ideas_until": datetime.fromisoformat("2026-10-01T00:00:00+09:00")}, "ideas_on"),
        ({"questions_until": datetime.fromisoformat("2026-12-01T00:00:00+09:00")}, "questions_on"),
        ({"pilot_to": TERMS.pilot_from and TERMS.pilot_from.replace(year=2026)}, "pilot_to"),
        ({"sponsors": ("ない町",)}, "sponsors"),
    ],
)
def test_terms_that_cannot_stand_are_refused_at_their_field(cast: Cast, change: dict[str, object], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        services.challenge_create(actor=cast.okutama, terms=replace(TERMS, **change))  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_co_sponsor_is_named_only_after_its_approver_agreed(cast: Cast, sign_in: SignIn) -> None:
    made = services.challenge_create(actor=cast.okutama, terms=replace(TERMS, sponsors=("青梅市", "檜原村")))
    services.challenge_publish(actor=cast.okutama_chief, challenge=made)
    assert "青梅市" not in page_of(sign_in(), made.get_absolute_url())
    assert kinds(cast, "ome_chief") == {"sponsor.decide"}
    ome, hinohara = Sponsor.objects.select_related("organization", "challenge").order_by("organization__code")
    with pytest.raises(NotYours):
        services.sponsor_answer(actor=cast.ome, sponsor=ome, joins=True)
    sign_in(cast.ome_chief).post(f"/lab/sponsors/{ome.pk}/join/")
    sign_in(cast.hinohara_chief).post(f"/lab/sponsors/{hinohara.pk}/decline/")
    shown = page_of(sign_in(), made.get_absolute_url())
    assert "青梅市" in shown
    assert "檜原村" not in shown
    with pytest.raises(Refusal, match="もう返事"):
        services.sponsor_answer(actor=cast.ome_chief, sponsor=ome, joins=False)


def test_a_body_named_as_co_sponsor_reads_the_draft_once_it_was_asked(cast: Cast, sign_in: SignIn) -> None:
    made = services.challenge_create(actor=cast.okutama, terms=replace(TERMS, sponsors=("青梅市",)))
    ome = sign_in(cast.ome_chief)
    sponsor = Sponsor.objects.get()
    assert ome.get(made.get_absolute_url()).status_code == 404
    assert ome.post(f"/lab/sponsors/{sponsor.pk}/join/").status_code == 404
    with pytest.raises(Refusal, match="もう一度声がかかって"):
        services.sponsor_answer(actor=cast.ome_chief, sponsor=sponsor, joins=True)
    services.challenge_ask(actor=cast.okutama, challenge=made)
    assert ome.get(made.get_absolute_url()).status_code == 200
    ome.post(f"/lab/sponsors/{sponsor.pk}/decline/")
    assert ome.get(made.get_absolute_url()).status_code == 404
    services.challenge_publish(actor=cast.okutama_chief, challenge=made)
    assert ome.get(made.get_absolute_url()).status_code == 200


def test_a_change_takes_back_what_was_asked_of_the_approver_and_of_co_sponsors(cast: Cast) -> None:
    terms = replace(TERMS, sponsors=("青梅市", "檜原村"))
    made = services.challenge_create(actor=cast.okutama, terms=terms)
    services.challenge_ask(actor=cast.okutama, challenge=made)
    ome, hinohara = Sponsor.objects.select_related("organization", "challenge").order_by("organization__code")
    services.sponsor_answer(actor=cast.ome_chief, sponsor=ome, joins=True)
    services.challenge_update(actor=cast.okutama, challenge=made, terms=replace(terms, budget=2_000_000))
    assert made.asked_at is None
    assert kinds(cast, "okutama_chief") == kinds(cast, "hinohara_chief") == set()
    services.challenge_ask(actor=cast.okutama, challenge=made)
    assert set(Sponsor.objects.values_list("status", flat=True)) == {"asked"}
    assert kinds(cast, "ome_chief") == kinds(cast, "hinohara_chief") == {"sponsor.decide"}
    services.sponsor_answer(actor=cast.hinohara_chief, sponsor=hinohara, joins=False)
    services.challenge_return(actor=cast.okutama_chief, challenge=made, reason="予算の根拠を書いてください")
    assert kinds(cast, "ome_chief") == set()
    assert list(Sponsor.objects.values_list("status", flat=True).order_by("organization__code")) == [
        "asked",
        "declined",
    ]


def test_the_choice_begins_after_the_promised_day_and_the_last_answer(cast: Cast, idea: Idea, clock: Clock) -> None:
    question = services.question_ask(actor=cast.company_kodama, challenge=idea.challenge, text="車は借りられますか。")
    with pytest.raises(Refusal, match="締切の前"):
        services.challenge_close(actor=cast.okutama_chief, challenge=idea.challenge)
    clock.move_to(AFTER)
    with pytest.raises(Refusal, match="回答していない"):
        services.challenge_close(actor=cast.okutama_chief, challenge=idea.challenge)
    services.question_answer(actor=cast.okutama, question=question, text="借りられます。")
    services.challenge_close(actor=cast.okutama_chief, challenge=idea.challenge)
    assert idea.challenge.status == "closed"


def test_a_rejected_idea_gets_a_public_reason(cast: Cast, closing: Idea, sign_in: SignIn) -> None:
    with pytest.raises(Refusal) as refused:
        services.idea_reject(actor=cast.okutama_chief, idea=closing, reason=" ")
    assert refused.value.field == "reason"
    with pytest.raises(Refusal, match="まだ決めていない"):
        services.challenge_conclude(actor=cast.okutama_chief, challenge=closing.challenge, conclusion="終わります。")
    services.idea_reject(actor=cast.okutama_chief, idea=closing, reason="運転手が足りないためです。")
    assert "運転手が足りないためです。" in page_of(sign_in(), closing.get_absolute_url())
    with pytest.raises(Refusal, match="もう決まって"):
        services.idea_choose(actor=cast.okutama_chief, idea=closing, reason="やはり採ります。")
    services.challenge_conclude(actor=cast.okutama_chief, challenge=closing.challenge, conclusion="採択なしです。")
    assert "採択なしです。" in page_of(sign_in(), closing.challenge.get_absolute_url())
    assert kinds(cast, "okutama_chief") == set()
    [found] = [one for one in public.attempts_for("電話で予約する買い物の送迎車") if one.kind == "idea"]
    assert (found.outcome, found.reason) == (Attempt.Outcome.REJECTED, "運転手が足りないためです。")


def test_a_chosen_idea_is_ready_for_a_pilot(cast: Cast, closing: Idea) -> None:
    assert public.ideas_to_pilot(cast.okutama) == []
    assert public.idea_named(closing.pk) is None
    services.idea_choose(actor=cast.okutama_chief, idea=closing, reason="費用が小さいためです。")
    [ready] = public.ideas_to_pilot(cast.okutama)
    assert ready == public.idea_named(closing.pk)
    assert (ready.title, ready.url) == ("送迎車で買い物", closing.get_absolute_url())
    assert public.ideas_to_pilot(cast.ome) == []
    assert public.ideas_to_pilot(cast.resident) == []


def test_a_company_asks_and_public_bodies_propose(cast: Cast, sign_in: SignIn) -> None:
    with pytest.raises(Refusal) as refused:
        services.challenge_create(actor=cast.company, terms=replace(TERMS, budget=None))
    assert refused.value.field == "budget"
    call = services.challenge_create(actor=cast.company, terms=TERMS)
    services.challenge_publish(actor=cast.company, challenge=call)
    assert call.reverse_call
    assert public.challenges_open(cast.ome) == [call]
    with pytest.raises(NotYours):
        services.idea_submit(actor=cast.company_kodama, challenge=call, title="題", body=BODY)
    services.idea_submit(actor=cast.ome, challenge=call, title="青梅で試す", body=BODY)
    assert "逆プロポ" in page_of(sign_in(), "/lab/challenges/?kind=reverse")


def test_a_resident_cannot_prepare_a_challenge(cast: Cast) -> None:
    with pytest.raises(NotYours):
        services.challenge_create(actor=cast.resident, terms=TERMS)


def test_the_pages_lead_from_a_draft_to_the_result(cast: Cast, sign_in: SignIn, clock: Clock) -> None:
    officer, chief, company = sign_in(cast.okutama), sign_in(cast.okutama_chief), sign_in(cast.company)
    values = {
        "title": "夜の見守り",
        "summary": "夜に出歩く高齢の人を見守りたい。",
        "category": "other",
        "unit": "福祉課",
        "questions_on": "2026-10-20",
        "ideas_on": "2026-10-31",
        "sponsors": "",
    }
    made = officer.post("/lab/challenges/new/", values)
    url = made["Location"]
    assert officer.get(f"{url}edit/").status_code == 200
    officer.post(f"{url}edit/", {**values, "site": "氷川", "version": 1})
    officer.post(f"{url}ask/")
    chief.post(f"{url}return/", {"reason": "場所を確かめて"})
    officer.post(f"{url}ask/")
    chief.post(f"{url}publish/")
    sent = company.post(f"{url}ideas/new/", {"title": "灯り", "body": "動きを感じて灯る街灯を置きます。"})
    clock.move_to(AFTER)
    chief.post(f"{url}close/")
    chief.post(f"{sent['Location']}choose/", {"reason": "安く試せるため"})
    chief.post(f"{url}conclude/", {"conclusion": "冬に試します。"})
    found = Challenge.objects.get(title="夜の見守り")
    assert (found.status, found.site, found.conclusion) == ("concluded", "氷川", "冬に試します。")
