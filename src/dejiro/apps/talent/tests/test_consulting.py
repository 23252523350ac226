from datetime import date

import pytest

from conftest import Cast, Clock
from dejiro.apps.needs import services as needs
from dejiro.apps.needs.public import Consultation
from dejiro.apps.talent import services
from dejiro.apps.talent.models import Specialist
from dejiro.apps.talent.planning import consultations_held, half_days_by_week, promised, week_of
from dejiro.apps.talent.selectors.pool import profile_of
from dejiro.apps.talent.tests.conftest import SignIn, approved, text
from dejiro.foundation import clock as house_clock
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.notices.models import Notice
from dejiro.foundation.organizations.services import rule_adopt

WEDNESDAY = "2026-10-14T10:00:00+09:00"
MONDAY = date(2026, 10, 12)


@pytest.fixture(autouse=True)
def _on_a_wednesday(clock: Clock) -> None:
    clock.move_to(WEDNESDAY)


def ask(cast: Cast, title: str = "見積の読み方") -> Consultation:
    return needs.consultation_ask(actor=cast.okutama, title=title, body="内訳が分かりません", category="systems")


def take(cast: Cast, title: str = "見積の読み方") -> Consultation:
    made = ask(cast, title)
    needs.consultation_take(actor=cast.expert, consultation=made)
    return made


def left(specialist: Specialist, monday: date = MONDAY) -> int:
    held = promised(specialist.area).get(specialist.pk, ())
    return half_days_by_week(Specialist.objects.get(pk=specialist.pk), monday, 1, held)[0]


def test_a_consultation_takes_a_half_day_of_the_week_in_which_it_was_taken(cast: Cast, specialist: Specialist) -> None:
    assert left(specialist) == 6
    made = take(cast)
    assert left(specialist) == 5
    assert left(specialist, date(2026, 10, 19)) == 6
    needs.consultation_hand_back(actor=cast.expert, consultation=made, reason="専門が違う")
    assert left(specialist) == 6


def test_what_is_taken_at_the_weekend_counts_for_the_week_after(
    cast: Cast, clock: Clock, specialist: Specialist
) -> None:
    clock.move_to("2026-10-18T23:00:00+09:00")
    assert week_of(house_clock.now()) == date(2026, 10, 19)
    take(cast)
    assert (left(specialist), left(specialist, date(2026, 10, 19))) == (6, 5)


def test_an_expert_whose_week_is_full_is_told_so_and_the_coordinator_may_decide(
    cast: Cast, sign_in: SignIn, specialist: Specialist
) -> None:
    for number in range(6):
        take(cast, f"相談{number}")
    last = ask(cast, "七つめ")
    with pytest.raises(Refusal, match="稼働できる6半日のうち残りが0半日で、相談1件に要る1半日に足りません"):
        needs.consultation_take(actor=cast.expert, consultation=last)
    refused = sign_in(cast.expert).post(f"{last.get_absolute_url()}take/", {"version": "1"})
    assert refused.status_code == 422
    assert "調整担当に担当を決めてもらって" in text(refused)
    assert cast.expert.user is not None
    needs.consultation_assign(actor=cast.coordinator, consultation=last, expert=cast.expert.user)
    told = Notice.objects.filter(title__startswith="担当にした人の週がいっぱいです")
    assert [notice.user for notice in told] == [cast.coordinator.user]
    assert profile_of(cast.coordinator, specialist).weeks[0].left == -1
    assert "超えています" in text(sign_in(cast.expert).get(specialist.get_absolute_url()))


def test_who_said_nothing_about_the_week_takes_what_they_like(cast: Cast, specialist: Specialist) -> None:
    specialist.capacities.all().delete()
    take(cast)
    Specialist.objects.filter(pk=specialist.pk).update(user=None)
    take(cast, "プールにいない人")


def test_the_rule_says_how_much_and_the_specialist_what_it_really_was(
    cast: Cast, sign_in: SignIn, specialist: Specialist
) -> None:
    rule_adopt(
        actor=cast.coordinator,
        area=specialist.area,
        key="talent.consultation_half_days",
        value=2,
        text="相談1件に半日2つを使う。",
        valid_from=date(2026, 10, 14),
    )
    made = take(cast)
    assert consultations_held(specialist.area)[0].half_days == 1  # the rule holds from Wednesday, the week from Monday
    here = f"/talent/consultations/{made.pk}/time/"
    client = sign_in(cast.expert)
    assert made.voice.title in text(client.get(here))
    assert client.post(here, {"half_days": "11"}).status_code == 422
    assert client.post(here, {"half_days": "3"}).url == specialist.get_absolute_url()
    assert left(specialist) == 3
    assert sign_in(cast.okutama).get(here).status_code == 404
    with pytest.raises(NotYours):
        services.consultation_time_save(actor=cast.okutama, consultation=made, half_days=0)


def test_what_consultations_take_is_not_offered_to_bodies(cast: Cast, specialist: Specialist) -> None:
    request = approved(cast, half_days=6, starts_on=date(2026, 10, 12))
    take(cast)
    with pytest.raises(Refusal, match="稼働できる量が足りない週"):
        services.proposal_make(actor=cast.coordinator, request=request, specialist=specialist)
