"""A body's skill map and its next three years; the sums of a prefecture."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from dejiro.apps.careers import access, outlook
from dejiro.apps.careers.outlook import ItemRow, MapRow
from dejiro.apps.careers.views.common import FORMS, trail
from dejiro.apps.talent import public as talent
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.doors import open_to
from dejiro.foundation.exchange import Column, Kind
from dejiro.foundation.forms import show
from dejiro.foundation.forms.pages import table_download


@open_to(*access.READERS)
def skills(request: Request) -> HttpResponse:
    """Who is there against what it takes."""
    body = access.body_for_reader(request.actor)
    rows, items = outlook.body_map(body), outlook.item_map(body)
    context = {
        "title": _("%(name)sのスキルマップ") % {"name": body.name},
        "rows": rows,
        "lacking": sum(row.gap or 0 for row in rows),
        "items": items,
        "nobody": sum(not any(row.people) for row in items),
        "levels": talent.LEVELS,
        "own": True,
        "trail": trail((_("団体のスキルマップ"), "")),
    }
    return show(request, "careers/map.html", context)


@open_to(*access.READERS)
def export(request: Request, form: str) -> HttpResponse:
    """The map as a file."""
    body = access.body_for_reader(request.actor)
    if form not in FORMS:
        raise Http404
    rows = [_values(row) for row in outlook.body_map(body)]
    title = _("%(name)sのスキルマップ") % {"name": body.name}
    return table_download(rows, _columns(), title=title, name=title, form=form)


@open_to(*access.READERS)
def items_export(request: Request, form: str) -> HttpResponse:
    """The people by skill item as a file."""
    body = access.body_for_reader(request.actor)
    if form not in FORMS:
        raise Http404
    rows = [_item_values(row) for row in outlook.item_map(body)]
    title = _("%(name)sのスキル項目") % {"name": body.name}
    return table_download(rows, _item_columns(), title=title, name=title, form=form)


@open_to(Role.COORDINATOR)
def area(request: Request) -> HttpResponse:
    """The sums of the prefecture."""
    found = access.area_for_coordinator(request.actor)
    rows = outlook.area_map(found)
    context = {
        "title": _("%(name)s全体のスキルマップ") % {"name": found.name},
        "rows": rows,
        "lacking": sum(row.gap or 0 for row in rows),
        "items": outlook.area_item_map(found),
        "levels": talent.LEVELS,
        "own": False,
        "smallest": outlook.SMALLEST,
        "trail": trail((_("全体のスキルマップ"), "")),
    }
    return show(request, "careers/map.html", context)


@open_to(*access.READERS)
def ahead(request: Request) -> HttpResponse:
    """Whether the body will be able to run its systems."""
    body = access.body_for_reader(request.actor)
    leads = access.leads_body(request.actor)
    context = {
        "body": body,
        "view": outlook.ahead_of(body, names=leads),
        "leads": leads,
        "trail": trail((_("3年先の見通し"), "")),
    }
    return show(request, "careers/ahead.html", context)


def _columns() -> tuple[Column, ...]:
    return (
        Column("role", _("役割")),
        Column("level", _("レベル"), Kind.INTEGER),
        Column("present", _("いる人"), Kind.INTEGER),
        Column("posts", _("持ち場に要る人"), Kind.INTEGER),
        Column("asked", _("依頼・支援に要る人"), Kind.INTEGER),
        Column("gap", _("足りない人"), Kind.INTEGER),
    )


def _values(row: MapRow) -> dict[str, object]:
    return {
        "role": row.label,
        "level": row.level,
        "present": row.present,
        "posts": row.posts,
        "asked": row.asked,
        "gap": row.gap,
    }


def _item_columns() -> tuple[Column, ...]:
    levels = [Column(str(level), _("レベル%(level)s") % {"level": level}, Kind.INTEGER) for level in talent.LEVELS]
    return (
        Column("category", _("カテゴリー")),
        Column("part", _("サブカテゴリー")),
        Column("item", _("スキル項目")),
        *levels,
    )


def _item_values(row: ItemRow) -> dict[str, object]:
    people = {str(level): people for level, people in zip(talent.LEVELS, row.people, strict=True)}
    item = row.item
    return {"category": item.category_label, "part": item.subcategory_label, "item": item.label, **people}
