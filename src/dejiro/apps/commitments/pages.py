"""What the page of a round shows, put together once for every reader: the parts that each may see."""

from typing import Any, Final

from django.utils.translation import gettext as _

from dejiro.apps.commitments import outlooks, planning, selectors
from dejiro.apps.commitments.access import DECIDED, coordinates, sees_bodies, takes_part
from dejiro.apps.commitments.bodies import body_rows
from dejiro.apps.commitments.fiscal import Flag, flags_for
from dejiro.apps.commitments.labels import SCHEMES, Moment, bodies_in, moments
from dejiro.apps.commitments.maps import drawing_of
from dejiro.apps.commitments.models import Authority, Commitment, Computed, Decision, Outlook, Round
from dejiro.apps.commitments.panels import group_of, panel_for
from dejiro.apps.commitments.services.results import ADOPTABLE
from dejiro.apps.commitments.urls_of import round_trail
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.calendars import Month
from dejiro.foundation.ledger.services import subject_of

Json = dict[str, Any]
SHOWN: Final = 70
FEW: Final = 20
RUNNING: Final = (Round.Status.STARTED, Round.Status.MEASURED)


def basis_of(round_: Round) -> Outlook | Decision | None:
    """Return what a page computes from: the decision, or how the round stands now; one query, the large parts later."""
    if round_.status in DECIDED:
        return Decision.objects.defer("problem", "answer", "reasons").get(round=round_)
    return Outlook.objects.defer("problem", "answer").filter(round=round_).first()


def round_page(actor: Actor, round_: Round, *, leaver: str = "") -> Json:
    """Return everything that a round's page shows to this reader."""
    basis = basis_of(round_)
    decision = basis if isinstance(basis, Decision) else None
    return {
        "round": round_,
        "decision": decision,
        "group": group_of(basis) if basis else None,
        "bodies": basis.bodies if isinstance(basis, Outlook) else None,
        "starts": [Month(start) for start in round_.starts],
        "can_coordinate": coordinates(actor, round_.area),
        "is_open": is_open(round_),
        "timeline": timeline(subject_of(round_)),
        "share_label": share_label(round_),
        "scheme_text": SCHEMES[round_.scheme],
        "authority_label": Authority(round_.minimum_authority).label,
        "trail": round_trail(round_),
        **_own_part(actor, round_, basis, leaver),
        **_bodies_part(actor, round_, basis),
        **(_results_part(actor, round_, decision) if decision else {}),
    }


def is_open(round_: Round) -> bool:
    """True while commitments are taken."""
    return round_.status == Round.Status.OPEN and clock.now() < round_.closes_at


def own_flags(actor: Actor, round_: Round) -> tuple[Flag, ...]:
    """Return what the reader's own calendar says about the start months; two queries."""
    assert actor.organization is not None
    calendar = selectors.calendar_of(actor.organization)
    return flags_for(round_.starts, cycles=calendar.cycles, assemblies=calendar.assemblies, today=clock.today())


def timeline(subject: str) -> list[Moment]:
    """Return the latest recorded acts on a subject in words; two queries."""
    entries = selectors.timeline_of(subject)
    return moments(entries, selectors.names_of(bodies_in(entries)))


def _own_part(actor: Actor, round_: Round, basis: Computed | None, leaver: str) -> Json:
    if not takes_part(actor, round_):
        return {"own": None}
    own = selectors.commitments_of(actor, round_)
    in_force = next((row for row in own if row.status == Commitment.Status.IN_FORCE), None)
    return {
        "own": own,
        "own_in_force": in_force,
        "own_prepared": next((row for row in own if row.is_prepared), None),
        "abstention": None if in_force else selectors.abstention_of(actor, round_),
        "panel": panel_for(round_, basis, in_force.organization.code, leaver=leaver)
        if basis and in_force and in_force.counts
        else None,
        "flags": own_flags(actor, round_) if is_open(round_) else (),
        "can_commit": is_open(round_),
    }


def _bodies_part(actor: Actor, round_: Round, basis: Computed | None) -> Json:
    if basis is None or not sees_bodies(actor, round_):
        return {"rows": None}
    counted = len(basis.summary["members"]) + len(basis.summary["outside"])
    shown = SHOWN if counted <= SHOWN else FEW
    commitments = list(selectors.commitments_in_force(round_)[: shown + 1])
    return {
        "rows": body_rows(basis, commitments[:shown]),
        "more_rows": len(commitments) > shown,
        "sees_terms": coordinates(actor, round_.area),
    }


def _results_part(actor: Actor, round_: Round, decision: Decision) -> Json:
    effects = list(selectors.effects_of(round_)) if round_.status in RUNNING else []
    adoptions = list(selectors.adoptions_of(round_))
    body = actor.organization
    can_adopt = (
        body is not None
        and round_.status in ADOPTABLE
        and body.kind == body.Kind.MUNICIPALITY
        and actor.codes.isdisjoint(decision.summary["members"])
        and actor.bodies.isdisjoint(adoption.organization_id for adoption in adoptions)
    )
    return {
        "effects": effects if round_.status in RUNNING else None,
        "effects_summary": planning.effect_figure(round_, effects).answer if effects else None,
        "adoptions": adoptions,
        "can_adopt": can_adopt,
        "map": drawing_of(round_.area, frozenset(decision.summary["members"]), actor.organization_code),
    }


def share_label(round_: Round) -> str:
    """Return the rule that shares the common cost, in words."""
    labels = {
        "equal": _("参加団体で均等に"),
        "quantity": _("数量に応じて"),
        "weight": _("人口に応じて"),
    }
    if isinstance(round_.fixed_share, str):
        return _("%(way)s分ける") % {"way": labels[round_.fixed_share]}
    return _("、").join(
        _("%(part)sは%(way)s分ける") % {"part": part, "way": labels[way]}
        for way, part in sorted(round_.fixed_share.items())
    )


def closing_page(round_: Round) -> Json:
    """Return what the coordinator sees before deciding: what counts, what does not, and the group that would follow."""
    rows = outlooks.in_force(round_)
    outlook = outlooks.outlook_of(round_, rows)
    return {
        "round": round_,
        "group": group_of(outlook),
        "rows": body_rows(outlook, rows),
        "sees_terms": True,
        "waiting": selectors.waiting_bodies(round_),
        "abstentions": selectors.abstentions_of(round_),
        "early": clock.now() < round_.closes_at,
        "trail": round_trail(round_, _("締め切って決定する")),
    }
