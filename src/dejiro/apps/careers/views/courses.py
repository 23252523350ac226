"""The catalogue, and the way through a course."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from dejiro.apps.careers import access, selectors, services
from dejiro.apps.careers.forms import CancelForm, CourseForm, DecideForm, FinishForm
from dejiro.apps.careers.importing import course_columns, course_lines
from dejiro.apps.careers.items import item_choices, items, written
from dejiro.apps.careers.models import Course, Enrolment
from dejiro.apps.careers.services.courses import OPEN, SEATED
from dejiro.apps.careers.views.common import COURSES, FORMS, MINE, page_below, trail
from dejiro.apps.talent import public as talent
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.doors import open_to, open_to_signed_in
from dejiro.foundation.exchange.reading import Upload
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
from dejiro.foundation.forms.tables import TableForm, import_page

FIELDS = tuple(column.key for column in course_columns())


@open_to_signed_in
def course_list(request: Request) -> HttpResponse:
    """What may be learned."""
    role, state = asked(request, "role", list(talent.roles())), asked(request, "state", ("open", "cancelled"))
    item = asked(request, "item", list(items()))
    context = {
        "page": list_page(request, selectors.course_list(request.actor, role=role, item=item, state=state)),
        "role": role,
        "item": item,
        "state": state,
        "roles": talent.role_choices(),
        "items": item_choices(),
        "keeps": access.keeps_courses(request.actor),
        "trail": trail((COURSES[0], "")),
    }
    return show(request, "careers/courses.html", context)


@open_to_signed_in
def course(request: Request, pk: int) -> HttpResponse:
    """One course; its keeper sees who takes it."""
    found = access.course_for_reader(request.actor, pk)
    keeps = access.keeps_courses(request.actor)
    enrolments = selectors.enrolments_of(found)
    own = selectors.own_enrolment(request.actor, found)
    seated = sum(one.status in SEATED for one in enrolments)
    context = {
        "course": found,
        "seated": seated,
        "waiting": sum(one.status == Enrolment.Status.WAITING for one in enrolments),
        "own": own,
        "own_open": own is not None and own.status in OPEN,
        "may_apply": access.of_public_body(request.actor) and found.takes_applications and _may_again(own),
        "keeps": keeps,
        "enrolments": enrolments if keeps else (),
        "trail": trail(COURSES, (found.title, "")),
    }
    return show(request, "careers/course.html", context)


@open_to(*access.KEEPERS)
def course_new(request: Request) -> HttpResponse:
    """Enter one."""
    access.area_for_keeper(request.actor)
    form = CourseForm(posted(request))
    return form_page(
        request,
        form,
        lambda: services.course_save(actor=request.actor, terms=form.terms()),
        to=url_of,
        done=_("研修講座を登録しました。"),
        page=page_below(COURSES, _("研修講座を登録する"), _("登録する")),
    )


@open_to(*access.KEEPERS)
def course_edit(request: Request, pk: int) -> HttpResponse:
    """Change one."""
    found = access.course_for_keeper(request.actor, pk)
    form = CourseForm(posted(request), initial={name: getattr(found, name) for name in (*FIELDS, "version")})
    return form_page(
        request,
        form,
        lambda: services.course_save(
            actor=request.actor, terms=form.terms(), course=found, version=form.seen_version()
        ),
        to=url_of,
        done=_("研修講座を保存しました。"),
        page=page_below((found.title, found.get_absolute_url()), _("研修講座を直す"), _("保存する")),
    )


@open_to(*access.KEEPERS)
def course_cancel(request: Request, pk: int) -> HttpResponse:
    """Cancel one."""
    found = access.course_for_keeper(request.actor, pk)
    form = CancelForm(posted(request), initial={"version": found.version})
    return form_page(
        request,
        form,
        lambda: services.course_cancel(actor=request.actor, course=found, version=form.seen_version(), **form.values()),
        to=url_of,
        done=_("研修講座を中止しました。申し込んだ人に伝えました。"),
        page=page_below(
            (found.title, found.get_absolute_url()),
            _("研修講座を中止する"),
            _("中止する"),
            _("元に戻せません。申し込んだ人・受講する人・空き待ちの人に伝わります。単位は付きません。"),
            danger=True,
        ),
    )


@open_to(*access.KEEPERS)
def course_import(request: Request) -> HttpResponse:
    """Take a whole table, or say everything that is wrong with it."""
    area = access.area_for_keeper(request.actor)
    form = TableForm(posted(request), posted_files(request))
    context: dict[str, object] = {
        "columns": course_columns(),
        "title": _("研修をファイルから取り込む"),
        "lead": _("講座番号が同じ講座は、ファイルの内容に変わります。一つでも直すところがあれば、何も取り込みません。"),
        "template": "/careers/courses/export.xlsx",
        "back": COURSES[1],
        "trail": trail(COURSES, (_("ファイルから取り込む"), "")),
    }

    def take(file: Upload) -> int:
        return services.courses_import(actor=request.actor, lines=course_lines(file, area))

    return import_page(request, form, context, take)


@open_to_signed_in
def course_export(request: Request, form: str) -> HttpResponse:
    """The catalogue as a file that can be imported again; what is cancelled cannot, and is left out."""
    if form not in FORMS:
        raise Http404
    held = selectors.course_list(request.actor, state="held")
    rows = [{**{name: getattr(one, name) for name in FIELDS}, "items": written(one.items)} for one in held]
    return table_download(rows, course_columns(), title=_("研修の一覧"), name=_("研修の一覧"), form=form)


@open_to_signed_in
def apply(request: Request, pk: int) -> HttpResponse:
    """Apply for a course."""
    found = access.course_for_reader(request.actor, pk)
    return form_page(
        request,
        ConfirmForm(posted(request)),
        lambda: services.enrolment_apply(actor=request.actor, course=found),
        to=lambda _done: found.get_absolute_url(),
        done=_("申し込みました。上司が承認すると、受講が決まります。"),
        page=_page(found, _("申し込む"), _("申し込む"), _("所属する団体の承認者に、承認を頼みます。")),
    )


@open_to(*access.SUPERIORS)
def decide(request: Request, pk: int) -> HttpResponse:
    """Answer an application."""
    found = access.enrolment_for_superior(request.actor, pk)
    form = DecideForm(posted(request))
    facts = {"name": found.user, "title": found.course.title, "fee": f"{found.course.fee:,}"}
    return form_page(
        request,
        form,
        lambda: services.enrolment_decide(
            actor=request.actor,
            enrolment=found,
            approve=form.cleaned_data["approve"] == "yes",
            reason=form.cleaned_data["reason"],
        ),
        to=lambda _done: found.course.get_absolute_url(),
        done=_("本人に返事を伝えました。"),
        page=_page(
            found.course,
            _("受講を承認する"),
            _("返事する"),
            _("%(name)sさん　「%(title)s」　受講料 %(fee)s円。定員に達していれば、空き待ちになります。") % facts,
        ),
    )


@open_to_signed_in
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take one's own enrolment back."""
    found = access.enrolment_of_own(request.actor, pk)
    return form_page(
        request,
        ConfirmForm(posted(request)),
        lambda: services.enrolment_withdraw(actor=request.actor, enrolment=found),
        to=lambda _done: MINE[1],
        done=_("受講を取り消しました。"),
        page=page_below(
            (found.course.title, found.course.get_absolute_url()),
            _("受講を取り消す"),
            _("取り消す"),
            _("空いた席は、空き待ちの人に回ります。"),
            danger=True,
        ),
    )


@open_to(*access.KEEPERS)
def finish(request: Request, pk: int) -> HttpResponse:
    """Say how it ended."""
    found = access.enrolment_for_keeper(request.actor, pk)
    form = FinishForm(posted(request))
    return form_page(
        request,
        form,
        lambda: services.enrolment_finish(
            actor=request.actor, enrolment=found, completed=form.cleaned_data["completed"] == "yes"
        ),
        to=lambda _done: found.course.get_absolute_url(),
        done=_("受講の結果を登録しました。"),
        page=_page(
            found.course,
            _("受講の結果を登録する"),
            _("登録する"),
            _("%(name)sさん。修了すると単位が付き、確認済みのレベルが一段上がります。") % {"name": found.user},
        ),
    )


def _may_again(own: Enrolment | None) -> bool:
    return own is None or own.status in {Enrolment.Status.DECLINED, Enrolment.Status.WITHDRAWN}


def _page(found: Course, title: str, button: str, lead: str) -> FormPage:
    return page_below((found.title, found.get_absolute_url()), title, button, lead)
