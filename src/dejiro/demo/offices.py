"""Plays the life of the offices: rules, dates, contract lists, working groups, stand-ins, and what is said on needs."""

from datetime import date, datetime, timedelta
from functools import partial

from dejiro.apps.commitments import services as commitments
from dejiro.apps.needs import services as needs
from dejiro.apps.needs.models import Statement
from dejiro.demo.contracts import contracts_of
from dejiro.demo.people import TOKYO, TOTTORI
from dejiro.demo.rounds import day
from dejiro.demo.stage import Script, Stage
from dejiro.foundation.accounts.models import Membership, Role
from dejiro.foundation.accounts.services import delegation_grant, team_create, team_join
from dejiro.foundation.calendars import FiscalYear
from dejiro.foundation.clock import JST
from dejiro.foundation.ledger.checkpoints import checkpoint_sign
from dejiro.foundation.notices.models import Preference
from dejiro.foundation.notices.services import notices_read, preference_set
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.rules import MINIMUM_BODIES, MINIMUM_MEMBERS
from dejiro.foundation.organizations.services import rule_adopt
from dejiro.foundation.organizations.units import unit_add

FOUNDED = datetime(2025, 4, 1, 10, tzinfo=JST)


def write_offices(script: Script, stage: Stage) -> None:
    """Write down what happened in the offices beside voices and purchases."""
    script.at(FOUNDED, partial(_adopt_rules, stage))
    script.at(day(2025, 4, 10), partial(_keep_calendars, stage))
    script.at(day(2026, 4, 2), partial(_add_unit, stage))
    script.at(day(2026, 9, 15, 14), partial(_found_team, stage))
    script.at(day(2026, 9, 28, 9), partial(_choose_mail, stage))
    for month, last in ((3, 31), (6, 30), (9, 30)):
        script.at(day(2026, month, last, 17), checkpoint_sign)
    _write_statements(script, stage)
    script.at(day(2026, 10, 1, 9), lambda: needs.need_follow(actor=stage.actor("okutama"), need=stage.need("tablets")))
    script.at(day(2026, 10, 1, 10), partial(_link_needs, stage))
    script.at(day(2026, 10, 2, 17), partial(_lend_seal, stage))
    script.at(day(2026, 10, 5, 9), needs.renewals_remind)
    script.at(day(2026, 10, 5, 9), checkpoint_sign)


def _adopt_rules(stage: Stage) -> None:
    tokyo, tottori = (Organization.objects.get(code=code, valid_to=None) for code in (TOKYO, TOTTORI))
    adopt = partial(rule_adopt, valid_from=FOUNDED.date())
    adopt(
        actor=stage.actor("coordinator"),
        area=tokyo,
        key=MINIMUM_BODIES,
        value=2,
        text="二以上の区市町村が必要とするテーマを、共同で取り組む課題とする。（架空の申合せ）",
    )
    for key, text in (
        (MINIMUM_BODIES, "三以上の市町村が必要とするテーマを、共同で取り組む課題とする。（架空の申合せ）"),
        (MINIMUM_MEMBERS, "共同調達は、三以上の市町村が参加するときに始める。（架空の申合せ）"),
    ):
        adopt(actor=stage.actor("tottori_coordinator"), area=tottori, key=key, value=3, text=text)


def _keep_calendars(stage: Stage) -> None:
    members = [key for key in stage.users if f"{key}_chief" in stage.users and key != "hinohara"]
    for place, key in enumerate(members):
        actor = stage.actor(key)
        assert actor.organization is not None
        commitments.budget_cycle_save(
            actor=actor,
            fiscal_year=FiscalYear(2027),
            request_due_on=date(2026, 10, 16) + timedelta(days=place % 4 * 7),
            settled_on=date(2027, 1, 29),
        )
        for name, opens_on, votes_on in (
            ("令和8年第4回定例会", date(2026, 12, 1), date(2026, 12, 11)),
            ("令和9年第1回定例会", date(2027, 2, 24), date(2027, 3, 19)),
        ):
            commitments.assembly_save(actor=actor, name=name, opens_on=opens_on, votes_on=votes_on)
        needs.contracts_import(actor=actor, rows=contracts_of(key, place, actor.organization.population or 0))


def _add_unit(stage: Stage) -> None:
    actor = stage.actor("hachioji")
    assert actor.organization is not None
    unit_add(actor=actor, organization=actor.organization, name="デジタル推進室共同調達担当", phone="042-000-4002")


def _found_team(stage: Stage) -> None:
    actor = stage.actor("coordinator")
    assert actor.organization is not None
    team = team_create(actor=actor, organization=actor.organization, name="窓口端末の仕様を考える部会")
    for key in ("okutama", "ome", "hinohara", "hachioji"):
        team_join(actor=actor, team=team, membership=_seat(stage, key, Role.MEMBER))


def _seat(stage: Stage, key: str, role: Role) -> Membership:
    return Membership.objects.select_related("organization", "user").get(user=stage.users[key], role=role)


def _lend_seal(stage: Stage) -> None:
    delegation_grant(
        actor=stage.actor("ome_chief"),
        membership=_seat(stage, "ome_chief", Role.APPROVER),
        user=stage.users["ome"],
        valid_from=day(2026, 10, 13, 9),
        valid_to=day(2026, 10, 16, 18),
    )


def _choose_mail(stage: Stage) -> None:
    preference_set(actor=stage.actor("okutama"), delivery=Preference.Delivery.DIGEST)
    preference_set(actor=stage.actor("hachioji"), delivery=Preference.Delivery.NEVER)
    for key in stage.users:
        notices_read(actor=stage.actor(key))


def _link_needs(stage: Stage) -> None:
    needs.needs_link(actor=stage.actor("coordinator"), need=stage.need("meeting"), other=stage.need("lines"))


def _write_statements(script: Script, stage: Stage) -> None:
    said = partial(_state, stage)
    script.at(
        day(2026, 9, 29, 14),
        partial(said, "hinode", "tablets", "opinion", "通信量は月10GBで足りるのか、少し心配しています。"),
    )
    script.at(
        day(2026, 9, 29, 15),
        partial(
            said, "ome", "tablets", "official", "青梅市は、遠隔消去と翌開庁日の代替機を仕様に入れることを求めます。"
        ),
    )
    script.at(
        day(2026, 9, 30, 9), lambda: needs.statement_approve(actor=stage.chief("ome"), statement=_waiting("青梅市"))
    )
    script.at(
        day(2026, 9, 30, 16),
        partial(said, "okutama", "standard", "official", "奥多摩町は、検証の作業を近隣の団体と分担したいと考えます。"),
    )
    script.at(
        day(2026, 10, 1, 17),
        lambda: needs.statement_return(
            actor=stage.chief("okutama"),
            statement=_waiting("奥多摩町"),
            reason="分担できる作業を、具体的に書いてください。",
        ),
    )
    script.at(
        day(2026, 10, 2, 11),
        partial(said, "okutama", "backup", "official", "奥多摩町は、夜間の監視を共同で委託することに賛成します。"),
    )


def _state(stage: Stage, who: str, key: str, kind: str, body: str) -> None:
    needs.statement_write(actor=stage.actor(who), need=stage.need(key), kind=kind, body=body)


def _waiting(body: str) -> Statement:
    rows = Statement.objects.select_related("need__area", "organization", "author")
    return rows.get(organization__name=body, kind="official", approved_at=None, return_reason="")
