from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Cast, Clock
from dejiro.apps.pilots import services
from dejiro.apps.pilots.models import Certification, Pilot
from dejiro.apps.pilots.terms import Validity
from dejiro.apps.pilots.tests.conftest import PRODUCT, VALIDITY, fresh, recorded
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.notices.models import DeskItem, Notice

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("rule", "years", "certified", "expires"),
    [
        ("years", 3, date(2026, 10, 5), date(2029, 10, 4)),
        ("years", 1, date(2028, 2, 29), date(2029, 2, 28)),
        ("years", 4, date(2028, 2, 29), date(2032, 2, 28)),
        ("fiscal_year", 2, date(2026, 10, 5), date(2029, 3, 31)),
        ("fiscal_year", 2, date(2026, 3, 31), date(2028, 3, 31)),
        ("fiscal_year", 2, date(2026, 4, 1), date(2029, 3, 31)),
    ],
)
def test_the_end_follows_from_the_bodys_rule(rule: str, years: int, certified: date, expires: date) -> None:
    assert Validity(rule, years, 0).expiry(certified) == expires


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.sampled_from(["years", "fiscal_year"]), st.integers(1, 10))
def test_a_renewal_gives_the_same_years_again(day: date, rule: str, years: int) -> None:
    validity = Validity(rule, years, 1)
    first = validity.expiry(day)
    again = validity.renewed(first)
    assert again > first >= day
    assert again.year == first.year + years


def reuse(cast: Cast, source: Certification, who: str = "ome_chief") -> Certification:
    return services.certification_reuse(
        actor=cast.actor(who),
        source=source,
        basis="青梅市認定要綱（架空）",
        decision="奥多摩町の実証を確かめた。",
        validity=Validity("years", 3, 0),
    )


def test_another_body_relies_on_a_certification_by_its_own_rule(cast: Cast, certified: Certification) -> None:
    made = reuse(cast, certified)
    assert (made.issuer, made.reused_from, made.product) == (cast.ome.organization, certified, certified.product)
    assert (certified.expires_on, made.expires_on) == (date(2029, 3, 31), date(2029, 10, 4))
    assert recorded("pilots.certification.reuse")["reused_from"] == certified.pk
    assert Notice.objects.filter(user=cast.okutama_chief.user, title__contains="活用").exists()
    with pytest.raises(Refusal, match="すでに活用"):
        reuse(cast, certified)


def test_what_does_not_count_any_more_is_not_relied_on(cast: Cast, certified: Certification, clock: Clock) -> None:
    with pytest.raises(Refusal, match="自分の団体"):
        reuse(cast, certified, "okutama_chief")
    with pytest.raises(NotYours):
        reuse(cast, certified, "ome")
    clock.move_to("2029-04-01T09:00:00+09:00")
    with pytest.raises(Refusal, match="有効でない"):
        reuse(cast, certified)


def test_a_certification_is_renewed_as_often_as_the_rule_allows(cast: Cast, certified: Certification) -> None:
    made = services.certification_renew(actor=cast.okutama_chief, certification=certified)
    assert (made.number, made.before, made.after) == (1, date(2029, 3, 31), date(2031, 3, 31))
    with pytest.raises(Refusal, match="1回まで"):
        services.certification_renew(actor=cast.okutama_chief, certification=certified)


def test_what_has_ended_is_not_renewed(cast: Cast, certified: Certification, clock: Clock) -> None:
    clock.move_to("2029-04-01T09:00:00+09:00")
    assert certified.state == "expired"
    with pytest.raises(Refusal, match="有効でない"):
        services.certification_renew(actor=cast.okutama_chief, certification=certified)


def test_a_revocation_says_why_and_tells_those_who_rely_on_it(cast: Cast, certified: Certification) -> None:
    reuse(cast, certified)
    chief = cast.okutama_chief
    with pytest.raises(Refusal, match="理由"):
        services.certification_revoke(actor=chief, certification=certified, reason="")
    services.certification_revoke(actor=chief, certification=certified, reason="安全の基準を満たさなくなった。")
    assert certified.state == "revoked"
    assert Notice.objects.filter(user=cast.ome_chief.user, title__contains="取り消されました").exists()
    with pytest.raises(Refusal, match="すでに"):
        services.certification_revoke(actor=chief, certification=certified, reason="もう一度")


def test_only_the_issuers_approver_changes_a_certification(cast: Cast, certified: Certification) -> None:
    for actor in (cast.okutama, cast.ome_chief, cast.company):
        with pytest.raises(NotYours):
            services.certification_renew(actor=actor, certification=certified)


def test_an_adopted_pilot_leads_to_a_certification(cast: Cast, adopted: Pilot) -> None:
    made = services.certification_create(
        actor=cast.okutama_chief,
        product=PRODUCT,
        basis="要綱",
        decision="実証",
        certified_on=date(2026, 12, 8),
        validity=VALIDITY,
        pilot=fresh(adopted),
    )
    assert list(adopted.certifications.all()) == [made]
    assert recorded("pilots.certification.create")["pilot"] == adopted.pk


def test_a_pilot_without_a_verdict_certifies_nothing(cast: Cast, registered: Pilot) -> None:
    for actor, error in ((cast.okutama_chief, Refusal), (cast.ome_chief, NotYours)):
        with pytest.raises(error):
            services.certification_create(
                actor=actor,
                product=PRODUCT,
                basis="要綱",
                decision="実証",
                certified_on=date(2026, 10, 5),
                validity=VALIDITY,
                pilot=registered,
            )


def test_a_certification_is_dated_by_a_body_of_today_not_ahead_and_says_why(cast: Cast) -> None:
    days = (date(2026, 10, 6), date(1947, 5, 2), date.min)
    for field, wrong in (*(("certified_on", day) for day in days), ("decision", " ")):
        given_ = {"basis": "要綱", "decision": "実証", "certified_on": date(2026, 10, 5), field: wrong}
        with pytest.raises(Refusal) as refusal:
            services.certification_create(
                actor=cast.okutama_chief,
                product=PRODUCT,
                validity=VALIDITY,
                **given_,  # type: ignore[arg-type]
            )
        assert refusal.value.field == field


def test_three_months_before_the_end_it_comes_to_the_desk(cast: Cast, certified: Certification, clock: Clock) -> None:
    clock.move_to("2028-12-28T09:00:00+09:00")
    assert services.pilots_remind() == 0
    clock.move_to("2029-01-04T09:00:00+09:00")
    assert (services.pilots_remind(), services.pilots_remind()) == (1, 0)
    services.certification_renew(actor=cast.okutama_chief, certification=certified)
    assert not DeskItem.objects.filter(kind="pilots.certification.renew", closed_at=None).exists()


def test_what_ended_meanwhile_leaves_the_desk(certified: Certification, clock: Clock) -> None:
    clock.move_to("2029-03-01T09:00:00+09:00")
    services.pilots_remind()
    clock.move_to("2029-04-01T09:00:00+09:00")
    services.pilots_remind()
    assert not DeskItem.objects.filter(closed_at=None).exists()
    assert replace(VALIDITY, years=1).expiry(certified.certified_on) == date(2028, 3, 31)
