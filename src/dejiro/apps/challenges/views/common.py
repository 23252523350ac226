"""What the pages of the challenges have in common: trails and form pages below a challenge or an idea."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from dejiro.apps.challenges.models import Challenge, Idea
from dejiro.foundation.forms.pages import FormPage, Trail

LAB: Final = (_("共創ラボ"), "/lab/")
CHALLENGES: Final = (_("募集とアイデア"), "/lab/challenges/")


def list_trail(here: str = "") -> Trail:
    """Return the breadcrumbs of the list, or of a page beside it."""
    return [LAB, CHALLENGES, (here, "")] if here else [LAB, (CHALLENGES[0], "")]


def above(challenge: Challenge) -> Trail:
    """Return the breadcrumbs down to a challenge, for a page below it."""
    return [LAB, CHALLENGES, (challenge.title, challenge.get_absolute_url())]


def above_idea(idea: Idea) -> Trail:
    """Return the breadcrumbs down to an idea, for a page below it."""
    return [*above(idea.challenge), (idea.title, idea.get_absolute_url())]


def challenge_page(challenge: Challenge, title: str, button: str, lead: str = "", *, danger: bool = False) -> FormPage:
    """Return how a page with one form below a challenge looks."""
    back = challenge.get_absolute_url()
    return FormPage(title=title, button=button, back=back, trail=above(challenge), lead=lead, danger=danger)


def idea_page(idea: Idea, title: str, button: str, lead: str = "", *, danger: bool = False) -> FormPage:
    """Return how a page with one form below an idea looks."""
    back = idea.get_absolute_url()
    return FormPage(title=title, button=button, back=back, trail=above_idea(idea), lead=lead, danger=danger)
