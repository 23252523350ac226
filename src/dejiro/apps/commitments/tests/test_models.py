from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from conftest import Cast
from dejiro.apps.commitments import services
from dejiro.apps.commitments.models import Abstention, Adoption, Assembly, BudgetCycle, Commitment, Effect, Round, Tier
from dejiro.apps.commitments.tests.conftest import Promise
from dejiro.apps.needs.models import Voice
from dejiro.foundation import clock

Change = dict[str, object]


def copy_of(row: Commitment, **changes: object) -> Commitment:
    row.pk = None
    for name, value in changes.items():
        setattr(row, name, value)
    return row


def refused(save: Callable[[], object], name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        save()


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"months": 0}, "round_months"),
        ({"minimum_members": 0}, "round_minimum_members"),
        ({"capacity": 0}, "round_capacity"),
        ({"status": "cancelled", "closing_reason": ""}, "round_cancelled_with_reason"),
    ],
)
def test_the_database_keeps_what_a_round_must_be(draft: Round, changes: Change, name: str) -> None:
    refused(lambda: Round.objects.filter(pk=draft.pk).update(**changes), name)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"quantity": 0}, "commitment_quantity"),
        ({"min_members": 0}, "commitment_min_members"),
        ({"approved_by": None}, "commitment_approved"),
        ({"baseline_on": None}, "commitment_baseline_whole"),
    ],
)
def test_the_database_keeps_what_a_commitment_must_be(
    opened: Round, promise: Promise, changes: Change, name: str
) -> None:
    row = promise("okutama", opened)
    refused(lambda: Commitment.objects.filter(pk=row.pk).update(**changes), name)


def test_a_body_has_one_commitment_in_force_and_one_in_preparation(opened: Round, promise: Promise) -> None:
    row = promise("okutama", opened)
    refused(copy_of(row).save, "commitments_commitment.round_id|commitment_in_force_once")
    copy_of(row, status="draft", supersedes=None).save()
    again = Commitment.objects.get(status="draft")
    refused(copy_of(again, status="returned").save, "commitments_commitment.round_id|commitment_prepared_once")


def test_a_commitment_is_superseded_by_one_other(opened: Round, promise: Promise) -> None:
    promise("okutama", opened)
    second = promise("okutama", opened, quantity=50)
    refused(copy_of(second, status="draft").save, "supersedes")


def test_tiers_are_positive_and_do_not_repeat(draft: Round) -> None:
    refused(lambda: Tier.objects.create(round=draft, min_quantity=0, unit_price=1), "tier_positive")
    refused(lambda: Tier.objects.create(round=draft, min_quantity=1, unit_price=1), "round_id|tier_once")


def test_a_body_abstains_once(cast: Cast, opened: Round) -> None:
    def abstain() -> None:
        Abstention.objects.create(
            round=opened,
            organization=cast.body("133086"),
            reason="予算",
            answered_by=cast.user("okutama"),
            answered_at=clock.now(),
        )

    abstain()
    refused(abstain, "round_id|abstention_once")


def test_a_body_adopts_once(cast: Cast, decided: Round) -> None:
    adoption = services.adoption_take(actor=cast.hachioji, round_=decided, note="")
    adoption.pk, adoption.voice = None, Voice.objects.exclude(pk=adoption.voice_id)[0]
    refused(adoption.save, "round_id|adoption_once")


def test_an_effect_counts_once(cast: Cast, started: Round) -> None:
    commitment = Commitment.objects.get(round=started, organization=cast.body("133086"), status="in_force")

    def measure() -> None:
        Effect.objects.create(
            commitment=commitment,
            value=1,
            measured_on=date(2027, 4, 5),
            source="記録",
            entered_by=cast.user("okutama"),
            entered_at=clock.now(),
        )

    measure()
    refused(measure, "commitment_id|effect_current_once")


def test_dates_of_a_body_are_in_order_and_do_not_repeat(cast: Cast) -> None:
    body, early, late = cast.body("133086"), date(2026, 10, 1), date(2026, 11, 1)
    years = BudgetCycle.objects
    refused(
        lambda: years.create(organization=body, fiscal_year=2027, request_due_on=late, settled_on=early),
        "budget_cycle_order",
    )
    years.create(organization=body, fiscal_year=2027, request_due_on=early, settled_on=late)
    refused(
        lambda: years.create(organization=body, fiscal_year=2027, request_due_on=early, settled_on=late),
        "organization_id|budget_cycle_once",
    )
    sessions = Assembly.objects
    refused(lambda: sessions.create(organization=body, name="会期", opens_on=late, votes_on=early), "assembly_order")
    sessions.create(organization=body, name="会期", opens_on=early, votes_on=late)
    refused(
        lambda: sessions.create(organization=body, name="会期", opens_on=early, votes_on=late),
        "organization_id|assembly_once",
    )


def test_rows_name_themselves(cast: Cast, decided: Round) -> None:
    commitment = decided.commitments.first()
    cycle = BudgetCycle(organization=cast.body("133086"), fiscal_year=2027)
    assert cycle.label == "令和9年度"
    assert str(commitment).endswith(str(decided.pk))
    for row in (decided, decided.decision, decided.tiers.first(), cycle, Assembly(name="会期"), decided.outlook):
        assert str(row)
    assert str(Effect(commitment=commitment, value=3)).endswith(" 3")
    assert str(Abstention(round=decided, organization=cast.body("133086"))).endswith(str(decided.pk))
    assert str(Adoption(round=decided, organization=cast.body("133086"))).startswith(str(decided.pk))
