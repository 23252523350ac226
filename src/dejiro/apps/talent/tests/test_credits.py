"""What a period owes a body and carries into the next: the rule in exact numbers, and its rows."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Cast
from dejiro.apps.talent import services
from dejiro.apps.talent.models import Credit, Plan, Specialist
from dejiro.apps.talent.planning import Account, account_before, problem_of, with_credits
from dejiro.apps.talent.tests.conftest import SignIn, approved, specialist_of, text
from dejiro.foundation.accounts.actors import SYSTEM
from dejiro.foundation.ledger.models import Entry
from dejiro.foundation.organizations.rules import TALENT_EQUAL
from dejiro.foundation.organizations.services import organization_merge, rule_adopt

pytestmark = pytest.mark.usefixtures("at_once")
CENTS = st.integers(-100_000, 100_000).map(lambda cents: Decimal(cents) / 100)
FIRST, NEXT = date(2027, 4, 5), date(2028, 4, 3)


@st.composite
def accounts(draw: st.DrawFn) -> tuple[dict[str, Fraction], Account]:
    """Parts that add up to 1, and what the period before leaves."""
    weights = draw(st.lists(st.integers(1, 1000), min_size=2, max_size=6))
    codes = [f"b{at}" for at in range(len(weights))]
    parts = {code: Fraction(weight, sum(weights)) for code, weight in zip(codes, weights, strict=True)}
    volume = draw(st.integers(1, 1_000_000).map(lambda cents: Decimal(cents) / 100))
    return parts, Account(volume, {code: draw(CENTS) for code in codes if draw(st.booleans())})


@given(accounts())
def test_the_parts_add_up_to_the_whole_and_nobody_has_nothing(given_: tuple[dict[str, Fraction], Account]) -> None:
    parts, account = given_
    found = with_credits(parts, account).parts
    assert sum(found.values()) == 1
    assert min(found.values()) > 0
    assert set(found) == set(parts)


@given(accounts())
def test_at_most_doubled_at_least_halved_and_the_rest_stays_on_the_account(
    given_: tuple[dict[str, Fraction], Account],
) -> None:
    parts, account = given_
    for code, applied in with_credits(parts, account).applied.items():
        base, owed = parts[code] * Fraction(account.volume), account.owed[code]
        assert -base / 2 <= Fraction(applied) <= base
        assert abs(applied) <= abs(owed)
        assert applied * owed >= 0
        assert applied == owed or abs(Fraction(applied)) > min(base, base / 2) - Fraction(1, 100)


@given(accounts(), st.integers(1, 10_000))
def test_who_is_owed_more_gets_no_less_and_the_others_no_more(
    given_: tuple[dict[str, Fraction], Account], cents: int
) -> None:
    parts, account = given_
    code = min(parts)
    more = Account(account.volume, {**account.owed, code: account.owed.get(code, Decimal(0)) + Decimal(cents) / 100})
    before, after = with_credits(parts, account).parts, with_credits(parts, more).parts
    assert after[code] >= before[code]
    assert all(after[other] <= before[other] for other in parts if other != code)


@given(accounts())
def test_nothing_owed_changes_nothing_and_names_play_no_part(given_: tuple[dict[str, Fraction], Account]) -> None:
    parts, account = given_
    assert with_credits(parts, Account(account.volume, {})).parts == parts
    assert with_credits(parts, Account(Decimal(0), account.owed)).parts == parts
    renamed = with_credits(
        {f"x{code}": part for code, part in reversed(parts.items())},
        Account(account.volume, {f"x{code}": owed for code, owed in account.owed.items()}),
    )
    assert renamed.parts == {f"x{code}": part for code, part in with_credits(parts, account).parts.items()}


@given(accounts(), st.integers(2, 9))
def test_counting_in_other_units_changes_no_part(given_: tuple[dict[str, Fraction], Account], times: int) -> None:
    parts, account = given_
    larger = Account(account.volume * times, {code: owed * times for code, owed in account.owed.items()})
    once, often = with_credits(parts, account).parts, with_credits(parts, larger).parts
    assert all(
        abs(once[code] - often[code]) <= Fraction(len(parts) + 1, 50) / Fraction(account.volume) for code in parts
    )


@given(accounts())
def test_a_body_in_two_equal_halves_has_what_it_had(given_: tuple[dict[str, Fraction], Account]) -> None:
    parts, account = given_
    code = min(parts)
    owed = (account.owed.get(code, Decimal(0)) * 2).quantize(Decimal("0.01"))
    whole = with_credits(parts, Account(account.volume, {**account.owed, code: owed})).parts
    halves = {**parts, code: parts[code] / 2, "half": parts[code] / 2}
    split = with_credits(halves, Account(account.volume, {**account.owed, code: owed / 2, "half": owed / 2})).parts
    assert abs(split[code] + split["half"] - whole[code]) <= Fraction(1, 10) / Fraction(account.volume)


# Rows


def plan_of(cast: Cast, starts_on: date, **fields: Any) -> Plan:  # noqa: ANN401  # fields of the service
    plan = services.plan_create(actor=cast.coordinator, name="計画", starts_on=starts_on, weeks=52, **fields)
    return services.plan_compute(plan=services.plan_start(actor=cast.coordinator, plan=plan))


@pytest.fixture
def first(cast: Cast, specialist: Specialist) -> Plan:
    """The published plan of a year: three bodies ask for three of six half-days, so that one goes without."""
    assert specialist.pk
    for key in ("okutama", "ome", "hachioji"):
        approved(cast, key, half_days=3)
    return services.plan_publish(actor=cast.coordinator, plan=plan_of(cast, FIRST))


def owed(cast: Cast, on: date = NEXT) -> Mapping[str, Decimal]:
    return account_before(cast.body("130001"), on).owed


def parts_of(plan: Plan) -> dict[str, float]:
    return {body["id"]: body["entitlement"] for body in problem_of(plan)["bodies"]}


def draft(cast: Cast, starts_on: date = NEXT, **fields: Any) -> Plan:  # noqa: ANN401  # fields of the service
    return services.plan_create(actor=cast.coordinator, name="翌年度", starts_on=starts_on, weeks=52, **fields)


def test_publishing_puts_down_what_each_body_is_owed_and_the_ledger_has_it(cast: Cast, first: Plan) -> None:
    rows = list(first.credits.select_related("organization"))
    answer = {body["id"]: body for body in (first.answer or {})["bodies"]}
    assert len(rows) == 3
    for row in rows:
        body = answer[row.organization.code]
        assert float(row.amount) == pytest.approx(body["fair_share"] - body["delivered"], abs=0.005)
    assert sorted(row.amount > 0 for row in rows) == [False, False, True]
    leaf = Entry.objects.get(action="talent.credit.carry").leaf
    assert rows[0].organization.code in str(leaf)
    assert str(rows[0].amount) in str(leaf)


def test_who_went_without_has_more_in_the_next_period_whatever_anybody_asks_for(cast: Cast, first: Plan) -> None:
    short = first.credits.get(delivered=0).organization.code
    approved(cast, "okutama", starts_on=NEXT)
    before, plain = parts_of(draft(cast)), parts_of(draft(cast, starts_on=FIRST))
    assert before[short] > plain[short]
    assert all(before[code] < plain[code] for code in owed(cast) if code != short)
    for number in range(3):
        approved(cast, "ome", starts_on=NEXT, title=f"もっと{number}", half_days=6)
    assert parts_of(draft(cast)) == before, "asking for more plays no part"


def test_a_re_plan_takes_the_place_of_what_it_was_made_from_and_does_not_carry_its_own_period(
    cast: Cast, first: Plan
) -> None:
    specialist_of(cast, key="S-002")
    again = plan_of(cast, FIRST, base=first)
    assert again.carried is None
    services.plan_publish(actor=cast.coordinator, plan=again)
    assert set(first.credits.values_list("replaced", flat=True)) == {True}
    assert all(amount == 0 for amount in owed(cast).values())


def test_a_merged_body_hands_what_it_is_owed_to_its_successor(cast: Cast, first: Plan) -> None:
    short = first.credits.get(delivered=0).organization
    heir = cast.body("133035")
    organization_merge(actor=SYSTEM, predecessors=[short], successor=heir, on=date(2027, 10, 1))
    assert owed(cast)[heir.code] == first.credits.get(organization=short).amount
    assert short.code not in owed(cast)
    approved(cast, "ome" if short.name != "青梅市" else "okutama", starts_on=NEXT)
    parts = parts_of(draft(cast))
    assert short.code not in parts
    assert parts[heir.code] > 0


def test_what_cannot_be_taken_in_stays_on_the_account_of_the_next_period(cast: Cast, first: Plan) -> None:
    short = first.credits.get(delivered=0)
    Credit.objects.filter(pk=short.pk).update(kept=Decimal(1000))
    approved(cast, "okutama", starts_on=NEXT)
    services.specialist_leave(actor=cast.expert, specialist=Specialist.objects.get(), left_on=NEXT)
    specialist_of(cast, key="S-003")
    after = services.plan_publish(actor=cast.coordinator, plan=plan_of(cast, NEXT))
    entry = (after.carried or {})["bodies"][short.organization.code]
    row = after.credits.get(organization=short.organization)
    assert Decimal(entry["owed"]) == Decimal(entry["applied"]) + row.kept
    assert row.kept > 0


def test_a_body_reads_on_the_plan_and_in_the_simulator_what_it_carries(
    cast: Cast, first: Plan, sign_in: SignIn
) -> None:
    short = first.credits.get(delivered=0)
    client = sign_in(cast.okutama)
    page = text(client.get(first.get_absolute_url()))
    assert "次への繰り越し" in page
    assert page.index("あなたの団体（奥多摩町）の結果") < page.index("全団体の表を開く（3団体）")
    simulated = text(client.get("/talent/entitlement/?equal=0"))
    assert "繰り越しを入れた試算" in simulated
    assert f"＋{short.amount.normalize():,f}" in simulated


@pytest.mark.parametrize("percent", [0, 100])
def test_the_rule_may_be_population_alone_or_wholly_equal(cast: Cast, percent: int) -> None:
    rule_adopt(actor=SYSTEM, area=cast.body("130001"), key=TALENT_EQUAL, value=percent, text="協定", valid_from=FIRST)
    approved(cast)
    parts = parts_of(draft(cast, FIRST))
    assert sum(parts.values()) == pytest.approx(1)
    assert (len(set(parts.values())) == 1) == (percent == 100)


def test_a_body_without_a_known_population_is_named_when_the_rule_asks_for_nothing_else(
    cast: Cast, specialist: Specialist
) -> None:
    assert specialist.pk
    area, body = cast.body("130001"), cast.body("133035")
    rule_adopt(actor=SYSTEM, area=area, key=TALENT_EQUAL, value=0, text="協定", valid_from=FIRST)
    type(body).objects.filter(pk=body.pk).update(population=None)
    approved(cast)
    failed = plan_of(cast, FIRST)
    assert failed.status == Plan.Status.FAILED
    assert f"持ち分を決められません：{body.name}" in failed.failure
