from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from conftest import Cast, Clock
from dejiro.apps.pilots import access, planning, services
from dejiro.apps.pilots.models import Pilot
from dejiro.apps.pilots.services import Line
from dejiro.apps.pilots.terms import terms_of
from dejiro.apps.pilots.tests.conftest import MEANS, TERMS, fresh, recorded
from dejiro.cores.trial.io import digest, plan_from_json
from dejiro.foundation.accounts.actors import NOBODY
from dejiro.foundation.errors import Conflict, NotYours, Refusal
from dejiro.foundation.notices.models import DeskItem, Notice
from dejiro.foundation.search.selectors import search

pytestmark = pytest.mark.django_db


def test_registration_fixes_the_plan_with_a_digest_in_the_log(cast: Cast, registered: Pilot) -> None:
    plan = plan_from_json(registered.plan_document)
    assert (plan.registered, plan.size, plan.worthwhile) == (date(2026, 10, 5), 100, 0.1)
    assert registered.plan_digest == digest(plan) == recorded("pilots.pilot.register")["plan"]
    assert Notice.objects.filter(user=cast.company.user, title__contains="登録しました").exists()


def test_a_registered_pilot_is_found_by_others(cast: Cast, registered: Pilot) -> None:
    assert [hit.key for hit in search(cast.ome, "窓口案内", kinds=["pilot"])] == [registered.pk]


def test_only_the_approver_registers(cast: Cast, draft: Pilot) -> None:
    for actor in (cast.okutama, cast.ome_chief, cast.company, cast.coordinator):
        with pytest.raises(NotYours):
            services.pilot_register(actor=actor, pilot=draft)


def test_asking_puts_the_plan_on_the_approvers_desk_until_it_is_registered(cast: Cast, draft: Pilot) -> None:
    services.pilot_submit(actor=cast.okutama, pilot=draft)
    item = DeskItem.objects.get(kind="pilots.pilot.register")
    assert (item.role, item.closed_at) == ("approver", None)
    services.pilot_register(actor=cast.okutama_chief, pilot=draft)
    item.refresh_from_db()
    assert item.closed_at is not None


def test_mending_takes_the_plan_off_the_approvers_desk(cast: Cast, draft: Pilot) -> None:
    services.pilot_submit(actor=cast.okutama, pilot=draft)
    terms = replace(TERMS, size=120)
    services.pilot_update(actor=cast.okutama, pilot=draft, terms=terms, partners=[cast.body("132055")])
    assert not DeskItem.objects.filter(kind="pilots.pilot.register", closed_at=None).exists()
    assert (draft.status, draft.size, draft.partners.count()) == ("draft", 120, 1)


def test_who_saw_an_older_draft_is_told(cast: Cast, draft: Pilot) -> None:
    services.pilot_update(actor=cast.okutama, pilot=draft, terms=TERMS)
    with pytest.raises(Conflict):
        services.pilot_submit(actor=cast.okutama, pilot=draft, version=1)


def test_a_number_too_small_to_tell_needs_a_reason(cast: Cast) -> None:
    pilot = services.pilot_create(actor=cast.okutama, terms=replace(TERMS, size=10))
    strength = planning.strength_of(planning.plan_of(pilot, date(2026, 10, 5)))
    assert not strength.enough
    assert strength.size_for_80 is not None
    assert 10 < strength.size_for_80 < 100
    with pytest.raises(Refusal, match="めやすは80%") as refusal:
        services.pilot_register(actor=cast.okutama_chief, pilot=pilot)
    assert refusal.value.field == "small_reason"
    pilot = services.pilot_update(
        actor=cast.okutama, pilot=pilot, terms=replace(TERMS, size=10, small_reason="町には窓口が一つしかない。")
    )
    services.pilot_register(actor=cast.okutama_chief, pilot=pilot)
    assert recorded("pilots.pilot.register")["small_reason"] == "町には窓口が一つしかない。"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"start": date(2026, 10, 4)}, "start"),
        ({"end": date(2026, 10, 11)}, "end"),
        ({"due": date(2026, 11, 29)}, "due"),
        ({"worthwhile": 0.0}, "worthwhile"),
        ({"adopt_above": -1.0}, "adopt_above"),
        ({"size": 1}, "size"),
        ({"expected": 0.0}, "expected"),
        ({"base": 0.9}, "base"),
        ({"base": None}, "base"),
        ({"correlation": 1.0}, "correlation"),
        ({"step": "month"}, "step"),
        ({"compare_from": date(2026, 9, 1)}, "compare_from"),
        ({"design": "means", "base": None, "spread": -1.0}, "spread"),
    ],
)
def test_what_no_plan_can_have_is_said_at_its_field(cast: Cast, change: dict[str, object], field: str) -> None:
    with pytest.raises(Refusal) as refusal:
        services.pilot_create(actor=cast.okutama, terms=replace(TERMS, **change))  # type: ignore[arg-type]
    assert refusal.value.field == field
    assert refusal.value.message == str(planning.FIELDS[field])


def test_a_company_drafts_no_pilot(cast: Cast) -> None:
    with pytest.raises(NotYours):
        services.pilot_create(actor=cast.company, terms=TERMS)


def test_a_registered_plan_is_neither_mended_nor_thrown_away(cast: Cast, registered: Pilot) -> None:
    with pytest.raises(Refusal, match="登録済み"):
        services.pilot_update(actor=cast.okutama, pilot=registered, terms=TERMS)
    with pytest.raises(Refusal, match="登録済み"):
        services.pilot_delete(actor=cast.okutama, pilot=registered)


def test_a_draft_is_thrown_away(cast: Cast, draft: Pilot) -> None:
    services.pilot_delete(actor=cast.okutama, pilot=draft)
    assert not Pilot.objects.exists()


def test_before_the_start_the_plan_may_change_in_view_of_all(cast: Cast, registered: Pilot) -> None:
    before = registered.plan_digest
    terms = replace(terms_of(registered), worthwhile=0.12)
    made = services.pilot_amend(actor=cast.okutama_chief, pilot=registered, terms=terms, reason="費用を見直した。")
    assert made.lines == [("意味のある最小の効果", "0.1", "0.12")]
    assert registered.plan_digest == made.plan_digest != before
    assert recorded("pilots.pilot.amend") == {
        "plan": made.plan_digest,
        "reason": "費用を見直した。",
        "fields": ["worthwhile"],
    }


def test_when_data_have_come_in_the_method_stays(cast: Cast, registered: Pilot, clock: Clock) -> None:
    clock.move_to("2026-10-20T10:00:00+09:00")
    services.observations_add(
        actor=cast.okutama, pilot=registered, lines=[Line("窓口", "pilot", date(2026, 10, 19), 1.0)]
    )
    terms = terms_of(registered)
    with pytest.raises(Refusal, match="データが入ったあと"):
        services.pilot_amend(
            actor=cast.okutama_chief, pilot=registered, terms=replace(terms, worthwhile=0.01), reason="下げたい"
        )
    digest_before = fresh(registered).plan_digest
    services.pilot_amend(
        actor=cast.okutama_chief, pilot=fresh(registered), terms=replace(terms, title="窓口の実証"), reason="短くした。"
    )
    assert fresh(registered).plan_digest == digest_before
    assert fresh(registered).title == "窓口の実証"


def test_after_the_start_the_method_stays_even_without_data(cast: Cast, registered: Pilot, clock: Clock) -> None:
    clock.move_to("2026-10-20T10:00:00+09:00")
    terms = replace(terms_of(registered), worthwhile=0.01)
    with pytest.raises(Refusal, match="登録の日"):
        services.pilot_amend(actor=cast.okutama_chief, pilot=registered, terms=terms, reason="下げたい")


def test_an_amendment_needs_a_reason_and_a_change(cast: Cast, registered: Pilot) -> None:
    terms = terms_of(registered)
    with pytest.raises(Refusal, match="理由"):
        services.pilot_amend(actor=cast.okutama_chief, pilot=registered, terms=replace(terms, title="別"), reason=" ")
    with pytest.raises(Refusal, match="変わった"):
        services.pilot_amend(actor=cast.okutama_chief, pilot=registered, terms=terms, reason="何となく")


def test_drafts_are_for_the_body_and_those_who_watch_over_it(cast: Cast, draft: Pilot) -> None:
    for actor in (cast.okutama, cast.okutama_chief, cast.coordinator):
        assert access.pilot_for_reader(actor, draft.pk) == draft
    for actor in (NOBODY, cast.ome, cast.company, cast.resident):
        with pytest.raises(Http404):
            access.pilot_for_reader(actor, draft.pk)


def test_the_company_sees_its_own_pilot_before_it_is_registered(cast: Cast, draft: Pilot) -> None:
    services.pilot_submit(actor=cast.okutama, pilot=draft)
    assert access.pilot_for_reader(cast.company, draft.pk) == draft
    with pytest.raises(PermissionDenied):
        access.pilot_for_drafter(cast.company, draft.pk)


def test_a_partner_body_sees_the_draft_but_does_not_write_it(cast: Cast) -> None:
    pilot = services.pilot_create(actor=cast.okutama, terms=MEANS, partners=[cast.body("132055")])
    assert access.pilot_for_reader(cast.ome, pilot.pk) == pilot
    with pytest.raises(PermissionDenied):
        access.pilot_for_approver(cast.ome_chief, pilot.pk)


def test_everybody_sees_a_registered_pilot(registered: Pilot) -> None:
    assert access.pilot_for_reader(NOBODY, registered.pk) == registered
