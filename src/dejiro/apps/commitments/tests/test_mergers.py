"""奥多摩町 is merged into 青梅市 while it has commitments: 青梅市 goes on with them."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from conftest import Cast, Clock
from dejiro.apps.commitments import selectors, services
from dejiro.apps.commitments.models import Commitment, Round
from dejiro.apps.commitments.tests.conftest import PROMISE, Promise
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.notices.selectors import desk_for

DAY, AFTER = date(2026, 10, 12), "2026-10-12T10:00:00+09:00"


def merge(cast: Cast, clock: Clock, day: date = DAY, after: str = AFTER) -> None:
    cast.merge("133086", "132055", day)
    clock.move_to(after)


def test_the_successors_approver_finds_and_approves_what_waited(
    cast: Cast, clock: Clock, opened: Round, sign_in: Callable[[str], Client]
) -> None:
    saved = services.commitment_save(actor=cast.okutama, round_=opened, terms=PROMISE)
    services.commitment_submit(actor=cast.okutama, commitment=saved)
    merge(cast, clock)
    assert "commitment.approve" in {item.kind for item in desk_for(cast.actor("ome_chief"))}
    assert saved in selectors.commitment_list(cast.ome)
    address = f"/commitments/{saved.pk}/"
    assert [sign_in(key).get(address).status_code for key in ("ome", "ome_chief", "hinohara_chief")] == [200, 200, 404]
    saved = Commitment.objects.get(pk=saved.pk)
    with pytest.raises(NotYours):
        services.commitment_approve(actor=cast.actor("hinohara_chief"), commitment=saved)
    services.commitment_approve(actor=cast.actor("ome_chief"), commitment=saved)
    assert [row.organization.code for row in selectors.commitments_in_force(opened)] == ["133086"]


def test_the_rounds_page_shows_the_successor_what_it_inherited(
    cast: Cast, clock: Clock, opened: Round, promise: Promise, sign_in: Callable[[str], Client]
) -> None:
    inherited = promise("okutama", opened)
    merge(cast, clock)
    assert sign_in("ome").get(f"/rounds/{opened.pk}/").context["own_in_force"] == inherited
    assert sign_in("ome").get(f"/api/rounds/{opened.pk}/standing/").status_code == 200
    own = promise("ome", opened)
    assert sign_in("ome").get(f"/rounds/{opened.pk}/").context["own_in_force"] == own
    assert [row.pk for row in selectors.commitments_of(cast.ome, opened)] == [own.pk, inherited.pk]


def test_one_answer_of_the_successor_answers_for_both(
    cast: Cast, clock: Clock, opened: Round, promise: Promise
) -> None:
    merge(cast, clock)
    waiting = [body.code for _round, bodies in selectors.waiting_by_round(opened.area) for body in bodies]
    assert waiting == ["132055", "133078"]
    assert [item.kind for item in desk_for(cast.ome)].count("round.answer") == 2
    promise("ome", opened)
    assert "round.answer" not in {item.kind for item in desk_for(cast.ome)}
    assert [body.code for body in selectors.waiting_bodies(opened)] == ["133078"]


def test_the_successor_enters_the_effect_and_does_not_adopt_what_it_has(
    cast: Cast, clock: Clock, opened: Round, promise: Promise
) -> None:
    inherited = promise("okutama", opened)
    promise("hinohara", opened)
    clock.move_to("2026-10-26T09:00+09:00")
    services.round_close(actor=cast.coordinator, round_=opened, reason="二団体で成立とする。")
    clock.move_to("2027-04-05T09:00+09:00")
    services.round_start(actor=cast.coordinator, round_=Round.objects.get(pk=opened.pk))
    merge(cast, clock, date(2027, 5, 1), "2027-07-01T09:00+09:00")
    assert "effect.enter" in {item.kind for item in desk_for(cast.ome)}
    with pytest.raises(Refusal, match="参加しています"):
        services.adoption_take(actor=cast.ome, round_=Round.objects.get(pk=opened.pk), note="同じものを使いたい")
    services.effect_enter(
        actor=cast.ome,
        commitment=Commitment.objects.get(pk=inherited.pk),
        value=Decimal(9),
        measured_on=date(2027, 6, 30),
        source="窓口の記録",
    )
    assert "effect.enter" not in {item.kind for item in desk_for(cast.ome)}
