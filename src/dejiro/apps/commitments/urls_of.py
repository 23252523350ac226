"""Addresses of records, for services that put them on desks and into mails."""

from django.urls import reverse
from django.utils.translation import gettext as _

from dejiro.apps.commitments.models import Commitment, Round


def round_url(round_: Round) -> str:
    """Return the page of a round."""
    return reverse("commitments:round_detail", args=[round_.pk])


def commitment_url(commitment: Commitment) -> str:
    """Return the page of a commitment."""
    return reverse("commitments:commitment_detail", args=[commitment.pk])


def list_trail(here: str = "") -> list[tuple[str, str]]:
    """Return the breadcrumbs of the list, or of a page beside it."""
    if not here:
        return [(_("共同調達"), "")]
    return [(_("共同調達"), reverse("commitments:round_list")), (here, "")]


def round_trail(round_: Round, here: str = "") -> list[tuple[str, str]]:
    """Return the breadcrumbs of a round's page, or of a page below it."""
    above = (_("共同調達"), reverse("commitments:round_list"))
    if not here:
        return [above, (round_.title, "")]
    return [above, (round_.title, round_url(round_)), (here, "")]
