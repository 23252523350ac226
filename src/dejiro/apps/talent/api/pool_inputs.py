"""From what a program sends to an entry of the pool: bodies by their codes."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from dejiro.apps.talent.api.pool_schemas import SpecialistIn
from dejiro.apps.talent.entries import Entry
from dejiro.foundation.errors import Refusal
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.selectors import municipalities_of


def entry_in(area: Organization, data: SpecialistIn) -> Entry:
    """Return the entry.

    Raises:
        Refusal: at `lender` or `places`, if a code is not that of a municipality of the prefecture.
    """
    lender = bodies_of(area, [data.lender], "lender")[0] if data.lender else None
    places = bodies_of(area, data.places, "places")
    return Entry(**data.model_dump(exclude={"lender", "places"}), lender=lender, places=places)


def bodies_of(area: Organization, codes: Sequence[str], field: str) -> tuple[Organization, ...]:
    """Return municipalities of a prefecture today, in order of code, each once.

    Raises:
        Refusal: at the field, naming the codes that are none of theirs.
    """
    found = {body.code: body for body in municipalities_of(area).filter(code__in=codes)}
    if missing := sorted(set(codes) - found.keys()):
        message = _("団体コード「%(codes)s」の団体は、ここでは選べません。コードを確かめてください。")
        raise Refusal(message % {"codes": _("、").join(missing)[:80]}, code="no_body", field=field)
    return tuple(found[code] for code in sorted(found))
