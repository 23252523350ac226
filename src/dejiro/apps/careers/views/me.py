"""The paths to CIO, and a person's own skills, certificates and progress."""

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from dejiro.apps.careers import access, selectors, services
from dejiro.apps.careers.forms import AskForm, CertificateForm, PathForm, StateForm
from dejiro.apps.careers.items import skill_codes
from dejiro.apps.careers.paths import paths
from dejiro.apps.careers.views.common import MINE, page_below, trail
from dejiro.foundation.accounts.acting import user_of
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.doors import open_to_signed_in
from dejiro.foundation.forms import ConfirmForm, show
from dejiro.foundation.forms.pages import asked, form_page, posted, posted_files


def to_mine(_done: object) -> str:
    """Return the person's own page, whatever was done."""
    return MINE[1]


@open_to_signed_in
def home(request: Request) -> HttpResponse:
    """The paths with their stations, and the ways into everything else."""
    actor = request.actor
    context = {
        "paths": paths().values(),
        "reads": access.reads_body(actor),
        "leads": access.leads_body(actor),
        "coordinates": access.coordinates(actor),
        "trail": trail(),
    }
    return show(request, "careers/home.html", context)


@open_to_signed_in
def mine(request: Request) -> HttpResponse:
    """What I can do, what is missing, my certificates and courses, and who looked."""
    view = selectors.map_of(user_of(request.actor), request.actor.area)
    context = {
        "view": view,
        "own": True,
        "officer": access.of_public_body(request.actor),
        "trail": trail((MINE[0], "")),
    }
    return show(request, "careers/person.html", context)


@open_to_signed_in
def path(request: Request) -> HttpResponse:
    """Choose a path."""
    chosen = asked(request, "path", list(paths()))
    form = PathForm(posted(request), initial={"path": chosen})
    return form_page(
        request,
        form,
        lambda: services.path_choose(actor=request.actor, **form.values()),
        to=to_mine,
        done=_("キャリアパスを選びました。"),
        page=page_below(MINE, _("キャリアパスを選ぶ"), _("選ぶ"), _("いつでも選び直せます。")),
    )


@open_to_signed_in
def skill(request: Request) -> HttpResponse:
    """State a level."""
    form = StateForm(posted(request), initial={"skill": asked(request, "skill", skill_codes())})
    return form_page(
        request,
        form,
        lambda: services.skill_state(actor=request.actor, **form.values()),
        to=to_mine,
        done=_("申告しました。次に、上司に確認を頼めます。"),
        page=page_below(
            MINE,
            _("スキルを申告する"),
            _("申告する"),
            _("同じ役割・スキル項目の前の申告は、昨日までの記録として残ります。"),
        ),
    )


@open_to_signed_in
def ask(request: Request, pk: int) -> HttpResponse:
    """Ask a superior."""
    claim = access.claim_of_own(request.actor, pk)
    form = AskForm(posted(request), superiors=services.superiors_of(request.actor))
    lead = _("%(skill)s レベル%(level)s。選んだ人の机に届きます。")
    return form_page(
        request,
        form,
        lambda: services.skill_ask(actor=request.actor, claim=claim, superior=form.cleaned_data["superior"]),
        to=to_mine,
        done=_("確認を頼みました。"),
        page=page_below(MINE, _("確認を頼む"), _("頼む"), lead % {"skill": claim.skill_label, "level": claim.level}),
    )


@open_to_signed_in
def certificate_new(request: Request) -> HttpResponse:
    """Enter a certificate."""
    form = CertificateForm(posted(request), posted_files(request))
    return form_page(
        request,
        form,
        lambda: services.certificate_add(actor=request.actor, terms=form.terms(), file=form.cleaned_data.get("file")),
        to=to_mine,
        done=_("資格を登録しました。上司が証明を確認すると、レベルに数えます。"),
        page=page_below(MINE, _("資格を登録する"), _("登録する")),
    )


@open_to_signed_in
def certificate_remove(request: Request, pk: int) -> HttpResponse:
    """Take one away."""
    found = access.certificate_of_own(request.actor, pk)
    return form_page(
        request,
        ConfirmForm(posted(request)),
        lambda: services.certificate_remove(actor=request.actor, certificate=found),
        to=to_mine,
        done=_("資格を消しました。"),
        page=page_below(
            MINE,
            _("資格を消す"),
            _("消す"),
            _("「%(name)s」と証明のファイル、それで確認されたレベルを消します。元に戻せません。")
            % {"name": found.name},
            danger=True,
        ),
    )


@open_to_signed_in
def export(request: Request) -> HttpResponse:
    """My own data as a file."""
    view = selectors.map_of(user_of(request.actor), None)
    content = {
        "path": view.progress.path.key if view.progress else "",
        "skills": [
            [one.skill, one.level, str(one.source), one.starts_on, one.ends_on, one.evidence] for one in view.history
        ],
        "certificates": [
            [one.name, one.number, one.issuer, one.issued_on, one.expires_on] for one in view.certificates
        ],
        "courses": [[one.course.code, one.course.title, str(one.status), one.credits] for one in view.enrolments],
        "looks": [[one.looked_at, one.user.name, one.organization.name] for one in view.looks],
    }
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="dejiro-skills.json"'
    response["Cache-Control"] = "private, no-store"
    return response


@open_to_signed_in
def erase(request: Request) -> HttpResponse:
    """Erase what careers keeps about me."""
    return form_page(
        request,
        ConfirmForm(posted(request)),
        lambda: services.career_erase(actor=request.actor),
        to=to_mine,
        done=_("スキルの記録を消しました。"),
        page=page_below(
            MINE,
            _("スキルの記録を消す"),
            _("すべて消す"),
            _("スキル・資格・証明のファイル・キャリアパスを消し、受講の申込を取り消します。元に戻せません。"),
            danger=True,
        ),
    )
