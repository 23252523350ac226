"""One writer at a time in a round: what is in force, the outlook and the decision must fit together."""

from dejiro.apps.commitments.models import Round


def lock_round(round_: Round) -> None:
    """Wait for other writers of this round until the transaction ends, and read again what they left."""
    held = Round.objects.select_for_update().only("status", "closes_at", "version").get(pk=round_.pk)
    round_.status, round_.closes_at, round_.version = held.status, held.closes_at, held.version
