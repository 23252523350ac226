"""The contract list of my body: by hand, by file, and its renewals ahead."""

from typing import Final

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _

from dejiro.apps.needs import access, services
from dejiro.apps.needs.contract_forms import (
    COLUMNS,
    EXAMPLE,
    ContractForm,
    ImportConfirmForm,
    ImportForm,
    RenewalForm,
)
from dejiro.apps.needs.importing import Preview, preview_of, salt_of, seal, unsealed
from dejiro.apps.needs.models import Category, Contract
from dejiro.apps.needs.selectors.contracts import contract_list as contracts_for
from dejiro.apps.needs.selectors.contracts import renewal_months, renewals
from dejiro.apps.needs.services import Imported
from dejiro.apps.needs.services.contracts import FIELDS
from dejiro.apps.needs.views.pages import CONTRACTS
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.doors import open_to
from dejiro.foundation.exchange import TableFault
from dejiro.foundation.forms import ConfirmForm, show
from dejiro.foundation.forms.pages import (
    FormPage,
    asked,
    form_page,
    list_page,
    posted,
    posted_files,
    table_download,
    url_of,
)
from dejiro.foundation.organizations.models import Organization
from dejiro.ui.formats import jdate

PER_PAGE: Final = 50
IMPORT: Final = "/contracts/import/"


@open_to(*access.OFFICERS)
def contract_list(request: Request) -> HttpResponse:
    """My body's contracts, the next to end first."""
    q, category = asked(request, "q"), asked(request, "category", Category.values)
    context = {
        "page": list_page(request, contracts_for(request.actor, q=q, category=category), PER_PAGE),
        "q": q,
        "category": category,
        "filtered": bool(q or category),
        "categories": Category.choices,
        "query": request.GET.urlencode(),
        "trail": [(CONTRACTS[0], "")],
    }
    return show(request, "needs/contract_list.html", context)


@open_to(*access.OFFICERS)
def contract_detail(request: Request, pk: int) -> HttpResponse:
    """One contract and who renews the same in its window."""
    contract = access.contract_for_owner(request.actor, pk)
    (renewal,) = renewals(request.actor, [contract])
    context = {"contract": contract, "renewal": renewal, "trail": [CONTRACTS, (contract.title, "")]}
    return show(request, "needs/contract_detail.html", context)


@open_to(*access.OFFICERS)
def contract_new(request: Request) -> HttpResponse:
    """Add a contract."""
    form = ContractForm(posted(request))
    return form_page(
        request,
        form,
        lambda: services.contract_save(actor=request.actor, row=form.row()),
        to=url_of,
        done=_("契約を登録しました。"),
        page=FormPage(title=_("契約を登録する"), button=_("登録する"), back="/contracts/", trail=[CONTRACTS]),
    )


@open_to(*access.OFFICERS)
def contract_edit(request: Request, pk: int) -> HttpResponse:
    """Change a contract."""
    contract = access.contract_for_owner(request.actor, pk)
    form = ContractForm(posted(request), initial={name: getattr(contract, name) for name in (*FIELDS, "version")})
    return form_page(
        request,
        form,
        lambda: services.contract_save(
            actor=request.actor, contract=contract, row=form.row(), version=form.seen_version()
        ),
        to=url_of,
        done=_("契約を保存しました。"),
        page=_page(contract, _("契約を変更する"), _("保存する")),
    )


@open_to(*access.OFFICERS)
def contract_delete(request: Request, pk: int) -> HttpResponse:
    """Take a contract off the list, after a question."""
    contract = access.contract_for_owner(request.actor, pk)
    form = ConfirmForm(posted(request), initial={"version": contract.version})
    return form_page(
        request,
        form,
        lambda: services.contract_delete(actor=request.actor, contract=contract, version=form.seen_version()),
        to=lambda _none: "/contracts/",
        done=_("契約を削除しました。"),
        page=_page(
            contract,
            _("契約を削除する"),
            _("削除する"),
            _("「%(title)s」（%(key)s）を契約台帳から削除します。元に戻せません。")
            % {"title": contract.title, "key": contract.key},
            danger=True,
        ),
    )


@open_to(*access.OFFICERS)
def contract_renew(request: Request, pk: int) -> HttpResponse:
    """Make the renewal a voice."""
    contract = access.contract_for_owner(request.actor, pk)
    form = RenewalForm(posted(request), initial=_renewal(contract))
    return form_page(
        request,
        form,
        lambda: services.renewal_voice(actor=request.actor, contract=contract, **form.values()),
        to=url_of,
        done=_("契約の更新を声にしました。調整担当が、同じ時期に更新する団体と合わせて整理します。"),
        page=_page(contract, _("更新を声にする"), _("声を登録する")),
    )


@open_to(*access.OFFICERS)
def renewal_decline(request: Request, pk: int) -> HttpResponse:
    """Take the question of the renewal off the desk."""
    contract = access.contract_for_owner(request.actor, pk)
    form = ConfirmForm(posted(request), initial={"version": contract.version})
    return form_page(
        request,
        form,
        lambda: services.renewal_decline(actor=request.actor, contract=contract),
        to=lambda _none: contract.get_absolute_url(),
        done=_("この契約の更新は、机に載らなくなりました。"),
        page=_page(
            contract,
            _("共同では更新しない"),
            _("共同では更新しない"),
            _("自団体だけで更新するか、更新しないときに選びます。後からでも、更新を声にできます。"),
        ),
    )


@open_to(*access.OFFICERS)
def contract_calendar(request: Request) -> HttpResponse:
    """Eighteen months of renewals, and who renews the same."""
    months = renewal_months(request.actor)
    context = {
        "months": months,
        "total": sum(len(month.renewals) for month in months),
        "trail": [CONTRACTS, (_("更新カレンダー"), "")],
    }
    return show(request, "needs/contract_calendar.html", context)


@open_to(*access.OFFICERS)
def contract_export(request: Request, form: str) -> HttpResponse:
    """The list, as filtered, as a file that can be imported again."""
    q, category = asked(request, "q"), asked(request, "category", Category.values)
    rows = [
        {name: getattr(contract, name) for name in FIELDS}
        for contract in contracts_for(request.actor, q=q, category=category)
    ]
    return table_download(rows, COLUMNS, title=_("契約台帳"), name=_("契約台帳"), form=form)


@open_to(*access.OFFICERS)
def contract_template(request: Request, form: str) -> HttpResponse:  # noqa: ARG001  # a view
    """An empty list with one example, to be filled in."""
    return table_download([EXAMPLE], COLUMNS, title=_("契約台帳のひな形"), name=_("契約台帳ひな形"), form=form)


@open_to(*access.OFFICERS)
def contract_import(request: Request) -> HttpResponse:
    """Read a file and show what it would change; nothing is changed yet."""
    organization = _organization(request)
    form = ImportForm(posted(request), posted_files(request))
    context: dict[str, object] = {"columns": COLUMNS, "trail": [CONTRACTS, (_("ファイルから取り込む"), "")]}
    if form.is_bound and form.is_valid():
        try:
            preview = preview_of(form.cleaned_data["file"], request.actor)
        except TableFault as fault:
            form.add_error(
                "file", _("ファイルに直すところがあります。下の表のとおりに直して、もう一度選んでください。")
            )
            context["faults"] = fault.faults
        else:
            sealed = ImportConfirmForm(initial={"payload": seal(preview, salt_of(organization))}, salt="")
            return show(request, "needs/contract_preview.html", {**context, **_shown(preview), "form": sealed})
    return show(request, "needs/contract_import.html", context, form=form)


@open_to(*access.OFFICERS)
def contract_import_confirm(request: Request) -> HttpResponse:
    """Import what the preview showed, all of it or nothing."""
    form = ImportConfirmForm(posted(request), salt=salt_of(_organization(request)))
    return form_page(
        request,
        form,
        lambda: _import(request, form),
        to=lambda _imported: "/contracts/",
        done=_("契約台帳を取り込みました。"),
        page=FormPage(
            title=_("取込みをやり直す"),
            button=_("もう一度試す"),
            back=IMPORT,
            trail=[CONTRACTS],
            template="needs/contract_import_again.html",
        ),
    )


def _import(request: Request, form: ImportConfirmForm) -> Imported:
    rows, versions = unsealed(form.cleaned_data["payload"])
    return services.contracts_import(actor=request.actor, rows=rows, versions=versions)


def _shown(preview: Preview) -> dict[str, object]:
    return {"preview": preview, "page_title": _("取り込む前の確認")}


def _renewal(contract: Contract) -> dict[str, str]:
    quantity = f"{contract.quantity:,}{contract.unit}" if contract.quantity else ""
    body = _(
        "%(category)sの契約が%(day)sに満了します。%(quantity)s 同じ時期に更新する団体があれば、まとめて調達したいです。"
    )
    return {
        "title": _("%(title)sの更新") % {"title": (contract.product or contract.title)[:90]},
        "body": body
        % {
            "category": contract.get_category_display(),
            "day": jdate(contract.ends_on),
            "quantity": _("数量は%(quantity)sです。") % {"quantity": quantity} if quantity else "",
        },
    }


def _organization(request: Request) -> Organization:
    if request.actor.organization is None:
        raise PermissionDenied
    return request.actor.organization


def _page(contract: Contract, title: str, button: str, lead: str = "", *, danger: bool = False) -> FormPage:
    place = (contract.title, contract.get_absolute_url())
    return FormPage(
        title=title, button=button, back=contract.get_absolute_url(), trail=[CONTRACTS, place], lead=lead, danger=danger
    )
