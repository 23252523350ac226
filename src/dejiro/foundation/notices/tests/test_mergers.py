"""奥多摩町 is merged into 青梅市 on 12 October 2026: what lay on its desk lies on 青梅市's."""

from datetime import date

import pytest

from conftest import Cast, Clock
from dejiro.foundation.accounts.actors import SYSTEM, Actor
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.accounts.selectors import people_of
from dejiro.foundation.accounts.services import membership_grant
from dejiro.foundation.handover.services import handover
from dejiro.foundation.notices.models import DeskItem
from dejiro.foundation.notices.selectors import desk_for
from dejiro.foundation.notices.services import desk_close, desk_open
from dejiro.foundation.organizations.models import Organization, Unit

DAY = date(2026, 10, 12)
BEFORE, AFTER = "2026-10-11T23:59:00+09:00", "2026-10-12T09:00:00+09:00"


@pytest.fixture
def town(cast: Cast) -> Organization:
    """奥多摩町, whose last day is told."""
    return cast.merge("133086", "132055", DAY)


def put(town: Organization, subject: str, **whom: object) -> DeskItem:
    return desk_open(organization=town, kind="answer", subject=subject, title=subject, url="/", **whom)  # type: ignore[arg-type]


def subjects(actor: Actor) -> set[str]:
    return {item.subject for item in desk_for(actor)}


def test_the_desk_of_the_successor_shows_it_from_the_day_on_by_role(
    cast: Cast, clock: Clock, town: Organization
) -> None:
    put(town, "a:1")
    put(town, "a:2", role=Role.APPROVER)
    clock.move_to(BEFORE)
    assert subjects(cast.okutama) == {"a:1"}
    assert subjects(cast.ome) == set()
    clock.move_to(AFTER)
    assert subjects(cast.ome) == {"a:1"}
    assert subjects(cast.ome_chief) == {"a:1", "a:2"}
    assert subjects(cast.hinohara) == subjects(cast.okutama) == set()


def test_a_persons_item_is_everybodys_until_that_person_works_in_the_successor(
    cast: Cast, clock: Clock, town: Organization
) -> None:
    put(town, "a:1", person=cast.user("okutama"))
    clock.move_to(AFTER)
    assert subjects(cast.ome) == {"a:1"}
    membership_grant(actor=SYSTEM, user=cast.user("okutama"), organization=cast.body("132055"), role=Role.MEMBER)
    assert subjects(cast.ome) == set()
    assert subjects(cast.okutama) == {"a:1"}


def test_a_sections_item_goes_to_the_section_of_the_same_name_or_to_everybody(
    cast: Cast, clock: Clock, town: Organization
) -> None:
    known = Unit.objects.create(organization=town, name="情報システム課", valid_from=DAY.replace(year=2020))
    alone = Unit.objects.create(organization=town, name="観光産業課", valid_from=DAY.replace(year=2020))
    put(town, "a:1", unit=known)
    put(town, "a:2", unit=alone)
    clock.move_to(AFTER)
    membership_grant(actor=SYSTEM, user=cast.user("okutama_next"), organization=cast.body("132055"), role=Role.APPROVER)
    assert subjects(cast.ome) == {"a:1", "a:2"}
    assert subjects(cast.okutama_next) == {"a:2"}


def test_the_successors_own_answer_takes_the_question_to_both_off_the_desk(
    cast: Cast, clock: Clock, town: Organization
) -> None:
    put(town, "a:1")
    put(cast.body("132055"), "a:1")
    other = put(cast.body("133078"), "a:1")
    clock.move_to(AFTER)
    assert desk_close(subject="a:1", organization=cast.body("132055")) == 2
    assert list(DeskItem.objects.filter(subject="a:1", closed_at=None)) == [other]


def test_who_is_told_what_the_merged_body_should_know_are_the_successors_people(
    cast: Cast, clock: Clock, town: Organization
) -> None:
    town.refresh_from_db()
    clock.move_to(BEFORE)
    assert cast.user("okutama_chief") in people_of(town, Role.APPROVER)
    clock.move_to(AFTER)
    assert people_of(town, Role.APPROVER) == [cast.user("ome_chief")]


def test_who_leaves_the_successor_hands_over_what_came_from_the_merged_body(
    cast: Cast, clock: Clock, town: Organization
) -> None:
    item = put(town, "a:1", person=cast.user("okutama"))
    clock.move_to(AFTER)
    city = cast.body("132055")
    membership_grant(actor=SYSTEM, user=cast.user("okutama"), organization=city, role=Role.MEMBER)
    done = handover(
        actor=cast.ome, predecessor=cast.user("okutama"), successor=cast.user("ome_chief"), organization=city, movers=()
    )
    item.refresh_from_db()
    assert (done.desk_items, item.person) == (1, cast.user("ome_chief"))
