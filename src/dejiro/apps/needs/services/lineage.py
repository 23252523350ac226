"""What the acts of triage have in common: a need's row, its voices' places, and the status that follows from them."""

from collections.abc import Iterable, Sequence

from django.db.models import F
from django.utils.translation import gettext as _

from dejiro.apps.needs.models import Follow, Need, NeedVoice, TriageAct, Voice
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import User
from dejiro.foundation.errors import Conflict, Refusal
from dejiro.foundation.ledger.services import Recorded
from dejiro.foundation.notices.services import tell
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.rules import MINIMUM_BODIES, rule_in_force
from dejiro.foundation.search.services import index

BY_COUNT = (Need.Status.CANDIDATE, Need.Status.ADOPTED)
WITH_ROUNDS = (Need.Status.COMMITTED, Need.Status.SOLVED)


def need_insert(
    *, actor: Actor, area: Organization, title: str, summary: str, category: str, split_from: Need | None = None
) -> Need:
    """Save a new need with the area's rule as it stands today; the caller places voices, settles and records it."""
    if not (title.strip() and summary.strip() and category):
        raise Refusal(_("新しい課題には、件名・概要・分野が必要です。"), code="need_incomplete", field="title")
    now = clock.now()
    return Need.objects.create(
        area=area,
        title=title,
        summary=summary,
        category=category,
        bodies_required=rule_in_force(area, MINIMUM_BODIES, on=clock.today()).value,
        split_from=split_from,
        created_by=user_of(actor),
        created_at=now,
    )


def need_facts(need: Need) -> dict[str, Recorded]:
    """Return what the log keeps of a need: all of it is public."""
    return {
        "title": need.title,
        "summary": need.summary,
        "category": need.category,
        "status": need.status,
        "bodies_required": need.bodies_required,
    }


def bodies_now(need: Need) -> int:
    """Return of how many municipalities voices are in the need now; one query.

    The rule counts municipalities: a company's or residents' voice shows interest but binds nobody to join.
    """
    rows = NeedVoice.objects.filter(need=need, left_at=None, voice__organization__kind=Organization.Kind.MUNICIPALITY)
    return rows.values("voice__organization").distinct().count()


def settle(need: Need) -> None:
    """Give the need the status that its voices earn, a new version, and its place in the search index.

    A need that has come further than counting keeps its status.
    """
    if need.status in BY_COUNT:
        enough = bodies_now(need) >= need.bodies_required
        need.status = Need.Status.ADOPTED if enough else Need.Status.CANDIDATE
    need.version += 1
    need.save(update_fields=["status", "version"])
    need_index(need)


def need_index(need: Need) -> None:
    """Let everyone find the need."""
    index(
        kind="need",
        key=need.pk,
        area=need.area,
        organization=None,
        public=True,
        title=need.title,
        text=need.summary,
        url=need.get_absolute_url(),
    )


def close_quietly(need: Need, reason: str) -> None:
    """Close a need that an undone act had made."""
    need.status, need.closing_reason = Need.Status.CLOSED, reason
    need.version += 1
    need.save(update_fields=["status", "closing_reason", "version"])
    need_index(need)


def place(need: Need, voices: Sequence[Voice], act: TriageAct | None) -> None:
    """Put voices, which are in no need now, into a need; their authors follow it."""
    now = clock.now()
    NeedVoice.objects.bulk_create(NeedVoice(need=need, voice=voice, joined_at=now, joined_by=act) for voice in voices)
    mark(voices, Voice.Status.LINKED)
    authors = sorted({voice.author_id for voice in voices})
    Follow.objects.bulk_create((Follow(need=need, user_id=author) for author in authors), ignore_conflicts=True)


def take_out(need: Need, voices: Sequence[Voice], act: TriageAct | None) -> None:
    """End the voices' places in a need; the rows stay as lineage."""
    rows = NeedVoice.objects.filter(need=need, left_at=None, voice__in=voices)
    rows.update(left_at=clock.now(), left_by=act)


def mark(voices: Sequence[Voice], status: str) -> None:
    """Set the voices' status and count their versions up."""
    Voice.objects.filter(pk__in=[voice.pk for voice in voices]).update(status=status, version=F("version") + 1)
    for voice in voices:
        voice.status = status
        voice.version += 1


def locked_new(voices: Iterable[Voice]) -> list[Voice]:
    """Lock voices and return them as they are now, oldest first.

    Raises:
        Refusal: if there are none, or one of them does not wait for triage.
    """
    pks = {voice.pk for voice in voices}
    if not pks:
        raise Refusal(_("声を1件以上選んでください。"), code="no_voices", field="voices")
    rows = Voice.objects.select_for_update(of=("self",)).select_related("author", "organization", "area")
    locked = sorted(rows.filter(pk__in=pks).order_by("pk"), key=lambda voice: (voice.created_at, voice.pk))
    for voice in locked:
        if voice.status != Voice.Status.NEW:
            raise Conflict(
                _("「%(title)s」は、すでに整理されています（%(status)s）。一覧を開き直してください。")
                % {"title": voice.title, "status": voice.get_status_display()}
            )
    return locked


def voices_in(need: Need, voices: Iterable[Voice]) -> list[Voice]:
    """Return those voices, which must all be in the need now, oldest first.

    Raises:
        Refusal: if there are none, or one of them is not in it.
    """
    pks = {voice.pk for voice in voices}
    if not pks:
        raise Refusal(_("声を1件以上選んでください。"), code="no_voices", field="voices")
    found = [voice for voice in voices_of(need) if voice.pk in pks]
    if len(found) != len(pks):
        raise Conflict(_("選んだ声の中に、この課題から外されたものがあります。開き直してください。"))
    return found


def voices_of(need: Need) -> list[Voice]:
    """Return the voices that are in a need now, oldest first; one query."""
    rows = Voice.objects.filter(places__need=need, places__left_at=None)
    return list(rows.select_related("author", "organization", "area").order_by("created_at", "pk"))


def lock_needs(*needs: Need) -> None:
    """Lock needs in one order, so that two coordinators never wait for each other."""
    list(Need.objects.select_for_update().filter(pk__in=[need.pk for need in needs]).order_by("pk"))


def insist_open(need: Need) -> None:
    """Refuse to change a closed need."""
    if not need.is_open:
        raise Refusal(_("この課題は終了しています。変更するには、先に再開してください。"), code="closed")


def insist_uncommitted(need: Need) -> None:
    """Refuse to move a need away under a joint purchase."""
    if need.status in WITH_ROUNDS:
        raise Refusal(_("この課題には共同調達の募集があるため、この操作はできません。"), code="has_rounds")


def followers_of(need: Need) -> list[User]:
    """Return who follows a need; one query."""
    return list(User.objects.filter(follows__need=need, is_active=True).order_by("pk"))


def tell_followers(need: Need, *, title: str, body: str, but: User | None = None) -> None:
    """Tell everybody who follows the need, except the one who did it."""
    people = [user for user in followers_of(need) if user != but]
    tell(people=people, title=title % {"title": need.title}, body=body, url=need.get_absolute_url())
