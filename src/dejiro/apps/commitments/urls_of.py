"""Addresses of records, for services that put them on desks and into mails."""

from django.urls import reverse

from dejiro.apps.commitments.models import Commitment, Round


def round_url(round_: Round) -> str:
    """Return the page of a round."""
    return reverse("commitments:round_detail", args=[round_.pk])


def commitment_url(commitment: Commitment) -> str:
    """Return the page of a commitment."""
    return reverse("commitments:commitment_detail", args=[commitment.pk])
