"""The register of certified products: the list, one of them, and what its issuer or another body does with it."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dejiro.apps.pilots import access, importing, selectors, services
from dejiro.apps.pilots.exports import register_rows, state_label
from dejiro.apps.pilots.forms import CertificationForm, ReasonForm, ValidityForm
from dejiro.apps.pilots.models import Pilot
from dejiro.apps.pilots.views.common import CERTIFICATIONS, LAB, above, confirm
from dejiro.foundation import clock
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.doors import open_to, open_to_everyone
from dejiro.foundation.forms import show
from dejiro.foundation.forms.pages import FormPage, asked, form_page, list_page, posted, table_download, url_of
from dejiro.ui.formats import jdate

STATES = {
    "in_force": gettext_lazy("有効"),
    "expired": gettext_lazy("期限切れ"),
    "revoked": gettext_lazy("取消"),
}


@open_to_everyone
def certification_list(request: Request) -> HttpResponse:
    """The register."""
    state, q, issuer = asked(request, "state", list(STATES)), asked(request, "q"), asked(request, "issuer", limit=20)
    page = list_page(request, selectors.certification_list(state=state, q=q, issuer=issuer))
    context = {
        "page": page,
        "rows": [(row, state_label(row)) for row in page],
        "states": STATES.items(),
        "state": state,
        "q": q,
        "issuer": issuer,
        "may_certify": access.may_certify(request.actor),
        "trail": [LAB, (CERTIFICATIONS[0], "")],
    }
    return show(request, "pilots/certification_list.html", context)


@open_to_everyone
def certification_export(request: Request, form: str) -> HttpResponse:
    """The register as a table."""
    if form not in {"csv", "xlsx"}:
        raise Http404
    state, q, issuer = asked(request, "state", list(STATES)), asked(request, "q"), asked(request, "issuer", limit=20)
    rows = register_rows(selectors.certification_list(state=state, q=q, issuer=issuer))
    return table_download(rows, importing.REGISTER, title=_("認定の台帳"), name="certifications", form=form)


@open_to(Role.APPROVER)
def certification_new(request: Request) -> HttpResponse:
    """Certify a product; from a pilot, with what is known of it."""
    pilot = _pilot_asked(request)
    form = CertificationForm(posted(request), initial=_initial(pilot))
    page = FormPage(
        title=_("認定を登録する"),
        button=_("認定を登録する"),
        back=pilot.get_absolute_url() if pilot else "/certifications/",
        trail=above(pilot) if pilot else [LAB, CERTIFICATIONS],
        lead=_("地方自治法施行令第167条の2第1項第4号による認定です。有効期限は、あなたの団体の決まりから計算します。"),
    )
    return form_page(
        request,
        form,
        lambda: services.certification_create(
            actor=request.actor,
            product=form.product_of(pilot.company if pilot else None),
            basis=form.cleaned_data["basis"],
            decision=form.cleaned_data["decision"],
            certified_on=form.certified(),
            validity=form.validity(),
            pilot=pilot,
        ),
        to=url_of,
        done=_("認定を登録しました。"),
        page=page,
    )


def _pilot_asked(request: Request) -> Pilot | None:
    number = asked(request, "pilot", limit=18)
    return access.pilot_for_approver(request.actor, int(number)) if number.isascii() and number.isdigit() else None


def _initial(pilot: Pilot | None) -> dict[str, object]:
    today: dict[str, object] = {"certified_on": clock.today()}
    if pilot is None:
        return today
    company = pilot.company.name if pilot.company else ""
    return {**today, "product": pilot.product, "company_name": company, "decision": pilot.reasons}


@open_to_everyone
def certification(request: Request, pk: int) -> HttpResponse:
    """One certification, its renewals, and who relies on it."""
    row = access.certification_for_reader(pk)
    may_certify = access.may_certify(request.actor)
    own = request.actor.acts_for(row.issuer)
    renewals = list(row.renewals.all())
    context = {
        "row": row,
        "state": state_label(row),
        "renewals": renewals,
        "reuses": list(row.reuses.select_related("issuer")),
        "may_change": may_certify and own and row.revoked_on is None,
        "may_renew": may_certify and own and row.in_force() and len(renewals) < row.most_renewals,
        "may_reuse": may_certify and not own and row.in_force(),
        "trail": [LAB, CERTIFICATIONS, (row.product, "")],
    }
    return show(request, "pilots/certification.html", context)


@open_to(Role.APPROVER)
def certification_reuse(request: Request, pk: int) -> HttpResponse:
    """Rely on another body's certification, by one's own decision and rule."""
    source = access.certification_for_reuser(request.actor, pk)
    form = ValidityForm(posted(request))
    page = FormPage(
        title=_("この認定を活用する"),
        button=_("自分の団体の認定として登録する"),
        back=source.get_absolute_url(),
        trail=above(source),
        lead=_(
            "%(issuer)sの認定「%(product)s」をもとに、あなたの団体として認定します。決定の理由と有効期間は、あなたの団体のものです。"
        )
        % {"issuer": source.issuer.name, "product": source.product},
    )
    return form_page(
        request,
        form,
        lambda: services.certification_reuse(
            actor=request.actor,
            source=source,
            basis=form.cleaned_data["basis"],
            decision=form.cleaned_data["decision"],
            validity=form.validity(),
        ),
        to=url_of,
        done=_("認定を登録しました。"),
        page=page,
    )


@open_to(Role.APPROVER)
def certification_renew(request: Request, pk: int) -> HttpResponse:
    """Prolong by the rule."""
    row = access.certification_for_issuer(request.actor, pk)
    return confirm(
        request,
        row,
        lambda version: services.certification_renew(actor=request.actor, certification=row, version=version),
        to=lambda made: made.certification.get_absolute_url(),
        title=_("認定を更新する"),
        lead=_("新しい期限は、登録した決まりから計算します。いまの期限：%(day)s") % {"day": jdate(row.expires_on)},
        done=_("認定を更新しました。"),
    )


@open_to(Role.APPROVER)
def certification_revoke(request: Request, pk: int) -> HttpResponse:
    """Take back, with a reason."""
    row = access.certification_for_issuer(request.actor, pk)
    form = ReasonForm(posted(request), initial={"version": row.version})
    page = FormPage(
        title=_("認定を取り消す"),
        button=_("認定を取り消す"),
        back=row.get_absolute_url(),
        trail=above(row),
        lead=_("理由は公開され、この認定を活用した団体に知らせます。元に戻せません。"),
        danger=True,
    )
    return form_page(
        request,
        form,
        lambda: services.certification_revoke(
            actor=request.actor,
            certification=row,
            reason=form.cleaned_data["reason"],
            version=form.seen_version(),
        ),
        to=url_of,
        done=_("認定を取り消しました。"),
        page=page,
    )
