"""Votes: who has one, when it counts, how fast they may come, and which statement is shown next."""

from collections import Counter
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from conftest import Cast, Clock
from dejiro.apps.lab import limits, services
from dejiro.apps.lab.identity import code_digests, new_code
from dejiro.apps.lab.models import Conversation, Participant, Vote
from dejiro.apps.lab.planning import Offer, choose, compute, votes_of_rows
from dejiro.apps.lab.selectors import votes_cast
from dejiro.apps.lab.tests.conftest import AFTER, SEEDS, TERMS, SignIn, last_values, page_of, press
from dejiro.cores.opinion.routing import FLOOR
from dejiro.foundation.errors import Refusal
from dejiro.foundation.ledger.models import Entry

Json = Any


def test_a_browser_without_a_login_answers_one_statement_after_another(opened: Conversation, sign_in: SignIn) -> None:
    client = sign_in()
    seen = [press(client, opened) for _statement in SEEDS]
    assert sorted(seen) == [1, 2, 3, 4, 5, 6]
    assert Participant.objects.count() == 1
    assert "すべての意見に答えました" in page_of(client, f"/lab/{opened.pk}/")


def test_every_vote_keeps_the_chance_with_which_its_statement_was_shown(opened: Conversation, sign_in: SignIn) -> None:
    press(sign_in(), opened)
    assert Vote.objects.get().propensity == pytest.approx(1 / 6)


def test_a_ticket_for_another_statement_says_nothing_about_the_chance(opened: Conversation, sign_in: SignIn) -> None:
    client = sign_in()
    form = client.get(f"/lab/{opened.pk}/").context["vote_form"]
    other = next(number for number in range(1, 7) if number != form.initial["statement"])
    client.post(f"/lab/{opened.pk}/", {**form.initial, "statement": other, "value": 1})
    client.post(f"/lab/{opened.pk}/", {"statement": other, "ticket": "forged", "value": -1})
    assert list(Vote.objects.values_list("propensity", flat=True)) == [None, None]


def test_a_changed_vote_is_a_new_row_and_the_last_one_counts(opened: Conversation, sign_in: SignIn) -> None:
    client = sign_in()
    number = press(client, opened, 1)
    response = client.post(f"/lab/{opened.pk}/", {"statement": number, "value": -1, "back": "mine"})
    assert response["Location"] == f"/lab/{opened.pk}/mine/"
    assert last_values(opened) == [1, -1]
    assert votes_cast(opened) == [(0, number, -1)]
    assert "（いまの答え）" in page_of(client, f"/lab/{opened.pk}/mine/")


def test_the_same_form_sent_twice_is_one_vote(opened: Conversation, sign_in: SignIn) -> None:
    client = sign_in()
    form = client.get(f"/lab/{opened.pk}/").context["vote_form"]
    data = {**form.initial, "value": 1, "submission": "6f2c4f0e-5d7a-4d0c-9d2e-0c9d3b7a1f11"}
    for _time in range(2):
        assert client.post(f"/lab/{opened.pk}/", data).status_code == 302
    assert last_values(opened) == [1]


def test_two_browsers_are_two_people_and_a_login_is_one(cast: Cast, opened: Conversation, sign_in: SignIn) -> None:
    press(sign_in(), opened)
    press(sign_in(), opened)
    for _browser in range(2):
        press(sign_in(cast.resident), opened)
    assert Participant.objects.count() == 3


def test_nothing_in_a_vote_leads_to_the_person(cast: Cast, opened: Conversation, sign_in: SignIn) -> None:
    before = Entry.objects.count()
    press(sign_in(cast.resident), opened)
    participant = Participant.objects.get()
    assert str(cast.user("resident").ref) not in participant.key
    assert Entry.objects.count() == before
    assert {field.name for field in Participant._meta.fields} == {"id", "conversation", "key"}


def test_the_same_person_has_another_key_in_another_conversation(
    cast: Cast, opened: Conversation, sign_in: SignIn
) -> None:
    other = services.conversation_create(actor=cast.okutama, terms=TERMS)
    services.conversation_open(actor=cast.okutama, conversation=other)
    client = sign_in(cast.resident)
    for conversation in (opened, other):
        press(client, conversation)
    assert len(set(Participant.objects.values_list("key", flat=True))) == 2


def test_a_retired_secret_key_still_knows_who_voted(
    cast: Cast,
    opened: Conversation,
    sign_in: SignIn,
    settings: Settings,
) -> None:
    press(sign_in(cast.resident), opened)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new key " * 5
    press(sign_in(cast.resident), opened)
    assert Participant.objects.count() == 1


def test_registered_people_of_the_prefecture_vote_and_others_are_told(cast: Cast, sign_in: SignIn) -> None:
    made = services.conversation_create(actor=cast.okutama, terms=replace(TERMS, policy="registered"))
    services.conversation_open(actor=cast.okutama, conversation=made)
    press(sign_in(cast.resident), made)
    url = f"/lab/{made.pk}/"
    assert "ログインすると参加できます" in page_of(sign_in(), url)
    assert "東京都の団体に登録している人" in page_of(sign_in(cast.tottori_city), url)
    refused = sign_in(cast.tottori_city).post(url, {"statement": 1, "value": 1})
    assert refused.status_code == 422
    assert last_values(made) == [1]


def test_an_invitation_lets_one_person_in_however_often_it_is_shown(cast: Cast, sign_in: SignIn) -> None:
    made = services.conversation_create(actor=cast.okutama, terms=replace(TERMS, policy="codes"))
    services.conversation_open(actor=cast.okutama, conversation=made)
    (code,) = services.codes_issue(actor=cast.okutama, conversation=made, count=1)
    assert "招待コードを入れてください" in page_of(sign_in(), f"/lab/{made.pk}/")
    for typed in (code, f" {code[:5].lower()}-{code[5:]}"):
        client = sign_in()
        assert client.post(f"/lab/{made.pk}/code/", {"code": typed}).status_code == 302
        press(client, made)
    assert Participant.objects.count() == 1


def test_a_wrong_invitation_is_refused_and_cannot_be_guessed_for_long(cast: Cast, sign_in: SignIn) -> None:
    made = services.conversation_create(actor=cast.okutama, terms=replace(TERMS, policy="codes"))
    services.conversation_open(actor=cast.okutama, conversation=made)
    client, url = sign_in(), f"/lab/{made.pk}/code/"
    pages = [client.post(url, {"code": f"WRONG{number}"}) for number in range(limits.CODES_OF_ADDRESS.most + 1)]
    assert {page.status_code for page in pages} == {422}
    assert "見つかりません" in pages[0].content.decode()
    assert "分ほど待って" in pages[-1].content.decode()


def test_codes_are_compared_without_width_case_and_hyphens() -> None:
    code = new_code()
    assert code_digests(f"{code[:5]}－{code[5:]}".lower()) == code_digests(code)
    assert len(code) == 10


def test_after_the_closing_time_no_vote_is_taken(opened: Conversation, sign_in: SignIn, clock: Clock) -> None:
    client = sign_in()
    form = client.get(f"/lab/{opened.pk}/").context["vote_form"]
    clock.move_to(AFTER)
    refused = client.post(f"/lab/{opened.pk}/", {**form.initial, "value": 1})
    assert refused.status_code == 422
    assert not Vote.objects.exists()
    assert not Participant.objects.exists()


def test_a_closed_conversation_takes_no_vote_that_was_on_its_way(closed: Conversation) -> None:
    before = Vote.objects.count()
    with pytest.raises(Refusal, match="記録していません"), transaction.atomic():
        services.vote_cast(conversation=closed, keys=["late"], statement=1, value=1)
    assert Vote.objects.count() == before


def test_a_vote_on_a_statement_that_was_taken_away_is_refused_and_the_next_one_shown(
    cast: Cast, opened: Conversation, sign_in: SignIn
) -> None:
    added = services.statement_add(conversation=opened, keys=["a"], text="駅前に返却の箱がほしい")
    refused = sign_in().post(f"/lab/{opened.pk}/", {"statement": added.number, "value": 1})
    assert refused.status_code == 422
    assert "いまは答えられません" in refused.content.decode()
    assert refused.context["vote_form"].initial["statement"] != added.number
    assert not Vote.objects.exists()


def test_a_vote_is_one_of_three(opened: Conversation, sign_in: SignIn) -> None:
    with pytest.raises(Refusal), transaction.atomic():
        services.vote_cast(conversation=opened, keys=["a"], statement=1, value=2)
    assert sign_in().post(f"/lab/{opened.pk}/", {"statement": 1}).status_code == 422
    services.vote_cast(conversation=opened, keys=["a"], statement=1, value=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.update(value=2)


def test_a_script_that_votes_from_one_address_is_stopped(
    opened: Conversation, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "NEWCOMERS_OF_ADDRESS", limits.Limit("newcomers", 3, 3600))
    answers = [sign_in().post(f"/lab/{opened.pk}/", {"statement": 1, "value": 1}) for _browser in range(5)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 422, 422]
    assert "分ほど待って" in answers[-1].content.decode()
    assert Participant.objects.count() == 3


def test_a_person_who_presses_too_fast_is_asked_to_wait_and_may_go_on_later(
    opened: Conversation, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setattr(limits, "VOTES", limits.Limit("votes", 2, 60))
    client = sign_in()
    press(client, opened)
    codes = [client.post(f"/lab/{opened.pk}/", {"statement": 1, "value": 1}).status_code for _time in range(2)]
    assert codes == [302, 422]
    clock.move_to("2026-10-05T10:02:00+09:00")
    press(client, opened)


def routing_after(votes_of_statement: dict[int, int]) -> Json:
    """Return what a computation leaves behind when so many people voted on each statement, half of them for it."""
    cast = [(who, what, 1 if who % 2 else -1) for what, number in votes_of_statement.items() for who in range(number)]
    return compute(votes_of_rows(cast, shown=votes_of_statement)).routing


def test_statements_are_shown_as_often_as_their_kept_chances_say() -> None:
    chance, stored = Random(7), routing_after({1: 6, 2: 20, 3: 40})
    offers = [offer for _time in range(4_000) if (offer := choose([1, 2, 3], {}, stored, chance))]
    shown = Counter(offer.number for offer in offers)
    kept = {offer.number: offer.propensity for offer in offers}
    assert sum(kept.values()) == pytest.approx(1)
    for number, propensity in kept.items():
        assert shown[number] / 4_000 == pytest.approx(propensity, abs=0.025)
    assert kept[1] > kept[3] > FLOOR / 3


def test_a_new_statement_is_shown_though_nothing_was_computed_about_it() -> None:
    stored = routing_after({1: 30, 2: 30})
    offers = [offer for _time in range(200) if (offer := choose([1, 2, 9], {}, stored, Random(_time)))]
    assert Counter(offer.number for offer in offers).most_common(1)[0][0] == 9


def test_only_what_is_left_is_shown() -> None:
    stored = routing_after({1: 30, 2: 30, 3: 30})
    assert {choose([2], {1: -1}, stored, Random(number)) for number in range(20)} == {Offer(2, 1.0)}


def test_before_the_first_result_every_statement_has_the_same_chance() -> None:
    offers = {choose([1, 2, 3], {}, None, Random(number)) for number in range(40)}
    assert offers == {Offer(number, 1 / 3) for number in (1, 2, 3)}


def test_nothing_is_shown_when_nothing_is_left() -> None:
    assert choose([], {}, None, Random(1)) is None
