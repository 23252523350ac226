"""Hand-over notes: the list, one note, mending it, and taking it over."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from dejiro.apps.talent import access, services
from dejiro.apps.talent.forms.engagements import NOTE, AdoptionForm, NoteForm
from dejiro.apps.talent.models import Handover
from dejiro.apps.talent.selectors.handovers import handover_list as handovers_for
from dejiro.apps.talent.selectors.handovers import handover_page
from dejiro.apps.talent.standards import role_choices, roles
from dejiro.apps.talent.views.pages import HANDOVERS, HOME, PER_PAGE
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.doors import open_to, open_to_everyone, open_to_signed_in
from dejiro.foundation.forms import show
from dejiro.foundation.forms.pages import FormPage, asked, form_page, list_page, posted, url_of

DIGITS = 9


@open_to_everyone
def handover_list(request: Request) -> HttpResponse:
    """The notes that the reader may see; nobody in particular sees none. A need's page takes its part from here."""
    need = asked(request, "need", limit=DIGITS)
    need = need if need.isdecimal() else ""
    role = asked(request, "role", list(roles()))
    page = list_page(request, handovers_for(request.actor, need=need, role=role), PER_PAGE)
    context = {
        "page": page,
        "need": need,
        "role": role,
        "roles": role_choices(),
        "query": request.GET.urlencode(),
        "trail": [HOME, (HANDOVERS[0], "")],
    }
    return show(request, "talent/handover_list.html", context)


@open_to_signed_in
def handover_detail(request: Request, pk: int) -> HttpResponse:
    """One note."""
    found = access.handover_for_reader(request.actor, pk)
    context = {"view": handover_page(request.actor, found), "trail": [HOME, HANDOVERS, (_title(found), "")]}
    return show(request, "talent/handover.html", context)


@open_to_signed_in
def handover_edit(request: Request, pk: int) -> HttpResponse:
    """Mend a note."""
    found = access.handover_for_writer(request.actor, pk)
    form = NoteForm(posted(request), initial={name: getattr(found, name) for name in (*NOTE, "version")})
    return form_page(
        request,
        form,
        lambda: services.handover_save(
            actor=request.actor, handover=found, text=form.note(), version=form.seen_version()
        ),
        to=url_of,
        done=_("引き継ぎのメモを直しました。"),
        page=_page(found, _("引き継ぎのメモを直す"), _("保存する")),
    )


@open_to(Role.MEMBER, Role.APPROVER)
def handover_adopt(request: Request, pk: int) -> HttpResponse:
    """Take a note over for one's body."""
    found = access.handover_for_adoption(request.actor, pk)
    form = AdoptionForm(posted(request))
    return form_page(
        request,
        form,
        lambda: services.adoption_take(actor=request.actor, handover=found, wish=form.cleaned_data["note"]),
        to=lambda _made: found.get_absolute_url(),
        done=_("横展開の希望を送りました。あなたの団体の声になり、調整担当が課題に整理します。"),
        page=_page(
            found,
            _("引き継ぐ"),
            _("横展開を希望する"),
            _("ここに書いたことが、メモの場所とともに、あなたの団体の声になります。課題に統合されると公開されます。"),
        ),
    )


def _title(found: Handover) -> str:
    return found.engagement.request.title


def _page(found: Handover, title: str, button: str, lead: str = "") -> FormPage:
    back = found.get_absolute_url()
    return FormPage(title=title, button=button, back=back, trail=[HOME, HANDOVERS, (_title(found), back)], lead=lead)
