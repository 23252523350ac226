"""A voice is raised: an idea, an answer, a renewal, or the wish to take over what another body has done."""

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.needs import access
from dejiro.apps.needs.models import Contract, Voice
from dejiro.apps.needs.services import common
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import body_of, user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.errors import Refusal
from dejiro.foundation.ledger.services import Recorded, record, subject_of
from dejiro.foundation.search.services import index


@transaction.atomic
def voice_create(
    *,
    actor: Actor,
    title: str,
    body: str,
    category: str,
    kind: str = Voice.Kind.IDEA,
    name_shown: bool = False,
    contract: Contract | None = None,
) -> Voice:
    """Add a voice of the actor's body, for the coordinator to triage.

    Args:
        actor: a person who speaks for a body: officer, company or resident.
        title: at most 100 characters.
        body: at most 4,000 characters; it stands on the public page of the need that the voice becomes part of.
        category: one of `Category`.
        kind: any but a consultation, which `consultation_ask` makes.
        name_shown: whether the body's name stands beside it in public.
        contract: the contract whose renewal it is, of the same body.

    Raises:
        NotYours: if the actor speaks for no body, or the contract is another body's.
    """
    organization = body_of(actor)
    common.insist(
        access.speaks_for(actor, organization.pk),
        _("声を登録できるのは、担当者・承認者・企業担当・住民の役割の人です。"),
    )
    if kind == Voice.Kind.CONSULTATION:
        raise Refusal(_("相談は「相談する」の画面から登録してください。"), code="is_consultation", field="kind")
    common.insist(
        contract is None or actor.acts_for_body(contract.organization_id), _("ほかの団体の契約から声は作れません。")
    )
    voice = voice_insert(
        actor=actor, title=title, body=body, category=category, kind=kind, name_shown=name_shown, contract=contract
    )
    voice_index(voice)
    record(actor=actor, action="needs.voice.create", subject=subject_of(voice), data=voice_facts(voice))
    return voice


def voice_insert(
    *,
    actor: Actor,
    title: str,
    body: str,
    category: str,
    kind: str,
    name_shown: bool,
    contract: Contract | None = None,
) -> Voice:
    """Save a voice's row; the caller indexes and records it."""
    organization = body_of(actor)
    return Voice.objects.create(
        kind=kind,
        area=common.area_of(organization),
        organization=organization,
        author=user_of(actor),
        category=category,
        title=title,
        body=body,
        name_shown=name_shown,
        contract=contract,
        created_at=clock.now(),
    )


def voice_index(voice: Voice) -> None:
    """Let the voice's own body and the area's helpers find it; everyone else finds the need it becomes part of."""
    index(
        kind="voice",
        key=voice.pk,
        area=voice.area,
        organization=voice.organization,
        public=False,
        title=voice.title,
        text=voice.body,
        url=voice.get_absolute_url(),
    )


def voice_facts(voice: Voice) -> dict[str, Recorded]:
    """Return what the log keeps of a new voice: its words are sealed, for they are not public yet."""
    return {
        "kind": voice.kind,
        "category": voice.category,
        "title": common.sealed(voice.title, voice.author),
        "body": common.sealed(voice.body, voice.author),
        "name_shown": voice.name_shown,
    }
