"""What the pages of one body's commitment show: the commitment itself, and the form that prepares it."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dejiro.apps.commitments import outlooks, planning, selectors, services
from dejiro.apps.commitments.bodies import conditions_text
from dejiro.apps.commitments.forms import CommitmentForm
from dejiro.apps.commitments.models import Authority, Commitment, Round
from dejiro.apps.commitments.pages import RUNNING, basis_of, is_open, own_flags, timeline
from dejiro.apps.commitments.panels import Panel, group_of, panel_for
from dejiro.apps.commitments.urls_of import round_trail
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.errors import Refusal
from dejiro.foundation.ledger.services import subject_of

Json = dict[str, Any]
STEPS: Final = (gettext_lazy("下書き"), gettext_lazy("承認"), gettext_lazy("有効"))
STEP_OF: Final[Mapping[str, int]] = {
    Commitment.Status.DRAFT: 1,
    Commitment.Status.RETURNED: 1,
    Commitment.Status.SUBMITTED: 2,
}


def commitment_page(actor: Actor, commitment: Commitment) -> Json:
    """Return what the page of a commitment shows to its own body."""
    round_ = commitment.round
    panel = _panel(commitment)
    inside = panel is not None and panel.standing.inside
    return {
        **facts_of(commitment),
        "panel": panel,
        "authority_label": Authority(round_.minimum_authority).label,
        "steps": STEPS,
        "step": STEP_OF.get(commitment.status, len(STEPS)),
        "effect": commitment.effects.filter(superseded=False).first(),
        "can_measure": inside and round_.status in RUNNING,
        "timeline": timeline(subject_of(commitment)),
        **_may(actor, commitment),
        "trail": round_trail(round_, _("私たちの約束")),
    }


def facts_of(commitment: Commitment) -> Json:
    """Return what a commitment promises, as a list of facts shows it."""
    names = selectors.names_of({*commitment.only_with, *commitment.not_with})
    return {"commitment": commitment, "round": commitment.round, "conditions": conditions_text(commitment, names)}


def form_page(actor: Actor, round_: Round, form: CommitmentForm, *, trying: bool) -> Json:
    """Return what stands beside the form; when it is tried, what the commitment would bring."""
    return {
        "round": round_,
        "authority_label": Authority(round_.minimum_authority).label,
        "flags": own_flags(actor, round_),
        "steps": STEPS,
        "trail": round_trail(round_, _("約束する")),
        **(_preview(actor, round_, form) if trying else {}),
    }


def initial_of(own: Iterable[Commitment]) -> Json:
    """Return what the form shows: the draft, else a copy of what is in force."""
    rows = list(own)
    draft = next((row for row in rows if row.is_prepared), None)
    shown = draft or next((row for row in rows if row.status == Commitment.Status.IN_FORCE), None)
    if shown is None:
        return {}
    fields = {name: getattr(shown, name) for name in CommitmentForm.base_fields if hasattr(shown, name)}
    return {
        **fields,
        "min_members": shown.min_members if shown.min_members > 1 else None,
        "min_quantity": shown.min_quantity or None,
        "version": draft.version if draft else None,
    }


def _preview(actor: Actor, round_: Round, form: CommitmentForm) -> Json:
    """Return what the commitment would bring; what cannot be tried stands as an error at its field."""
    if not form.is_valid():
        return {}
    try:
        draft = services.commitment_try(actor=actor, round_=round_, terms=form.terms())
    except Refusal as refusal:
        form.add_error(refusal.field, ValidationError(refusal.message, refusal.code))
        return {}
    outlook = planning.preview(round_, outlooks.in_force(round_), draft)
    return {
        "panel": panel_for(round_, outlook, actor.organization_code),
        "group": group_of(outlook),
        "too_low": draft.authority < round_.minimum_authority,
    }


def _panel(commitment: Commitment) -> Panel | None:
    basis = basis_of(commitment.round) if commitment.counts else None
    return panel_for(commitment.round, basis, commitment.organization.code) if basis else None


def _may(actor: Actor, commitment: Commitment) -> dict[str, bool]:
    """Return which buttons the page shows; the services decide for themselves."""
    opened = is_open(commitment.round)
    waits = commitment.status == Commitment.Status.SUBMITTED
    in_force = commitment.status == Commitment.Status.IN_FORCE
    approves = actor.has(Role.APPROVER)
    prepared_it = actor.user is not None and commitment.prepared_by_id == actor.user.pk
    return {
        "can_submit": opened and commitment.status == Commitment.Status.DRAFT,
        "can_approve": opened and waits and approves and not prepared_it,
        "can_return": opened and waits and approves,
        "can_change": opened and (in_force or (commitment.is_prepared and not waits)),
        "can_withdraw": opened and (commitment.is_prepared or (in_force and (approves or commitment.is_estimate))),
        "closed": commitment.is_prepared and not opened,
    }
