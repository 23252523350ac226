"""What the larger pages show, put together once for page, print and API."""

from typing import Any

from django.utils.translation import gettext as _

from dejiro.apps.commitments import outlooks, planning, selectors
from dejiro.apps.commitments.access import coordinates, takes_part
from dejiro.apps.commitments.fiscal import Flag, flags_for
from dejiro.apps.commitments.labels import moments
from dejiro.apps.commitments.models import Authority, Commitment, Decision, Outlook, Round
from dejiro.apps.commitments.panels import group_of, panel_for, reason_text, what_if
from dejiro.apps.commitments.services.results import ADOPTABLE
from dejiro.apps.commitments.urls_of import round_url
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.calendars import Month
from dejiro.foundation.ledger.selectors import history
from dejiro.foundation.ledger.services import subject_of
from dejiro.foundation.organizations.boundaries import AreaMap, map_of

Json = dict[str, Any]


def basis_of(round_: Round) -> Outlook | Decision | None:
    """Return what the page computes from: the decision, or how the round stands now; one query, or none again."""
    decided = round_.status not in {Round.Status.DRAFT, Round.Status.OPEN, Round.Status.CANCELLED}
    if decided:
        return round_.decision
    return Outlook.objects.filter(round=round_).first()


def round_page(actor: Actor, round_: Round, *, leaver: str = "") -> Json:
    """Return everything that a round's page shows to this reader."""
    names = selectors.municipality_names(round_.area)
    basis = basis_of(round_)
    own = selectors.commitments_of(actor, round_) if takes_part(actor, round_) else []
    page: Json = {
        "round": round_,
        "basis": basis,
        "decision": basis if isinstance(basis, Decision) else None,
        "group": group_of(basis.answer, names) if basis else None,
        "starts": [Month(start) for start in round_.starts],
        "can_coordinate": coordinates(actor, round_.area),
        "can_commit": takes_part(actor, round_) and is_open(round_),
        "own": own,
        "own_in_force": next((row for row in own if row.status == Commitment.Status.IN_FORCE), None),
        "flags": own_flags(actor, round_) if takes_part(actor, round_) else (),
        "closed": round_.closes_at <= clock.now(),
        "timeline": moments(history(subject_of(round_))),
        "share_label": share_label(round_),
        "authority_label": Authority(round_.minimum_authority).label,
        "trail": [(_("共同調達"), "/rounds/"), (round_.title, "")],
    }
    return {
        **page,
        **_body_part(actor, round_, basis, names, leaver),
        **_results_part(actor, round_, basis, names),
    }


def is_open(round_: Round) -> bool:
    """True while commitments are taken."""
    return round_.status == Round.Status.OPEN and clock.now() < round_.closes_at


def own_flags(actor: Actor, round_: Round) -> tuple[Flag, ...]:
    """Return what the reader's own calendar says about the start months; two queries."""
    assert actor.organization is not None
    calendar = selectors.calendar_of(actor.organization)
    return flags_for(round_.starts, cycles=calendar.cycles, assemblies=calendar.assemblies, today=clock.today())


def _body_part(
    actor: Actor, round_: Round, basis: Outlook | Decision | None, names: dict[str, str], leaver: str
) -> Json:
    if basis is None or not takes_part(actor, round_):
        return {"panel": None, "what_if": None}
    code = actor.organization_code
    return {
        "panel": panel_for(round_, basis.problem, basis.answer, code, names),
        "what_if": what_if(basis.problem, basis.answer, leaver, code, names) if leaver else None,
        "leaver": leaver,
    }


def _results_part(actor: Actor, round_: Round, basis: Outlook | Decision | None, names: dict[str, str]) -> Json:
    if not isinstance(basis, Decision):
        return {"effects": None, "can_adopt": False}
    effects = list(selectors.effects_of(round_))
    summary = planning.effect_figure(round_, effects).answer if effects else None
    adoptions = list(selectors.adoptions_of(round_))
    body = actor.organization
    can_adopt = (
        body is not None
        and round_.status in ADOPTABLE
        and takes_part_anywhere(actor)
        and body.code not in basis.answer["members"]
        and body.pk not in {adoption.organization_id for adoption in adoptions}
    )
    return {
        "decision_shares": [{**share, "name": names.get(share["id"], share["id"])} for share in basis.answer["shares"]],
        "outsiders": _outsiders(basis.reasons, names),
        "effects": effects,
        "summary": summary,
        "adoptions": adoptions,
        "can_adopt": can_adopt,
        "map": area_map(round_, basis),
    }


def _outsiders(reasons: Json, names: dict[str, str]) -> list[dict[str, str]]:
    return [
        {"name": names.get(item["id"], item["id"]), "reason": reason_text(item["reason"])}
        for item in reasons.get("outside", ())
    ]


def share_label(round_: Round) -> str:
    """Return the rule that shares the common cost, in words."""
    labels = {
        "equal": _("均等に分ける"),
        "quantity": _("数量に応じて分ける"),
        "weight": _("人口に応じて分ける"),
    }
    if isinstance(round_.fixed_share, str):
        return labels[round_.fixed_share]
    return _("、").join(f"{part}：{labels[way]}" for way, part in sorted(round_.fixed_share.items()))


def takes_part_anywhere(actor: Actor) -> bool:
    """True when the actor speaks for a municipality, of whatever prefecture."""
    body = actor.organization
    return body is not None and body.kind == body.Kind.MUNICIPALITY


def area_map(round_: Round, decision: Decision) -> dict[str, Any]:
    """Return the drawing of who takes part; the table beside it says the same in words."""
    drawn: AreaMap = map_of(round_.area)
    inside = set(decision.answer["members"])
    return {
        "view_box": drawn.view_box,
        "boxes": drawn.boxes,
        "shapes": [(shape, shape.code in inside) for shape in drawn.shapes],
    }


def closing_page(round_: Round) -> Json:
    """Return what the coordinator sees before deciding: what counts, what does not, and the group that would follow."""
    rows = outlooks.in_force(round_)
    binding = planning.counted(rows, round_)
    problem = planning.problem_of(round_, binding)
    names = selectors.municipality_names(round_.area)
    return {
        "round": round_,
        "group": group_of(planning.answer_of(problem), names),
        "binding": binding,
        "loose": [row for row in rows if row not in binding],
        "waiting": selectors.waiting_bodies(round_),
        "abstentions": selectors.abstentions_of(round_),
        "early": clock.now() < round_.closes_at,
        "trail": [(_("共同調達"), "/rounds/"), (round_.title, round_url(round_)), (_("締め切って決定する"), "")],
    }
