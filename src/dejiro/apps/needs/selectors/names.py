"""How bodies and people are named to a reader: as they chose, and fully to those who work with them."""

from django.utils.translation import gettext as _

from dejiro.apps.needs import access
from dejiro.apps.needs.models import Consultation, Statement, Voice
from dejiro.foundation.accounts.actors import Actor


def knows_body(actor: Actor, voice: Voice) -> bool:
    """True when the reader may see whose voice it is: shown to all, the own body's, or for the area's helpers."""
    if voice.name_shown or actor.acts_for_body(voice.organization_id):
        return True
    return access.coordinates(actor, voice.area_id) or access.advises(actor, voice.area_id)


def body_name(actor: Actor, voice: Voice) -> str:
    """Return the body's name, or only what kind of body it is: 「市区町村（名称非公開）」."""
    if knows_body(actor, voice):
        return voice.organization.name
    return _("%(kind)s（名称非公開）") % {"kind": voice.organization.get_kind_display()}


def asker_name(actor: Actor, consultation: Consultation) -> str:
    """Return who asked: with the person's name only for the own body and those who help it."""
    name = body_name(actor, consultation.voice)
    if access.shows_asker(actor, consultation):
        return _("%(body)s　%(person)s") % {"body": name, "person": consultation.voice.author.name}
    return name


def speaker_name(actor: Actor, statement: Statement) -> str:
    """Return who has an opinion: by name to those who are signed in in the area, else only what they are."""
    if access.in_area(actor, statement.need.area_id) and actor.is_authenticated:
        return statement.author.name
    return _("%(kind)sの人") % {"kind": statement.organization.get_kind_display()}
