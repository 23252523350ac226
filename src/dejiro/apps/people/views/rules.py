"""The rules that an area adopted, each beside its text: read by everyone, changed by the prefecture."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from dejiro.apps.people.access import area_for_adopting, area_for_rules, may_adopt_rules
from dejiro.apps.people.forms import RuleForm
from dejiro.apps.people.selectors import areas_in_force, rules_of
from dejiro.apps.people.views.common import form_page
from dejiro.foundation import clock
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.doors import open_to, open_to_everyone
from dejiro.foundation.forms import show, submit
from dejiro.foundation.organizations.rules import DEFAULTS
from dejiro.foundation.organizations.services import rule_adopt

RULES = "/people/rules/"


@open_to_everyone
def rules(request: Request) -> HttpResponse:
    """Every rule of an area as it holds today, and its versions."""
    code = request.GET.get("area", "") or (settings.AREA if request.actor.area is None else "")
    area = area_for_rules(request.actor, code)
    context = {
        "area_shown": area,
        "areas": areas_in_force(),
        "rules": rules_of(area, on=clock.today()),
        "may_adopt": may_adopt_rules(request.actor, area),
        "trail": [(_("地域の規則"), "")],
    }
    return show(request, "people/rules.html", context)


@open_to(Role.COORDINATOR, Role.ADMINISTRATOR)
def rule_new(request: Request, key: str) -> HttpResponse:
    """Record a new version of a rule."""
    area = area_for_adopting(request.actor)
    if key not in DEFAULTS:
        raise Http404
    form = RuleForm(request.POST or None)
    if response := submit(
        request,
        form,
        lambda: rule_adopt(actor=request.actor, area=area, key=key, **form.values()),
        to=lambda _rule: RULES,
        done=_("新しい版を記録しました。"),
    ):
        return response
    return form_page(
        request,
        form,
        heading=_("「%(label)s」の新しい版") % {"label": DEFAULTS[key].label},
        lead=_("値は、根拠の文と一緒に公開されます。前の版も残ります。"),
        button=_("記録する"),
        back=RULES,
        trail=((_("地域の規則"), RULES),),
    )
