"""Municipalities as people write them: names or codes, one after another."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.selectors import municipalities_of

SEPARATORS: Final = re.compile(r"[、,，;；\s]+")


def bodies_by_word(area: Organization) -> dict[str, Organization]:
    """Return the municipalities of a prefecture today by name and by code; one query."""
    rows = list(municipalities_of(area))
    return {**{body.name: body for body in rows}, **{body.code: body for body in rows}}


def heirs(area: Organization, *, on: date) -> dict[str, str]:
    """Return of each municipality that was merged by a day the code of the body that has its place then; one query."""
    rows = Organization.objects.filter(area=area, valid_to__lte=on, successor__isnull=False)
    nexts = dict(rows.order_by("valid_to").values_list("code", "successor__code"))
    return {code: _last(code, nexts) for code in nexts}


def _last(code: str, nexts: Mapping[str, str]) -> str:
    seen = {code}
    while code in nexts and nexts[code] not in seen:
        code = nexts[code]
        seen.add(code)
    return code


def bodies_in(text: str, known: Mapping[str, Organization]) -> tuple[Organization, ...]:
    """Return the municipalities that a text names, in order of code, each once.

    Raises:
        ValueError: with a sentence that tells which words are none.
    """
    words = [word for word in SEPARATORS.split(text.strip()) if word]
    unknown = [word for word in words if word not in known]
    if unknown:
        raise ValueError(
            _("「%(words)s」という団体はありません。名前（例：青梅市）か6桁の団体コードを書いてください。")
            % {"words": _("、").join(unknown)[:80]}
        )
    return tuple(sorted({known[word] for word in words}, key=lambda body: body.code))


def written(bodies: Iterable[Organization]) -> str:
    """Return bodies as one writes them."""
    return "、".join(body.name for body in bodies)
