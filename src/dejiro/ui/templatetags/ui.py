"""The template tags and filters of the design system: `{% load ui %}`."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Final

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from dejiro.ui import formats
from dejiro.ui.forms import mistakes, shape_of

register = template.Library()

KINDS: Final = frozenset({"info", "success", "warning", "error"})
CHIP_KINDS: Final = KINDS | {"neutral"}
TABLE_START: Final = re.compile(r"<table\b[^>]*>")


@register.simple_tag
def lasting(part: str, demo: object) -> SafeString:
    """Show a part of the frame that is the same on every page; each language renders it once in the worker's life."""
    return _lasting(part, bool(demo), get_language())


@cache
def _lasting(part: str, demo: bool, _language: str | None) -> SafeString:  # noqa: FBT001  # a key, given by place
    return mark_safe(render_to_string(f"ui/components/{part}.html", {"demo": demo}))  # noqa: S308  # rendered by the template engine, escaped there


@register.inclusion_tag("ui/components/form_fields.html")
def form_fields(form: BaseForm) -> dict[str, object]:
    """Show a whole form but for its buttons: hidden fields, error summary, visible fields."""
    return {"form": form}


@register.inclusion_tag("ui/components/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, object]:
    """Show what is wrong with a form, each line leading to its field; nothing when all is well."""
    return {"mistakes": list(mistakes(form)) if form.is_bound else [], "has_files": form.is_multipart()}


@register.inclusion_tag("ui/components/field.html")
def field(field: BoundField) -> dict[str, object]:
    """Show a field: label, 必須 or 任意, help, control, errors."""
    return {"field": field}


@register.filter
def shape(field: BoundField) -> str:
    """Return how a field is laid out; for the field template."""
    return shape_of(field)


@register.inclusion_tag("ui/components/submit_button.html")
def submit_button(label: str, kind: str = "primary", name: str = "", value: str = "") -> dict[str, object]:
    """Show the button that sends a form."""
    return {"label": label, "kind": kind, "name": name, "value": value}


@register.simple_block_tag
def banner(content: str, kind: str, title: str) -> str:
    """Show a notification: `{% banner "warning" title %}…{% endbanner %}`.

    Raises:
        TemplateSyntaxError: for a kind other than info, success, warning and error.
    """
    _check(kind, KINDS)
    body = mark_safe(content.strip())  # noqa: S308  # rendered by the template engine, escaped there
    return render_to_string("ui/components/banner.html", {"kind": kind, "title": title, "content": body})


@register.simple_tag
def chip(label: str, kind: str = "neutral") -> SafeString:
    """Show a state in a word; the shape of its mark differs by kind, not only its colour.

    Raises:
        TemplateSyntaxError: for an unknown kind.
    """
    _check(kind, CHIP_KINDS)
    return format_html('<span class="chip chip-{}">{}</span>', kind, label)


@register.inclusion_tag("ui/components/empty_state.html")
def empty_state(text: str, url: str = "", label: str = "") -> dict[str, object]:
    """Say that there is nothing here yet, and what to do about it."""
    return {"text": text, "url": url, "label": label}


@register.inclusion_tag("ui/components/steps.html")
def steps(labels: Sequence[str], current: int | str) -> dict[str, object]:
    """Show where one stands in a procedure; `current` is the step's number from 1, or its label."""
    names = [str(label) for label in labels]
    present = current if isinstance(current, int) else names.index(str(current)) + 1
    return {"steps": [(name, position < present, position == present) for position, name in enumerate(names, 1)]}


@register.inclusion_tag("ui/components/pagination.html", takes_context=True)
def pagination(context: Context, page: "Page[object]") -> dict[str, object]:
    """Show the way to the other pages of a list; the query in the address is kept."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    kept = f"{query.urlencode()}&" if query else ""
    pages = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"page": page, "pages": list(pages), "prefix": f"?{kept}page=", "gap": page.paginator.ELLIPSIS}


@register.simple_block_tag
def table_region(content: str, label: str) -> str:
    """Wrap a table so that it scrolls by itself and the keyboard reaches it; the label becomes its caption."""
    if "<caption" not in content:
        caption = format_html("<caption>{}</caption>", label)
        content = TABLE_START.sub(lambda start: f"{start[0]}{caption}", content, count=1)
    opening = format_html('<div class="table-region" role="group" aria-label="{}" tabindex="0">', label)
    return mark_safe(f"{opening}{content.strip()}</div>")  # noqa: S308  # rendered by the template engine, escaped there


@register.filter
def yen(value: formats.Number | None) -> str:
    """Write money: 「3,000円」."""
    return formats.yen(value)


@register.filter
def number(value: formats.Number | None) -> str:
    """Write a number with its thousands apart."""
    return formats.number(value)


@register.filter
def count(value: formats.Number | None, unit: str) -> str:
    """Write a quantity: `{{ 40|count:"台" }}`."""
    return formats.count(value, unit)


@register.filter
def jdate(value: date | None) -> str:
    """Write a day: 「2026年10月5日（月）」."""
    return formats.jdate(value or None)


@register.filter
def jdatetime(value: datetime | None) -> str:
    """Write a moment: 「2026年10月5日（月）10:00」."""
    return formats.jdatetime(value or None)


@register.filter
def wareki(value: date | None) -> str:
    """Write a day in the Japanese era: 「令和8年10月5日」."""
    return formats.wareki(value or None)


@register.filter
def month_label(value: object) -> str:
    """Write a month: 「2027年4月」."""
    return formats.month_label(value)


@register.filter
def due(value: date | None) -> str:
    """Write how long there is: 「あと2開庁日」, 「3日超過」."""
    return formats.due(value or None)


def _check(kind: str, known: frozenset[str]) -> None:
    if kind not in known:
        raise template.TemplateSyntaxError(f"{kind!r} is none of {', '.join(sorted(known))}")
