"""The reasons of a decision, body by body: worked out once, after the decision stands."""

from django.db import transaction

from dejiro.apps.commitments import planning
from dejiro.apps.commitments.models import Decision
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import SYSTEM
from dejiro.foundation.ledger.services import record, subject_of


@transaction.atomic
def decision_explain(*, decision: Decision) -> Decision:
    """Work out the reasons and record their digest; asked again, it changes nothing."""
    decision = Decision.objects.select_for_update().select_related("round").get(pk=decision.pk)
    if decision.explained_at is not None:
        return decision
    decision.reasons = planning.reasons_of(decision)
    decision.explained_at = clock.now()
    decision.save(update_fields=["reasons", "explained_at"])
    data = {"reasons_digest": planning.digest(decision.reasons)}
    record(actor=SYSTEM, action="commitments.round.explain", subject=subject_of(decision.round), data=data)
    return decision
