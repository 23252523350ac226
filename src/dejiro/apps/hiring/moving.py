"""What becomes of hiring when somebody leaves their body, or has their account erased."""

from dejiro.apps.hiring.models import Application, Offer, Opening, Reviewer
from dejiro.apps.hiring.services.erasing import application_empty
from dejiro.apps.hiring.services.offering import offer_take_back
from dejiro.foundation.accounts.actors import SYSTEM
from dejiro.foundation.accounts.models import User
from dejiro.foundation.handover.services import Succession


def hiring_move(succession: Succession) -> int:
    """Give drafts and the seats of reviewers who have scored nothing to the successor; return how many.

    Scores are a person's own judgement and stay as they are. Without a successor an empty seat is taken away, so that
    nobody waits for it.
    """
    seats = Reviewer.objects.filter(
        user=succession.predecessor, opening__organization__in=succession.bodies, scores=None
    ).exclude(opening__status=Opening.Status.SCORED)
    if succession.successor is None:
        return seats.delete()[0]
    drafts = Opening.objects.filter(
        organization__in=succession.bodies, created_by=succession.predecessor, status=Opening.Status.DRAFT
    ).update(created_by=succession.successor)
    taken = set(Reviewer.objects.filter(user=succession.successor).values_list("opening", flat=True))
    seats.filter(opening__in=taken).delete()
    return drafts + seats.update(user=succession.successor)


def hiring_erase(person: User) -> int:
    """Empty a person's application; offers that wait for their answer are taken back. Return 1 when they had one."""
    application = Application.objects.filter(user=person).first()
    if application is None:
        return 0
    for offer in Offer.objects.filter(choice__application=application, status=Offer.Status.WAITING):
        offer_take_back(SYSTEM, offer)
    application_empty(SYSTEM, application)
    return 1
