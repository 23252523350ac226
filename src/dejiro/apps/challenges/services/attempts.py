"""What was tried: kept up by every act that changes how a challenge, an idea or a pilot stands."""

from django.db import transaction

from dejiro.apps.challenges.models import Attempt, Challenge, Idea
from dejiro.foundation import clock
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.search.services import index, unindex

CHALLENGE_OUTCOMES = {Challenge.Status.CONCLUDED: Attempt.Outcome.FINISHED}
IDEA_OUTCOMES = {Idea.Status.CHOSEN: Attempt.Outcome.CHOSEN, Idea.Status.REJECTED: Attempt.Outcome.REJECTED}


@transaction.atomic
def attempt_register(
    *,
    kind: str,
    key: int,
    organization: Organization,
    title: str,
    text: str,
    outcome: str,
    url: str,
    reason: str = "",
) -> Attempt:
    """Enter something that was tried, or bring it up to date. Call it in the transaction of the act itself.

    Args:
        kind: the app's own word, such as "pilot".
        key: the record's primary key.
        organization: who tried it.
        title: up to 200 characters.
        text: what it was.
        outcome: one of `Attempt.Outcome`.
        url: path on this platform.
        reason: why it ended as it did.
    """
    facts = {
        "organization": organization,
        "title": title[:200],
        "text": text,
        "outcome": outcome,
        "reason": reason,
        "url": url,
        "updated_at": clock.now(),
    }
    attempt, _new = Attempt.objects.update_or_create(kind=kind, key=key, defaults=facts)
    return attempt


def challenge_known(challenge: Challenge) -> None:
    """Make a public challenge known to those who search."""
    outcome = CHALLENGE_OUTCOMES.get(Challenge.Status(challenge.status), Attempt.Outcome.RUNNING)
    url = challenge.get_absolute_url()
    attempt_register(
        kind="challenge",
        key=challenge.pk,
        organization=challenge.organization,
        title=challenge.title,
        text=challenge.summary,
        outcome=outcome,
        reason=challenge.conclusion,
        url=url,
    )
    index(
        kind="challenge",
        key=challenge.pk,
        area=challenge.area,
        organization=None,
        public=True,
        title=challenge.title,
        text=f"{challenge.summary}\n{challenge.conclusion}",
        url=url,
    )


def idea_known(idea: Idea) -> None:
    """Make an idea known to those who search; one that was withdrawn or merged is found no more under its own name."""
    if idea.status in {Idea.Status.WITHDRAWN, Idea.Status.MERGED}:
        Attempt.objects.filter(kind="idea", key=idea.pk).delete()
        unindex("idea", idea.pk)
        return
    url = idea.get_absolute_url()
    attempt_register(
        kind="idea",
        key=idea.pk,
        organization=idea.challenge.organization,
        title=idea.title,
        text=idea.body,
        outcome=IDEA_OUTCOMES.get(Idea.Status(idea.status), Attempt.Outcome.RUNNING),
        reason=idea.reason,
        url=url,
    )
    index(
        kind="idea",
        key=idea.pk,
        area=idea.challenge.area,
        organization=None,
        public=True,
        title=idea.title,
        text=f"{idea.body}\n{idea.reason}",
        url=url,
    )
