"""Changes that others propose to an idea, and ideas that become one."""

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.challenges import access
from dejiro.apps.challenges.models import Amendment, Idea
from dejiro.apps.challenges.services.attempts import idea_known
from dejiro.apps.challenges.services.common import AMEND, body_of, note
from dejiro.apps.challenges.services.ideas import amendments_end, idea_change, insist_author, insist_open
from dejiro.apps.challenges.terms import check_text
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.errors import Conflict, NotYours, Refusal
from dejiro.foundation.forms import check_read
from dejiro.foundation.ledger.services import subject_of
from dejiro.foundation.notices.services import desk_close, desk_open, tell
from dejiro.foundation.organizations.models import Organization

TITLE: int = 100
WHY: int = 400


@transaction.atomic
def amendment_propose(
    *, actor: Actor, idea: Idea, title: str, body: str, why: str, source: Idea | None = None
) -> Amendment:
    """Propose another text for somebody's idea; with `source`, that one's own idea becomes a part of it.

    Raises:
        NotYours: if the idea is the actor's own, or the source is not.
        Refusal: after the deadline, if the text cannot stand, or the source is of another challenge.
    """
    if not access.may_enter(actor, idea.challenge) or access.wrote(actor, idea):
        raise NotYours(_("自分のアイデアは、「直す」から変えてください。"), code="own_idea")
    title, body = check_text(title, field="title", limit=TITLE), check_text(body, field="body")
    why = check_text(why, field="why", limit=WHY)
    insist_open(idea)
    if source is not None:
        _insist_source(actor, idea, source)
    if source is None and (title, body) == (idea.title, idea.body):
        raise Refusal(_("変わったところがありません。"), code="same", field="body")
    amendment = Amendment.objects.create(
        idea=idea,
        source=source,
        base=idea.version,
        title=title,
        body=body,
        why=why,
        organization=body_of(actor),
        author=user_of(actor),
        created_at=clock.now(),
    )
    residents = idea.organization.kind == Organization.Kind.RESIDENTS
    desk_open(
        organization=idea.organization,
        kind=AMEND,
        subject=subject_of(amendment),
        title=_("修正の提案に返事をする：%(title)s") % {"title": idea.title},
        url=f"{idea.get_absolute_url()}#amendments",
        due_at=idea.challenge.ideas_until,
        ends_at=idea.challenge.ideas_until,
        person=idea.author if residents else None,
    )
    note(actor, "amendment.propose", idea, base=idea.version, source=source.pk if source else None)
    return amendment


@transaction.atomic
def amendment_accept(*, actor: Actor, amendment: Amendment, reason: str = "", version: int | None = None) -> Idea:
    """Make a proposed text the idea's next version; a source is merged into it and stays readable.

    Raises:
        NotYours: if the idea is somebody else's.
        Conflict: if the idea has changed since the proposal was written.
        Refusal: after the deadline, or when it was answered already.
    """
    idea, source = amendment.idea, amendment.source
    _insist_waiting(actor, amendment)
    check_read(idea, version)
    if amendment.base != idea.version:
        raise Conflict(
            _("提案の後に、アイデアが新しい版になりました。提案を見送り、新しい版への提案を頼んでください。"),
            code="old_base",
        )
    if source is not None:
        insist_open(source)
    idea_change(idea, amendment.title, amendment.body, amendment.why[:200])
    _answer(amendment, Amendment.Status.ACCEPTED, reason)
    note(actor, "amendment.accept", idea, version=idea.version)
    if source is not None:
        _merge(actor, source, idea)
    return idea


@transaction.atomic
def amendment_refuse(*, actor: Actor, amendment: Amendment, reason: str) -> Amendment:
    """Leave the idea as it is, with a reason that everybody may read.

    Raises:
        NotYours: if the idea is somebody else's.
        Refusal: without a reason, after the deadline, or when it was answered already.
    """
    reason = check_text(reason, field="reason", limit=WHY)
    _insist_waiting(actor, amendment)
    _answer(amendment, Amendment.Status.REFUSED, reason)
    note(actor, "amendment.refuse", amendment.idea, reason=reason)
    return amendment


def _insist_source(actor: Actor, idea: Idea, source: Idea) -> None:
    insist_author(actor, source)
    if source.challenge_id != idea.challenge_id or source.pk == idea.pk:
        raise Refusal(_("同じ募集に出した、自分のアイデアを選んでください。"), code="source", field="source")
    insist_open(source)


def _insist_waiting(actor: Actor, amendment: Amendment) -> None:
    insist_author(actor, amendment.idea)
    insist_open(amendment.idea)
    status = Amendment.objects.select_for_update().values_list("status", flat=True).get(pk=amendment.pk)
    if status != Amendment.Status.WAITING:
        raise Refusal(_("この提案には、もう返事をしています。"), code="decided")


def _answer(amendment: Amendment, status: str, reason: str) -> None:
    amendment.status, amendment.reason, amendment.decided_at = status, reason, clock.now()
    amendment.save()
    desk_close(subject=subject_of(amendment))
    title = _("修正の提案に返事がありました：%(title)s") % {"title": amendment.idea.title}
    url = f"{amendment.idea.get_absolute_url()}#amendments"
    tell(people=[amendment.author], title=title, body=reason, url=url)


def _merge(actor: Actor, source: Idea, idea: Idea) -> None:
    source.status, source.merged_into = Idea.Status.MERGED, idea
    source.version += 1
    source.save()
    amendments_end(source, _("アイデアが統合されました。"))
    idea_known(source)
    note(actor, "idea.merge", source, into=idea.pk)
