"""From what a program sends to the terms of a pilot: bodies by their codes, the need by its number."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dejiro.apps.needs import public as needs
from dejiro.apps.pilots.api.schemas import PilotIn
from dejiro.apps.pilots.forms import bodies_around
from dejiro.apps.pilots.terms import PilotTerms
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.errors import Refusal
from dejiro.foundation.organizations.models import Organization

OWN = {"idea", "need", "company", "partners", "reason"}


def terms_in(actor: Actor, data: PilotIn) -> PilotTerms:
    """Return the terms.

    Raises:
        Refusal: if the company or the need is not found in the actor's prefecture.
    """
    around = bodies_around(actor)
    company = _found(around.companies, [data.company], "company")[0] if data.company else None
    need = needs.need_for_reader(actor, data.need) if data.need else None
    if need is not None and (actor.area is None or need.area_id != actor.area.pk):
        raise Refusal(
            _("%(number)d番の課題はありません。番号を確かめてください。") % {"number": data.need},
            code="need",
            field="need",
        )
    return PilotTerms(**data.model_dump(exclude=OWN), idea_id=data.idea, company=company, need=need)


def partners_of(actor: Actor, data: PilotIn) -> list[Organization]:
    """Return the other bodies.

    Raises:
        Refusal: if one is not a public body of the actor's prefecture, or the actor's own.
    """
    return _found(bodies_around(actor).partners, data.partners, "partners")


def _found(rows: QuerySet[Organization], codes: list[str], field: str) -> list[Organization]:
    found = {one.code: one for one in rows.filter(code__in=codes)}
    if missing := sorted(set(codes) - found.keys()):
        message = _("団体コード「%(codes)s」の団体は、ここでは選べません。コードを確かめてください。")
        raise Refusal(message % {"codes": _("、").join(missing)}, code="no_body", field=field)
    return list(found.values())
