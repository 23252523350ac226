"""The planning board, and the form behind each of its bars."""

import re
from collections.abc import Sequence
from typing import Final

from django.http import HttpResponse
from django.utils.translation import gettext as _

from dejiro.apps.talent import access, services
from dejiro.apps.talent.forms.board import BoardForm
from dejiro.apps.talent.models import Plan
from dejiro.apps.talent.selectors.board import BODIES, PEOPLE, Filters, Slot, board_of, carried_to, slot_of
from dejiro.apps.talent.services import Act
from dejiro.apps.talent.views.pages import HOME, PLANS
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.calendars.periods import CANONICAL
from dejiro.foundation.doors import open_to
from dejiro.foundation.forms import show
from dejiro.foundation.forms.pages import FormPage, asked, asked_number, form_page, posted
from dejiro.ui.formats import jdate

# What the address says of a bar that was carried: so many weeks on (negative: back), to a specialist's row.
CARRIED: Final = ("shift", "to")
SHIFT: Final = re.compile(r"-?[0-9]{1,3}", re.ASCII)


@open_to(Role.COORDINATOR)
def plan_board(request: Request, pk: int) -> HttpResponse:
    """The weeks of every specialist or of every body."""
    found = access.board_for_coordinator(request.actor, pk)
    trail = [HOME, PLANS, (found.name, found.get_absolute_url()), (_("予定の表"), "")]
    return show(request, "talent/board.html", {"view": board_of(found, _filters(request)), "trail": trail})


def _filters(request: Request) -> Filters:
    month = asked(request, "month", limit=7)
    kept = request.GET.copy()
    for name in CARRIED:
        kept.pop(name, None)
    query = kept.urlencode()
    return Filters(
        by=asked(request, "by", [PEOPLE, BODIES]) or PEOPLE,
        role=asked(request, "role", limit=30),
        body=asked(request, "body", limit=13),
        month=month if CANONICAL.fullmatch(month) else "",
        query=f"?{query}" if query else "",
    )


@open_to(Role.COORDINATOR)
def board_slot(request: Request, pk: int, asked_for: int) -> HttpResponse:
    """Fix, move, shorten or rule out one engagement of a plan."""
    found = access.plan_for_coordinator(request.actor, pk)
    slot = slot_of(found, access.request_for_coordinator(request.actor, asked_for))
    people = {one.specialist.pk: one.specialist for one in slot.crew}
    filled, words = _carried(request, found, slot)
    usual = {"version": found.version, "starts_on": slot.starts_on, "ends_on": slot.ends_on, "act": _acts(slot)[0]}
    form = BoardForm(posted(request), initial=usual | filled)
    form.offer(_acts(slot), _crew(slot))
    back = f"{found.get_absolute_url()}board/{_filters(request).query}"

    def act() -> Plan:
        values = form.values()
        person = people.get(values.pop("specialist", None))
        edit = services.Edit(**values, specialist=person)
        return services.board_edit(
            actor=request.actor, plan=found, request=slot.request, edit=edit, version=form.seen_version()
        )

    return form_page(
        request,
        form,
        act,
        to=lambda _plan: back,
        done=_("計画を直しました。別の手順での検算にも合格しています。"),
        page=FormPage(
            title=_("予定を直す"),
            button=_("検算して直す"),
            back=back,
            trail=[HOME, PLANS, (found.name, found.get_absolute_url()), (_("予定の表"), back)],
            lead="\n\n".join([_lead(slot), *words]),
        ),
    )


def _carried(request: Request, plan: Plan, slot: Slot) -> tuple[dict[str, object], list[str]]:
    """Return what a bar that was carried over the board fills into its form, and what is to be said about it."""
    shift = asked(request, "shift", limit=4)
    weeks = int(shift) if SHIFT.fullmatch(shift) else 0
    carried = carried_to(plan, slot, weeks, asked_number(request, "to"))
    filled: dict[str, object] = {}
    words = []
    if weeks and carried.period is None:
        words.append(_("動かした先に、団体が頼んだ期間の週がありません。"))
    elif weeks and carried.period is not None:
        filled = {"act": Act.PERIOD, "starts_on": carried.period[0], "ends_on": carried.period[1]}
        if not carried.whole:
            words.append(_("動かした先のうち、団体が頼んだ期間に入る週だけを入れました。"))
    if carried.person is not None and carried.able:
        filled = {"act": Act.MOVE, "specialist": carried.person.pk}
        if weeks:
            words.append(_("一度に直せるのは、人か期間のどちらかです。人を替えた後に、期間を直してください。"))
    elif carried.person is not None:
        words.append(_("%(name)sさんは、この依頼を受けられません。") % {"name": carried.person.name})
    return filled, words


def _acts(slot: Slot) -> Sequence[str]:
    if slot.holder is None:
        return [Act.MOVE]
    last = [Act.FORBID, Act.FREE] if slot.pinned else [Act.FORBID]
    return [Act.FIX, Act.MOVE, Act.PERIOD, *last] if slot.crew else [Act.FIX, Act.PERIOD, *last]


def _crew(slot: Slot) -> list[tuple[int, str]]:
    return [
        (
            one.specialist.pk,
            _("%(name)s（%(key)s、レベル%(level)d、%(room)s）")
            % {
                "name": one.specialist.name,
                "key": one.specialist.key,
                "level": one.level,
                "room": _("空きあり") if one.free else _("ほかの支援と重なる"),
            },
        )
        for one in slot.crew
    ]


def _lead(slot: Slot) -> str:
    asked_for = slot.request
    words = _("%(body)s「%(title)s」%(role)s、週%(half_days)d半日、%(start)s〜%(end)s。") % {
        "body": asked_for.organization.name,
        "title": asked_for.title,
        "role": asked_for.role_label,
        "half_days": asked_for.half_days,
        "start": jdate(slot.starts_on),
        "end": jdate(slot.ends_on),
    }
    if slot.holder is not None:
        return words + _("いまの案では、%(name)sさんが受けます。") % {"name": slot.holder.name}
    if slot.crew:
        return words + _("いまの案では、だれも受けません。")
    return words + _("受けられる人がプールにいません。")
