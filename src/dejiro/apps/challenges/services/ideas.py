"""Ideas: every change is a version of its own, and all versions stay readable."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from dejiro.apps.challenges import access
from dejiro.apps.challenges.models import Amendment, Challenge, Idea, IdeaVersion
from dejiro.apps.challenges.services.attempts import idea_known
from dejiro.apps.challenges.services.common import body_of, hold, insist_taking_ideas, note
from dejiro.apps.challenges.services.following import follow, tell_all
from dejiro.apps.challenges.terms import check_text
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.forms import check_read, check_version
from dejiro.foundation.ledger.services import subject_of
from dejiro.foundation.notices.services import desk_close

TITLE: int = 100


@transaction.atomic
def idea_submit(*, actor: Actor, challenge: Challenge, title: str, body: str) -> Idea:
    """Answer a challenge; the idea is public at once, and its author is told what happens from now on.

    Raises:
        NotYours: if the challenge asks others.
        Refusal: after the deadline, if the text cannot stand, or the same body has written the same.
    """
    if not access.may_enter(actor, challenge):
        raise NotYours(_("この募集には、あなたの立場からは応募できません。"), code="not_entrant")
    title, body = _checked(title, body)
    insist_taking_ideas(hold(challenge))
    if challenge.ideas.filter(organization=body_of(actor), body=body).exclude(status=Idea.Status.WITHDRAWN).exists():
        raise Refusal(_("同じ内容のアイデアを、もう出しています。"), code="repeated", field="body")
    idea = Idea(
        challenge=challenge,
        number=int(challenge.ideas.aggregate(last=Max("number"))["last"] or 0) + 1,
        organization=body_of(actor),
        author=user_of(actor),
        title=title,
        body=body,
        created_at=clock.now(),
    )
    idea.full_clean()
    idea.save()
    version_add(idea)
    follow(actor=actor, challenge=challenge)
    idea_known(idea)
    tell_all(challenge, _("新しいアイデア：%(title)s") % {"title": title}, challenge.title, idea.get_absolute_url())
    note(actor, "idea.submit", idea, challenge=challenge.pk, number=idea.number)
    return idea


@transaction.atomic
def idea_revise(
    *, actor: Actor, idea: Idea, title: str, body: str, change: str = "", version: int | None = None
) -> Idea:
    """Write a new version.

    Raises:
        NotYours: if the idea is somebody else's.
        Conflict: if it was changed meanwhile.
        Refusal: after the deadline, or if nothing changed.
    """
    insist_author(actor, idea)
    title, body = _checked(title, body)
    insist_open(idea)
    check_version(idea, version)
    if (title, body) == (idea.title, idea.body):
        raise Refusal(_("変わったところがありません。"), code="same", field="body")
    idea_change(idea, title, body, change)
    note(actor, "idea.revise", idea, version=idea.version)
    return idea


@transaction.atomic
def idea_withdraw(*, actor: Actor, idea: Idea, version: int | None = None) -> Idea:
    """Take an idea back; its versions stay readable.

    Raises:
        NotYours: if the idea is somebody else's.
        Refusal: after the deadline, or when it was decided on.
        Conflict: if it has changed since the actor read it.
    """
    insist_author(actor, idea)
    insist_open(idea)
    check_read(idea, version)
    idea.status = Idea.Status.WITHDRAWN
    idea.version += 1
    idea.save()
    amendments_end(idea, _("アイデアが取り下げられました。"))
    idea_known(idea)
    note(actor, "idea.withdraw", idea)
    return idea


def insist_author(actor: Actor, idea: Idea) -> None:
    """Go on only with one's own idea.

    Raises:
        NotYours: if it is somebody else's.
    """
    if not access.wrote(actor, idea):
        raise NotYours(_("このアイデアを変えられるのは、書いた人です。"), code="not_author")


def insist_open(idea: Idea) -> None:
    """Go on only with an idea that may still change.

    Raises:
        Refusal: after the deadline, or when it was decided on, merged or withdrawn.
    """
    insist_taking_ideas(hold(idea.challenge))
    idea.status = Idea.objects.select_for_update().values_list("status", flat=True).get(pk=idea.pk)
    if not idea.is_open:
        raise Refusal(_("このアイデアは、もう変えられません（取り下げ、統合、または決定済み）。"), code="status")


def idea_change(idea: Idea, title: str, body: str, change: str) -> None:
    """Give an idea its next version."""
    idea.title, idea.body = title, body
    idea.version += 1
    idea.full_clean(validate_constraints=False)
    idea.save()
    version_add(idea, change)
    idea_known(idea)


def version_add(idea: Idea, change: str = "") -> IdeaVersion:
    """Keep the text as it stands now."""
    return IdeaVersion.objects.create(
        idea=idea, number=idea.version, title=idea.title, body=idea.body, note=change, at=clock.now()
    )


def amendments_end(idea: Idea, reason: str) -> None:
    """Answer every proposal that waits, on either side, with the reason why nothing can come of it."""
    for rows in (idea.amendments, idea.offers):
        for amendment in rows.filter(status=Amendment.Status.WAITING):
            amendment.status, amendment.reason = Amendment.Status.REFUSED, reason
            amendment.decided_at = clock.now()
            amendment.save()
            desk_close(subject=subject_of(amendment))


def _checked(title: str, body: str) -> tuple[str, str]:
    return check_text(" ".join(title.split()), field="title", limit=TITLE), check_text(body, field="body")
