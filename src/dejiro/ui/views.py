"""The style guide, and the pages shown when the platform itself fails."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from dejiro.ui import formats


class SampleForm(forms.Form):
    """A form with one field of every shape; it is never sent anywhere."""

    title = forms.CharField(label=_("件名"), max_length=60, help_text=_("60字まで。困っていることを一文で書きます。"))
    quantity = forms.IntegerField(label=_("数量"), min_value=1, help_text=_("1以上の整数（台）。"))
    start = forms.DateField(label=_("開始日"), widget=forms.DateInput(attrs={"type": "date"}), required=False)
    body = forms.CharField(label=_("本文"), widget=forms.Textarea(attrs={"rows": 4}), required=False)
    area = forms.ChoiceField(label=_("分野"), choices=[("", _("選んでください")), ("a", _("窓口")), ("b", _("学校"))])
    urgency = forms.ChoiceField(
        label=_("急ぎ"), widget=forms.RadioSelect, choices=[("now", _("今週中")), ("later", _("今年度中"))]
    )
    bodies = forms.MultipleChoiceField(
        label=_("一緒に進めたい団体"),
        widget=forms.CheckboxSelectMultiple,
        choices=[("132055", _("青梅市")), ("133078", _("檜原村")), ("133086", _("奥多摩町"))],
        required=False,
        help_text=_("いくつでも選べます。"),
    )
    paper = forms.FileField(label=_("仕様書"), required=False)
    public = forms.BooleanField(label=_("ほかの団体にも見せる"), required=False)
    fixed = forms.CharField(label=_("団体コード"), initial="133086", disabled=True)


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component in each of its states."""
    today = formats.today()
    context = {
        "trail": [(_("見本"), ""), (_("画面部品"), "")],
        "form": SampleForm(prefix="plain"),
        "wrong": SampleForm({"wrong-title": "", "wrong-quantity": "0", "wrong-area": "x"}, prefix="wrong"),
        "steps": [_("声"), _("課題"), _("約束"), _("実行"), _("効果")],
        "page": Paginator(range(200), 10).page(7),
        "sample_day": today,
        "terms": [today + timedelta(days=4), today, today - timedelta(days=3)],
        "rows": [
            (_("奥多摩町"), 40, 2_750, 1_320_000, _("担当の見込み"), "neutral"),
            (_("青梅市"), 520, 2_480, 15_475_200, _("課長"), "info"),
            (_("檜原村"), 24, 2_750, 792_000, _("予算成立"), "success"),
        ],
        "kinds": ["info", "success", "warning", "error"],
    }
    return render(request, "ui/styleguide.html", context)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """Answer 400 without asking the database who is there."""
    return HttpResponseBadRequest(render_to_string("400.html", {"demo": settings.DEMO}))


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """Answer 500 without asking the database who is there: it may be what failed."""
    return HttpResponseServerError(render_to_string("500.html", {"demo": settings.DEMO}))
