"""Where the pages of this app stand, and the page on which a file is taken in."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from dejiro.apps.talent.models import Plan
from dejiro.foundation.forms.pages import FormPage

PER_PAGE: Final = 50
HOME: Final = (_("人材の共同活用"), "/talent/")
POOL: Final = (_("人材プール"), "/talent/pool/")
REQUESTS: Final = (_("人材の依頼"), "/talent/requests/")
PLANS: Final = (_("人材の計画"), "/talent/plans/")
HANDOVERS: Final = (_("引き継ぎのメモ"), "/talent/handovers/")
ENGAGEMENTS: Final = (_("支援"), "/talent/engagements/")


def plan_form(plan: Plan, title: str, button: str, lead: str = "") -> FormPage:
    """Return how a page with a form about a plan looks."""
    back = plan.get_absolute_url()
    return FormPage(title=title, button=button, back=back, trail=[HOME, PLANS, (plan.name, back)], lead=lead)
