"""The public figures of the front page."""

from dataclasses import dataclass

from django.db.models import Count, Q

from dejiro.apps.commitments import public as commitments
from dejiro.apps.needs import public as needs
from dejiro.foundation.organizations.models import Organization


@dataclass(frozen=True)
class Numbers:
    """What the platform came to so far, in all areas."""

    bodies: int
    needs: int
    rounds_open: int
    decided: int
    taking_part: int
    adoptions: int


def numbers() -> Numbers:
    """Return the public figures of the front page; five queries."""
    status = commitments.Round.Status
    rounds = commitments.Round.objects.aggregate(
        open=Count("pk", filter=Q(status=status.OPEN)),
        decided=Count("pk", filter=Q(status__in=[status.DECIDED, status.STARTED, status.MEASURED])),
    )
    adoptions = commitments.Round.objects.aggregate(count=Count("adoptions"))
    bodies = Organization.objects.filter(kind=Organization.Kind.MUNICIPALITY, memberships__isnull=False)
    taking_part = commitments.Commitment.objects.filter(status=commitments.Commitment.Status.IN_FORCE)
    return Numbers(
        bodies=bodies.distinct().count(),
        needs=needs.Need.objects.exclude(status=needs.Need.Status.CLOSED).count(),
        rounds_open=rounds["open"],
        decided=rounds["decided"],
        taking_part=taking_part.values("organization").distinct().count(),
        adoptions=adoptions["count"],
    )
