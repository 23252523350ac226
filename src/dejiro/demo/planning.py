"""Plays the planning of FY2027: a published plan, a resignation, and the draft that changes as little as possible."""

from datetime import date
from functools import partial
from typing import Final

from dejiro.apps.talent import services
from dejiro.apps.talent.models import Plan, Request, Specialist
from dejiro.apps.talent.planning import Answers
from dejiro.apps.talent.services import Supposed
from dejiro.demo.rounds import day
from dejiro.demo.stage import Script, Stage

FIRST: Final = date(2027, 4, 5)
WEEKS: Final = 52
SECONDS: Final = 60
NAME: Final = "令和9年度の共同活用の計画"
AGAIN: Final = "令和9年度の計画の組み直し（退任のあと）"
MORE: Final = "セキュリティの人材を2人増やす"
AWAY: Final = "渡辺さんが10月からいない"
LEAVES: Final = "T-034"
CHANGES: Final = 5


def write_plans(script: Script, stage: Stage, answers: Answers) -> None:
    """Write down how the year was planned, and planned again.

    Args:
        script: of the cast.
        stage: with the people.
        answers: gives the core's answer to a problem.
    """
    script.at(day(2026, 9, 16, 10), partial(_plan, stage, answers))
    script.at(day(2026, 9, 25, 10), partial(_publish, stage))
    script.at(day(2026, 10, 1, 9), partial(_resign, stage))
    script.at(day(2026, 10, 1, 11), partial(_plan_again, stage, answers))


def _plan(stage: Stage, answers: Answers) -> None:
    plan = services.plan_create(
        actor=stage.actor("coordinator"), name=NAME, starts_on=FIRST, weeks=WEEKS, seconds=SECONDS
    )
    proposed = Request.objects.get(title="庁内無線LANの更新")
    services.pin_save(
        actor=stage.actor("coordinator"),
        plan=plan,
        specialist=Specialist.objects.get(key="P-003"),
        request=proposed,
        kind="fixed",
        reason="計画より前に提案し、団体の承諾を得ているため。",
    )
    _compute(stage, plan, answers)


def _publish(stage: Stage) -> None:
    plan = Plan.objects.select_related("area").get(name=NAME)
    services.plan_publish(actor=stage.actor("coordinator"), plan=plan)


def _resign(stage: Stage) -> None:
    leaving = Specialist.objects.select_related("area").get(key=LEAVES)
    services.specialist_leave(actor=stage.actor("coordinator"), specialist=leaving, left_on=date(2027, 3, 31))


def _plan_again(stage: Stage, answers: Answers) -> None:
    base = Plan.objects.select_related("area").get(name=NAME)
    plan = services.plan_create(
        actor=stage.actor("coordinator"),
        name=AGAIN,
        starts_on=FIRST,
        weeks=WEEKS,
        seconds=SECONDS,
        base=base,
        max_changes=CHANGES,
    )
    _compute(stage, plan, answers)
    _suppose(stage, base, answers)


def _suppose(stage: Stage, base: Plan, answers: Answers) -> None:
    """What if there were two more for security, and what if a named expert were away from October?"""
    actor = stage.actor("coordinator")
    expert = Specialist.objects.get(user=stage.users["expert"])
    cases = (
        (MORE, Supposed("more", "security-engineer", level=3, people=2, half_days=4)),
        (AWAY, Supposed("without", specialist=expert, starts_on=date(2027, 10, 4))),
    )
    for name, supposed in cases:
        made = services.scenario_create(actor=actor, plan=base, name=name)
        services.change_save(actor=actor, plan=made, supposed=supposed)
        _compute(stage, made, answers)


def _compute(stage: Stage, plan: Plan, answers: Answers) -> None:
    started = services.plan_start(actor=stage.actor("coordinator"), plan=plan)
    services.plan_compute(plan=started, stored=answers)
