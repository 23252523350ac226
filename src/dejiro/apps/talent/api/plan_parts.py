"""From the numbers that a program sends to rows of a plan's prefecture."""

from django.utils.translation import gettext as _

from dejiro.apps.talent.models import Plan, Request, Specialist
from dejiro.foundation.errors import Refusal


def specialist_of(plan: Plan, number: int) -> Specialist:
    """Return the specialist.

    Raises:
        Refusal: at `specialist`, if there is none of this number in the plan's prefecture.
    """
    person = Specialist.objects.filter(area=plan.area_id, pk=number, erased_at=None).first()
    if person is None:
        raise Refusal(_("この番号の人材はいません。"), code="no_specialist", field="specialist")
    return person


def request_of(plan: Plan, number: int) -> Request:
    """Return the request.

    Raises:
        Refusal: at `request`, if there is none of this number in the plan's prefecture.
    """
    asked = Request.objects.filter(area=plan.area_id, pk=number).first()
    if asked is None:
        raise Refusal(_("この番号の依頼はありません。"), code="no_request", field="request")
    return asked
