"""Hand-over notes: written at the end of an engagement, mended later, found and taken over by other bodies."""

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.needs import public as needs
from dejiro.apps.talent import access
from dejiro.apps.talent.entries import Note
from dejiro.apps.talent.models import Adoption, Handover
from dejiro.apps.talent.services.common import insist, note, refuse_unless, sealed
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import body_of, user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.accounts.selectors import people_of
from dejiro.foundation.forms import check_version
from dejiro.foundation.ledger.services import Recorded, subject_of
from dejiro.foundation.notices.services import tell
from dejiro.foundation.search.services import index, unindex

KIND = "handover"
LONGEST_TITLE = 100


@transaction.atomic
def handover_save(*, actor: Actor, handover: Handover, text: Note, version: int | None = None) -> Handover:
    """Mend a hand-over note, or say whether other bodies see it.

    Raises:
        NotYours: if the actor is neither on a side of the engagement nor the area's coordinator.
        Conflict: if it was changed meanwhile.
    """
    allowed = access.may_write_handover(actor, handover.engagement)
    insist(allowed, _("引き継ぎのメモを直せるのは、支援を受けた団体、支援した本人、調整担当です。"))
    check_version(handover, version)
    return handover_write(actor, handover, text)


def handover_write(actor: Actor, handover: Handover, text: Note) -> Handover:
    """Keep a note, its entry in the search and in the log; the caller has asked whether the actor may."""
    for name in ("done", "documents", "next_steps", "contact", "shared"):
        setattr(handover, name, getattr(text, name))
    user = user_of(actor)
    handover.written_by, handover.written_at = user, clock.now()
    handover.version += 1
    handover.save()
    handover_index(handover)
    words = {name: sealed(str(getattr(text, name)), str(user.ref)) for name in ("done", "documents", "next_steps")}
    facts: dict[str, Recorded] = {**words, "contact": sealed(text.contact, str(user.ref)), "shared": text.shared}
    note(actor, "handover.save", handover, facts)
    return handover


def handover_index(handover: Handover) -> None:
    """Let the area's public bodies find a shared note; one that is not shared is found by nobody.

    A document of no body that is not public is found by the area's public bodies.
    """
    request = handover.engagement.request
    if not handover.shared:
        unindex(KIND, handover.pk)
        return
    index(
        kind=KIND,
        key=handover.pk,
        area=request.area,
        organization=None,
        public=False,
        title=request.title,
        text=f"{request.role_label}\n{handover.done}\n{handover.documents}\n{handover.next_steps}",
        url=handover.get_absolute_url(),
    )


@transaction.atomic
def adoption_take(*, actor: Actor, handover: Handover, wish: str) -> Adoption:
    """Take a note over: what the body wants to do with it becomes its voice, which leads to the note.

    A voice's words can become public, and a note is for public bodies only: it is pointed at, never copied.

    Raises:
        NotYours: if the actor is no officer of another municipality of the area.
        Refusal: if the note is not shared, or the body has taken it over already.
    """
    insist(access.is_municipal(actor), _("引き継げるのは、区市町村の担当者と承認者です。"))
    request, organization = handover.engagement.request, body_of(actor)
    insist(access.is_public_body(actor, request.area_id), _("ほかの都道府県のメモは引き継げません。"))
    refuse_unless(handover.shared, _("このメモは、ほかの団体に見せないことになりました。"), code="not_shared")
    own = access.officer_of(actor, request.organization_id)
    refuse_unless(not own, _("あなたの団体が受けた支援のメモです。"), code="own")
    known = handover.adoptions.filter(organization=organization).exists()
    refuse_unless(not known, _("あなたの団体は、もう横展開を希望しています。"), code="already_adopted")
    voice = needs.voice_create_for_adoption(
        actor=actor,
        title=(_("横展開の希望：%(role)sの支援") % {"role": request.role_label})[:LONGEST_TITLE],
        body=f"{wish}\n\n{_source(handover)}",
        category=request.need.category if request.need else needs.Category.PEOPLE,
    )
    made = Adoption.objects.create(
        handover=handover, organization=organization, voice=voice, adopted_by=user_of(actor), adopted_at=clock.now()
    )
    note(actor, "adoption.take", handover, {"organization": organization.code, "voice": subject_of(voice)})
    tell(
        people=people_of(request.organization, Role.MEMBER, Role.APPROVER),
        title=_("引き継ぎのメモに、横展開の希望が届きました：%(body)s") % {"body": organization.name},
        body=wish,
        url=handover.get_absolute_url(),
    )
    return made


def _source(handover: Handover) -> str:
    facts = {"role": handover.engagement.request.role_label, "url": handover.get_absolute_url()}
    return _("もとの支援（%(role)s）の引き継ぎのメモ（同じ都道府県の団体が読めます）：%(url)s") % facts
