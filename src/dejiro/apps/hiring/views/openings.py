"""Openings: the public list, and how a body runs its own."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from dejiro.apps.hiring import access, scoring, selectors, services
from dejiro.apps.hiring.forms import InterviewForm, OpeningForm, ReviewersForm
from dejiro.apps.hiring.models import Choice, Opening
from dejiro.apps.hiring.views.common import page_of, trail
from dejiro.apps.talent import public as talent
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.doors import open_to, open_to_everyone
from dejiro.foundation.forms import ConfirmForm, show
from dejiro.foundation.forms.pages import FormPage, asked, form_page, list_page, posted, url_of


@open_to_everyone
def opening_list(request: Request) -> HttpResponse:
    """What may be applied for."""
    role, state = asked(request, "role"), asked(request, "state", ("open",))
    page = list_page(request, selectors.opening_list(request.actor, role=role, state=state))
    for one in page:
        one.role_label = talent.role_label(one.role)  # type: ignore[attr-defined]  # for the page
    context = {
        "page": page,
        "role": role,
        "state": state,
        "roles": talent.role_choices(),
        "may_write": access.may_write(request.actor),
        "trail": trail(),
    }
    return show(request, "hiring/opening_list.html", context)


@open_to_everyone
def opening(request: Request, pk: int) -> HttpResponse:
    """One opening, with what its body may do."""
    found = access.opening_for_reader(request.actor, pk)
    user = request.actor.user
    context = {
        "opening": found,
        "role_label": talent.role_label(found.role),
        "criteria": found.criteria.all(),
        "owner": access.owns(request.actor, found),
        "publisher": access.may_publish(request.actor, found),
        "reviewer": user is not None and found.reviewers.filter(user=user).exists(),
        "trail": trail((found.title, "")),
    }
    return show(request, "hiring/opening.html", context)


@open_to(*access.WRITERS)
def opening_new(request: Request) -> HttpResponse:
    """Draft an opening."""
    area = request.actor.area
    form = OpeningForm(posted(request), area_id=area.pk if area else 0)
    return form_page(
        request,
        form,
        lambda: services.opening_create(actor=request.actor, terms=form.terms()),
        to=url_of,
        done=_("求人を下書きしました。承認者か調整担当が確かめて公開します。"),
        page=FormPage(title=_("求人を書く"), button=_("下書きを保存する"), back="/hiring/", trail=trail()),
    )


@open_to(*access.WRITERS)
def opening_edit(request: Request, pk: int) -> HttpResponse:
    """Change a draft."""
    found = access.opening_for_owner(request.actor, pk)
    form = OpeningForm(posted(request), initial=OpeningForm.initial_of(found), area_id=found.area_id)
    return form_page(
        request,
        form,
        lambda: services.opening_update(
            actor=request.actor, opening=found, terms=form.terms(), version=form.seen_version()
        ),
        to=url_of,
        done=_("求人を保存しました。"),
        page=page_of(found, _("求人を直す"), _("保存する")),
    )


@open_to(*access.PUBLISHERS)
def opening_publish(request: Request, pk: int) -> HttpResponse:
    """Show it to everybody."""
    found = access.opening_for_publisher(request.actor, pk)
    return form_page(
        request,
        ConfirmForm(posted(request)),
        lambda: services.opening_publish(actor=request.actor, opening=found),
        to=url_of,
        done=_("求人を公開しました。"),
        page=page_of(
            found, _("求人を公開する"), _("公開する"), _("公開した後は、給与・基準・重み・締切を変えられません。")
        ),
    )


@open_to(*access.WRITERS)
def reviewers(request: Request, pk: int) -> HttpResponse:
    """Name who scores."""
    found = access.opening_for_owner(request.actor, pk)
    form = ReviewersForm(posted(request), initial={"users": found.reviewers.values_list("user", flat=True)})
    form.fields["users"].queryset = selectors.people_of(found)  # type: ignore[attr-defined]  # a choice of rows
    return form_page(
        request,
        form,
        lambda: services.reviewers_name(actor=request.actor, opening=found, users=list(form.cleaned_data["users"])),
        to=url_of,
        done=_("評価者を決めました。"),
        page=page_of(found, _("評価者を決める"), _("保存する"), _("評価者は、ほかの人の点を見ずに評価します。")),
    )


@open_to(*access.PUBLISHERS)
def interview(request: Request, pk: int) -> HttpResponse:
    """Say who goes on; nobody's name is seen yet."""
    found = access.opening_for_publisher(request.actor, pk)
    form = InterviewForm(posted(request))
    form.fields["choices"].choices = [  # type: ignore[attr-defined]  # a choice of numbers
        (line.choice.pk, _("応募%(number)s　平均%(mean)s") % {"number": line.number, "mean": line.mean_text or "―"})
        for line in scoring.for_interview(found)
    ]
    return form_page(
        request,
        form,
        lambda: services.interviews_begin(
            actor=request.actor,
            opening=found,
            choices=list(Choice.objects.filter(opening=found, pk__in=form.cleaned_data["choices"])),
        ),
        to=url_of,
        done=_("面接に進む人を決めました。氏名と連絡先が見えるようになりました。"),
        page=page_of(
            found, _("面接に進む人を決める"), _("決める"), _("書類の評価は、ここで終わります。元に戻せません。")
        ),
    )


@open_to(*access.PUBLISHERS)
def close(request: Request, pk: int) -> HttpResponse:
    """End the scoring."""
    found = access.opening_for_publisher(request.actor, pk)
    return form_page(
        request,
        ConfirmForm(posted(request)),
        lambda: services.scores_close(actor=request.actor, opening=found),
        to=url_of,
        done=_("採点を終えました。"),
        page=page_of(found, _("採点を終える"), _("採点を終える"), _closing(found)),
    )


def _closing(found: Opening) -> str:
    """Return what somebody must know before they end the scoring."""
    owed = scoring.unscored(found) if found.status == Opening.Status.INTERVIEW else 0
    words = _("この後、点は変えられません。")
    if not owed:
        return words
    alert = _("だれも採点していない応募が%(count)d件あります。未採点として扱い、共同採用の名簿には載せません。")
    return alert % {"count": owed} + words


@open_to(*access.WRITERS)
def statistics(request: Request) -> HttpResponse:
    """Why offers were declined in the prefecture."""
    area = request.actor.area
    groups = selectors.declined_groups(area.pk) if area else {}
    titles = {"reason": _("理由"), "role": _("役割"), "distance": _("希望額との差")}
    tables = [(titles[name], rows) for name, rows in groups.items() if rows]
    context = {"tables": tables, "smallest": selectors.SMALLEST, "trail": trail((_("辞退の統計"), ""))}
    return show(request, "hiring/statistics.html", context)
