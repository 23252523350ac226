"""Plans: the list, one with what each body gets and why, the board, and what the coordinator does with it."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from dejiro.apps.talent import access, services
from dejiro.apps.talent.forms.plans import PinForm, PlanForm
from dejiro.apps.talent.models import Pin, Plan, Specialist
from dejiro.apps.talent.models import Request as TalentRequest
from dejiro.apps.talent.selectors.plans import entitlement_rows, plan_page
from dejiro.apps.talent.selectors.plans import plan_list as plans_for
from dejiro.apps.talent.tasks import plan_compute
from dejiro.apps.talent.views.pages import HOME, PER_PAGE, PLANS, plan_form
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.doors import open_to, open_to_signed_in
from dejiro.foundation.errors import Refusal
from dejiro.foundation.forms import ConfirmForm, show
from dejiro.foundation.forms.pages import FormPage, asked, form_page, list_page, posted, url_of
from dejiro.foundation.tasks import enqueue_after_commit

READERS = (Role.MEMBER, Role.APPROVER, Role.COORDINATOR)


@open_to(*READERS)
def plan_list(request: Request) -> HttpResponse:
    """The plans of the area."""
    context = {
        "page": list_page(request, plans_for(request.actor), PER_PAGE),
        "may_coordinate": request.actor.has(Role.COORDINATOR),
        "trail": [HOME, (PLANS[0], "")],
    }
    return show(request, "talent/plan_list.html", context)


@open_to(*READERS)
def plan_detail(request: Request, pk: int) -> HttpResponse:
    """What each body gets and why."""
    found = access.plan_for_reader(request.actor, pk)
    context = {"view": plan_page(request.actor, found), "trail": [HOME, PLANS, (found.name, "")]}
    return show(request, "talent/plan.html", context)


@open_to(Role.COORDINATOR)
def plan_new(request: Request) -> HttpResponse:
    """Begin a plan or a re-plan."""
    area = access.area_of_coordinator(request.actor)
    bases = {row.pk: row for row in plans_for(request.actor).filter(answer__isnull=False)}
    form = PlanForm(posted(request), initial={"base": asked(request, "base")})
    form.offer([(pk, row.name) for pk, row in bases.items()])

    def act() -> Plan:
        values = form.values()
        base = bases.get(values.pop("base"))
        whole = access.plan_for_coordinator(request.actor, base.pk) if base else None
        return services.plan_create(actor=request.actor, base=whole, **values)

    return form_page(
        request,
        form,
        act,
        to=url_of,
        done=_("計画を作りました。固定と除外を決めてから、計算してください。"),
        page=FormPage(
            title=_("計画を作る"),
            button=_("作る"),
            back=PLANS[1],
            trail=[HOME, PLANS],
            lead=_("%(area)sの人材プールと、人材を待っている依頼から、誰がどの依頼を受けるかを計算します。")
            % {"area": area.name},
        ),
    )


@open_to(Role.COORDINATOR)
def plan_compute_page(request: Request, pk: int) -> HttpResponse:
    """Have it computed in the background."""
    found = access.plan_for_coordinator(request.actor, pk)
    form = ConfirmForm(posted(request), initial={"version": found.version})

    def act() -> Plan:
        started = services.plan_start(actor=request.actor, plan=found, version=form.seen_version())
        enqueue_after_commit(plan_compute, plan_id=started.pk)
        return started

    return form_page(
        request,
        form,
        act,
        to=url_of,
        done=_("計算を始めました。終わると、この画面に結果が出ます。"),
        page=plan_form(found, _("計算する"), _("計算を始める"), _("公表するまで、団体には見えません。")),
    )


@open_to(Role.COORDINATOR)
def plan_pin(request: Request, pk: int) -> HttpResponse:
    """Fix a pair or rule it out."""
    found = access.plan_for_coordinator(request.actor, pk)
    form = PinForm(posted(request), initial={"version": found.version})

    def act() -> Pin:
        values = form.values()
        person = Specialist.objects.filter(area=found.area, key=values.pop("specialist")).first()
        asked_for = TalentRequest.objects.filter(area=found.area, pk=values.pop("request")).first()
        if person is None:
            raise Refusal(_("この人材番号の人はいません。"), code="no_specialist", field="specialist")
        if asked_for is None:
            raise Refusal(_("この番号の依頼はありません。"), code="no_request", field="request")
        return services.pin_save(
            actor=request.actor,
            plan=found,
            specialist=person,
            request=asked_for,
            version=form.seen_version(),
            **values,
        )

    return form_page(
        request,
        form,
        act,
        to=lambda _pin: found.get_absolute_url(),
        done=_("記録しました。もう一度計算すると、計画に入ります。"),
        page=plan_form(found, _("組を決める・除く"), _("記録する"), _("同じ組にもう一度書くと、上書きします。")),
    )


@open_to(Role.COORDINATOR)
def plan_publish(request: Request, pk: int) -> HttpResponse:
    """Publish it: every assignment becomes a proposal."""
    found = access.plan_for_coordinator(request.actor, pk)
    form = ConfirmForm(posted(request), initial={"version": found.version})
    return form_page(
        request,
        form,
        lambda: services.plan_publish(actor=request.actor, plan=found, version=form.seen_version()),
        to=url_of,
        done=_("公表しました。団体と本人に、提案への返事を頼みました。"),
        page=plan_form(
            found,
            _("計画を公表する"),
            _("公表する"),
            _(
                "すべての組が提案になり、団体と本人の返事を待ちます。全団体の持ち分と結果が、団体どうしで見えるようになります。"
            ),
        ),
    )


@open_to_signed_in
def entitlement(request: Request) -> HttpResponse:
    """The rule that shares specialists, and what another one would change for every body."""
    area = access.area_of_member(request.actor)
    typed = asked(request, "equal", [str(percent) for percent in range(101)])
    rule, rows = entitlement_rows(area, int(typed) if typed else None)
    context = {
        "rule": rule,
        "rows": rows,
        "carries": any(row.owed for row in rows),
        "equal": typed or str(rule.value),
        "trail": [HOME, (_("持ち分の決め方"), "")],
    }
    return show(request, "talent/entitlement.html", context)
