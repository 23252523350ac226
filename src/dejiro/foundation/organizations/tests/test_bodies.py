from datetime import date, timedelta

import pytest

from conftest import Cast, Clock
from dejiro.foundation.accounts.actors import SYSTEM
from dejiro.foundation.accounts.models import Membership
from dejiro.foundation.errors import Refusal
from dejiro.foundation.ledger.models import Entry
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.rules import MINIMUM_BODIES, rule_in_force
from dejiro.foundation.organizations.selectors import units_of
from dejiro.foundation.organizations.services import organization_add, organization_merge, rule_adopt
from dejiro.foundation.organizations.units import unit_add, unit_close, unit_rename

TODAY = date(2026, 10, 5)

pytestmark = pytest.mark.django_db


def test_a_company_joins_with_its_corporate_number(cast: Cast) -> None:
    body = organization_add(
        actor=SYSTEM,
        kind=Organization.Kind.COMPANY,
        code="7000012050002",
        name="試験株式会社",
        area=cast.body("130001"),
    )
    assert (body.valid_from, body.kind) == (TODAY, "company")
    assert Entry.objects.order_by("-index")[0].action == "organizations.body.add"


@pytest.mark.parametrize(
    ("kind", "code", "message"),
    [
        (Organization.Kind.COMPANY, "7000012050003", "検査数字"),
        (Organization.Kind.COMPANY, "133086", "13桁"),
        (Organization.Kind.MUNICIPALITY, "133086", "団体の表から"),
    ],
)
def test_a_body_that_cannot_be_is_refused(cast: Cast, kind: Organization.Kind, code: str, message: str) -> None:
    with pytest.raises(Refusal, match=message):
        organization_add(actor=SYSTEM, kind=kind, code=code, name="試験", area=cast.body("130001"))


def test_a_number_belongs_to_one_body_at_a_time(cast: Cast) -> None:
    def add() -> Organization:
        return organization_add(
            actor=SYSTEM,
            kind=Organization.Kind.COMPANY,
            code="7000012050002",
            name="試験",
            area=cast.body("130001"),
        )

    first = add()
    with pytest.raises(Refusal, match="すでに登録"):
        add()
    Organization.objects.filter(pk=first.pk).update(valid_to=TODAY + timedelta(days=2))
    assert add().valid_from == TODAY + timedelta(days=2)


def test_a_merger_keeps_code_and_history(cast: Cast) -> None:
    village, city = cast.body("133078"), cast.body("132284")
    organization_merge(actor=SYSTEM, predecessors=[village], successor=city, on=TODAY)
    village.refresh_from_db()
    assert (village.code, village.valid_to, village.successor) == ("133078", TODAY, city)
    assert list(city.predecessors.all()) == [village]
    assert Membership.objects.filter(organization=village).exists()


def test_mergers_that_cannot_be_are_refused_whole(cast: Cast) -> None:
    village, town, city = cast.body("133078"), cast.body("133086"), cast.body("132284")
    with pytest.raises(Refusal, match="それ自身"):
        organization_merge(actor=SYSTEM, predecessors=[village, city], successor=city, on=TODAY)
    with pytest.raises(Refusal, match="より後に"):
        organization_merge(actor=SYSTEM, predecessors=[village], successor=city, on=date(2000, 1, 1))
    organization_merge(actor=SYSTEM, predecessors=[village], successor=city, on=TODAY)
    with pytest.raises(Refusal, match="檜原村は、すでに廃止"):
        organization_merge(actor=SYSTEM, predecessors=[town, village], successor=city, on=TODAY)
    assert cast.body("133086").valid_to is None


def test_an_area_adopts_a_rule_beside_its_text(cast: Cast) -> None:
    area = cast.body("130001")
    rule_adopt(
        actor=SYSTEM, area=area, key=MINIMUM_BODIES, value=3, text="三以上とする。", valid_from=date(2026, 11, 1)
    )
    assert rule_in_force(area, MINIMUM_BODIES, on=date(2026, 10, 31)).value == 2
    rule = rule_in_force(area, MINIMUM_BODIES, on=date(2026, 11, 1))
    assert (rule.value, rule.text, rule.since) == (3, "三以上とする。", date(2026, 11, 1))
    assert rule_in_force(cast.body("310000"), MINIMUM_BODIES, on=date(2026, 11, 1)).value == 2


@pytest.mark.parametrize(
    ("field", "key", "value", "text"),
    [("key", "no.such.rule", 2, "文"), ("value", MINIMUM_BODIES, 0, "文"), ("text", MINIMUM_BODIES, 2, " ")],
)
def test_a_faulty_rule_is_refused_by_its_field(cast: Cast, field: str, key: str, value: int, text: str) -> None:
    with pytest.raises(Refusal) as refusal:
        rule_adopt(actor=SYSTEM, area=cast.body("130001"), key=key, value=value, text=text, valid_from=TODAY)
    assert refusal.value.field == field


def test_two_versions_of_a_rule_on_one_day_are_refused(cast: Cast) -> None:
    def adopt() -> object:
        return rule_adopt(
            actor=SYSTEM, area=cast.body("130001"), key=MINIMUM_BODIES, value=3, text="文", valid_from=TODAY
        )

    adopt()
    with pytest.raises(Refusal, match="すでにあります"):
        adopt()


def test_a_unit_is_added_renamed_and_closed(cast: Cast) -> None:
    town = cast.body("133086")
    parent = unit_add(actor=SYSTEM, organization=town, name="住民課")
    unit = unit_add(actor=SYSTEM, organization=town, name="窓口係", parent=parent, phone="0428-00-1111")
    assert unit_rename(actor=SYSTEM, unit=unit, name="総合窓口係").phone == "0428-00-1111"
    assert unit_rename(actor=SYSTEM, unit=unit, name="総合窓口係", phone="").phone == ""
    with pytest.raises(Refusal, match="下位の組織"):
        unit_close(actor=SYSTEM, unit=parent)
    unit_close(actor=SYSTEM, unit=unit)
    assert {one.name for one in units_of(town)} == {"住民課", "総務課", "総務課情報係"}
    with pytest.raises(Refusal, match="すでに廃止"):
        unit_rename(actor=SYSTEM, unit=unit, name="別名")


def test_a_unit_with_people_stays(cast: Cast) -> None:
    unit = units_of(cast.body("133086")).get(name="総務課")
    with pytest.raises(Refusal, match="所属している人"):
        unit_close(actor=SYSTEM, unit=unit)


def test_two_units_of_a_body_have_two_names(cast: Cast) -> None:
    town = cast.body("133086")
    unit = unit_add(actor=SYSTEM, organization=town, name="住民課")
    with pytest.raises(Refusal, match="すでにあります"):
        unit_add(actor=SYSTEM, organization=town, name="住民課")
    with pytest.raises(Refusal, match="すでにあります"):
        unit_rename(actor=SYSTEM, unit=unit, name="総務課")


def test_a_parent_of_another_body_and_a_day_before_the_first_are_refused(cast: Cast, clock: Clock) -> None:
    town, other = cast.body("133086"), unit_add(actor=SYSTEM, organization=cast.body("132055"), name="住民課")
    with pytest.raises(Refusal, match="同じ団体"):
        unit_add(actor=SYSTEM, organization=town, name="窓口係", parent=other)
    with pytest.raises(Refusal, match="できた日より前"):
        unit_close(actor=SYSTEM, unit=other, on=date(2026, 10, 4))
