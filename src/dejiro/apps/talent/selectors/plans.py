"""Reads of plans: what each body gets and why, what is not served, the board, and the entitlement rule's effect."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dejiro.apps.talent import access
from dejiro.apps.talent.models import Pin, Plan, Request
from dejiro.apps.talent.planning import Answered, account_before, answered, entitlements, status_text, with_credits
from dejiro.apps.talent.selectors.scenarios import change_text
from dejiro.apps.talent.selectors.ways import way_lines
from dejiro.apps.talent.standards import role_label
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.rules import TALENT_EQUAL, RuleInForce, rule_in_force
from dejiro.foundation.organizations.selectors import municipalities_of
from dejiro.ui.formats import jdate, number

WEEK: Final = timedelta(days=7)
PERCENT: Final = 100


@dataclass(frozen=True)
class BodyRow:
    """What a body asked for, its fair share and what the plan gives, in half-days; and why, in words.

    `carried` is what came over from the period before, `leaves` what a published plan hands to the next; `floor` says
    what is known of a floor that is not reached, "" where it is.
    """

    name: str
    entitlement: float
    demand: int
    fair_share: float
    delivered: int
    why: str
    floor: str
    carried: Decimal
    leaves: Decimal | None
    own: bool

    @property
    def needs_care(self) -> bool:
        """True when it gets nothing, or its floor is not reached."""
        return not self.delivered or bool(self.floor)


@dataclass(frozen=True)
class UnservedRow:
    """A request that the plan does not serve, why, and what would serve it, as far as that is found at once."""

    request: Request
    why: str
    ways: Sequence[str]


class Envied(NamedTuple):
    """Another body that has more of use to the reader's than fair, even without its most useful support.

    `fair` are the half-days that would be as much by the reader's part.
    """

    name: str
    fair: float


@dataclass(frozen=True)
class PlanPage:
    """A plan's page for one reader."""

    plan: Plan
    served: int
    asked: int
    gap_percent: float
    ended: str
    bodies: Sequence[BodyRow]
    carries: bool
    unserved: Sequence[UnservedRow]
    merged: Sequence[str]
    pins: Sequence[Pin]
    changes: Sequence[tuple[int, str]]
    may_coordinate: bool
    envies: Sequence[Envied] | None

    @property
    def own(self) -> BodyRow | None:
        """The row of the reader's own body."""
        return next((row for row in self.bodies if row.own), None)

    @property
    def care(self) -> Sequence[BodyRow]:
        """The bodies that get nothing or do not reach their floors."""
        return [row for row in self.bodies if row.needs_care]


@dataclass(frozen=True)
class EntitlementRow:
    """A body's part under the rule in force and under another one, in parts of a hundred.

    `owed` is what the period before owes it in half-days (below 0: gave it too much), `carried` its part under the
    other rule with that.
    """

    organization: Organization
    now: float
    then: float
    owed: Decimal
    carried: float

    @property
    def change(self) -> float:
        """How much more it would be."""
        return self.then - self.now


def plan_list(actor: Actor) -> QuerySet[Plan]:
    """Return the plans the actor may read, newest first, without their large parts; one query."""
    return access.plans_readable(actor).defer("problem", "answer").select_related("base")


def plan_page(actor: Actor, plan: Plan) -> PlanPage:
    """Return a plan's page; at most eight queries.

    A body reads every body's row, but only its own unserved requests.
    """
    coordinates = access.coordinates(actor, plan.area_id)
    answer: Mapping[str, Any] = plan.answer or {"assignments": [], "unserved": [], "bodies": [], "gap": 0, "status": ""}
    names = {body.code: body.name for body in municipalities_of(plan.area, on=plan.starts_on)}
    changes = plan.changes.select_related("specialist", "request__organization") if plan.hypothetical else []
    leaves = {row.organization.code: row.amount for row in plan.credits.select_related("organization")}
    served, missed = len(answer["assignments"]), len(answer["unserved"])
    told = answered(plan)
    return PlanPage(
        plan=plan,
        served=served,
        asked=served + missed,
        gap_percent=answer["gap"] * PERCENT,
        ended=status_text(answer["status"]) if answer["status"] else "",
        bodies=[_body(row, names, plan, actor.codes, leaves) for row in answer["bodies"] if row["demand"]],
        carries=bool(plan.carried or leaves),
        unserved=_unserved(actor, plan, answer["unserved"], told, coordinates=coordinates),
        merged=_merged(plan, answer) if coordinates else [],
        pins=list(plan.pins.select_related("specialist", "request__organization")) if coordinates else [],
        changes=[(one.pk, change_text(one)) for one in changes],
        may_coordinate=coordinates,
        envies=_envies(actor, told, answer, names),
    )


def _envies(
    actor: Actor, told: Answered | None, answer: Mapping[str, Any], names: Mapping[str, str]
) -> Sequence[Envied] | None:
    own = next((row["id"] for row in answer["bodies"] if row["demand"] and row["id"] in actor.codes), None)
    if told is None or own is None:
        return None
    return [Envied(names.get(one.body, one.body), one.fair) for one in told.envies(own)]


def entitlement_rows(area: Organization, equal_percent: int | None) -> tuple[RuleInForce, list[EntitlementRow]]:
    """Return the rule and every municipality's part under it and under another (None: the same); five queries."""
    today = clock.today()
    rule = rule_in_force(area, TALENT_EQUAL, on=today)
    other = rule.value if equal_percent is None else equal_percent
    now, then = (entitlements(area, percent, on=today) for percent in (rule.value, other))
    account = account_before(area, date.max, bodies_on=today)
    carried = with_credits(then, account).parts
    return rule, [
        EntitlementRow(
            organization=body,
            now=float(now[body.code] * PERCENT),
            then=float(then[body.code] * PERCENT),
            owed=account.owed.get(body.code, Decimal(0)),
            carried=float(carried[body.code] * PERCENT),
        )
        for body in municipalities_of(area, on=today)
    ]


def _body(
    row: Mapping[str, Any], names: Mapping[str, str], plan: Plan, own: frozenset[str], leaves: Mapping[str, Decimal]
) -> BodyRow:
    carried: Mapping[str, Any] = (plan.carried or {}).get("bodies", {})
    return BodyRow(
        name=names.get(row["id"], row["id"]),
        entitlement=row["entitlement"] * PERCENT,
        demand=row["demand"],
        fair_share=row["fair_share"],
        delivered=row["delivered"],
        why=_why(row["reason"], plan.starts_on),
        floor=_floor(row, plan),
        carried=Decimal(carried[row["id"]]["applied"]) if row["id"] in carried else Decimal(0),
        leaves=leaves.get(row["id"]),
        own=row["id"] in own,
    )


def _floor(row: Mapping[str, Any], plan: Plan) -> str:
    """What is known of a floor that is not reached. Answers of before that was kept say only that it is not."""
    floor = row.get("floor", 0)
    status = row.get("floor_status", "reached" if row["delivered"] >= floor else "not-in-time")
    if status == "reached":
        return ""
    words = {"floor": number(round(floor, 1))}
    if status == "impossible":
        return (
            _(
                "下限（%(floor)s半日）に届きません。すべての団体が下限に届く計画も、足りない量がこれより少ない計画も、"
                "ないことを証明しました。"
            )
            % words
        )
    if plan.edited:
        return _("手で直したこの案では、下限（%(floor)s半日）に届きません。") % words
    return (
        _(
            "下限（%(floor)s半日）に届く案は、時間内に見つかりませんでした。ないとは言えません。"
            "計算にかけてよい秒数を増やすと、見つかることがあります。"
        )
        % words
    )


def _why(reason: Mapping[str, Any], monday: date) -> str:
    if reason["kind"] == "demand-met":
        return _("受けられる人がいる依頼は、すべて届きます。")
    start, end = reason["weeks"]
    return _("%(roles)sが、%(from)s〜%(to)sの週に足りません。持ち分に対して同じか、より少ない団体が使っています。") % {
        "roles": _("、").join(role_label(role) for role in reason["roles"]),
        "from": jdate(monday + start * WEEK),
        "to": jdate(monday + end * WEEK - timedelta(days=1)),
    }


def _merged(plan: Plan, answer: Mapping[str, Any]) -> list[str]:
    """Return what is to be known of requests whose bodies are merged before the plan ends, in words; one query."""
    numbers = [row["request"] for row in (*answer["assignments"], *answer["unserved"])]
    end = plan.starts_on + plan.weeks * WEEK
    rows = Request.objects.filter(pk__in=numbers, organization__valid_to__lt=end, organization__successor__isnull=False)
    return [
        _("%(body)sは%(day)sに%(heir)sになります。依頼「%(title)s」は%(heir)sが引き継ぎます。%(share)s")
        % {
            "body": one.organization.name,
            "day": jdate(one.organization.valid_to),
            "heir": one.organization.successor.name if one.organization.successor else "",
            "title": one.title,
            "share": _share_of_merged(one, plan.starts_on),
        }
        for one in rows.select_related("organization__successor")
    ]


def _share_of_merged(request: Request, monday: date) -> str:
    if request.organization.valid_to is not None and request.organization.valid_to <= monday:
        return _("持ち分も、引き継ぐ団体のもので計算しました。")
    return _("持ち分は、計画の初めの日にある団体で計算しました。")


def _only_papers(plan: Plan, request: Request) -> bool:
    """True when somebody has the skill for a request, but is ruled out or has papers that do not hold to its end."""
    problem: Mapping[str, Any] = plan.problem or {"forbidden": (), "specialists": ()}
    barred = {one for one, name in problem["forbidden"] if name == str(request.pk)}
    return any(
        one["id"] in barred and one["skills"].get(request.role, 0) >= request.level for one in problem["specialists"]
    )


def _unserved(
    actor: Actor, plan: Plan, rows: Sequence[Mapping[str, Any]], told: Answered | None, *, coordinates: bool
) -> list[UnservedRow]:
    causes = {
        "no-candidate": _("受けられる人がプールにいません。"),
        "shortage": _("受けられる人は、ほかの依頼を受けています。"),
        "indivisible": _(
            "持ち分は残っていますが、一人で続けて受けられる人がいません。分けてよければ、分けてよい人数を書いて出し直せます。"
        ),
    }
    ways = told.ways(None if coordinates else actor.codes) if told else {}
    numbers = {row["request"] for row in rows}.union(*(way.displaces or () for way in ways.values()))
    requests = {str(one.pk): one for one in Request.objects.filter(pk__in=numbers).select_related("organization")}
    mine = frozenset() if coordinates else actor.bodies
    shown = {key: one for key, one in requests.items() if coordinates or one.organization_id in mine}
    papers = _("役割とレベルが合う人はいますが、書類が期間の途中で切れるか、除外しているため、受けられません。")
    found = []
    for row in rows:
        if row["request"] in shown:
            request = shown[row["request"]]
            barred = row["reason"] == "no-candidate" and _only_papers(plan, request)
            way = ways.get(row["request"])
            lines = way_lines(way, plan.starts_on, requests if coordinates else {}) if way else []
            found.append(UnservedRow(request, papers if barred else causes[row["reason"]], lines))
    return found
