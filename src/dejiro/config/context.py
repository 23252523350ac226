"""What every page knows: the demo mark, the area, who acts, and the way around."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import NOBODY, Actor
from dejiro.foundation.accounts.models import Role


@dataclass(frozen=True)
class Place:
    """A place in the navigation."""

    label: str
    url: str
    current: bool


def page(request: HttpRequest) -> dict[str, object]:
    """Return the context of every page."""
    actor = getattr(request, "actor", NOBODY)
    return {
        "demo": settings.DEMO,
        "actor": actor,
        "area": actor.area,
        "navigation": navigation(actor, request.path),
        "languages": settings.LANGUAGES,
        "now": clock.now(),
    }


def navigation(actor: Actor, path: str) -> list[Place]:
    """Return the places this actor may go to, the present one marked."""
    places = [(_("課題"), "/needs/"), (_("共同調達"), "/rounds/"), (_("共創ラボ"), "/lab/"), (_("検索"), "/search/")]
    if actor.is_authenticated:
        places = [(_("私の机"), "/desk/"), (_("相談"), "/consultations/"), *places, (_("人材"), "/talent/")]
    if actor.has(Role.MEMBER, Role.APPROVER, Role.COORDINATOR):
        places.append((_("キャリア"), "/careers/"))
    if actor.has(Role.MEMBER, Role.APPROVER):
        places.append((_("契約台帳"), "/contracts/"))
    if actor.has(Role.COORDINATOR):
        places.append((_("調整"), "/desk/coordinator/"))
    if actor.has(Role.ADMINISTRATOR):
        places.append((_("人と組織"), "/people/"))
    places.append((_("監査"), "/audit/"))
    present = max((url for _label, url in places if path.startswith(url)), key=len, default="")
    return [Place(label, url, url == present) for label, url in places]
