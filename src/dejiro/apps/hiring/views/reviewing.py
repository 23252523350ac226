"""The pages of reviewers, and of the body once names may be seen."""

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from dejiro.apps.hiring import access, scoring, selectors, services
from dejiro.apps.hiring.forms import OfferForm, ScoreForm
from dejiro.apps.hiring.models import Choice, Score, Settlement
from dejiro.apps.hiring.services.reviewing import stage_of
from dejiro.apps.hiring.views.common import page_of, trail
from dejiro.apps.talent import public as talent
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.doors import open_to
from dejiro.foundation.files.downloads import download
from dejiro.foundation.files.selectors import attachments_of
from dejiro.foundation.forms import ConfirmForm, show
from dejiro.foundation.forms.pages import FormPage, form_page, posted, url_of
from dejiro.foundation.ledger.services import subject_of


def to_review(choice: Choice) -> str:
    """Return the reviewer's list."""
    return f"{choice.opening.get_absolute_url()}review/"


@open_to(*access.REVIEWERS)
def review(request: Request, pk: int) -> HttpResponse:
    """What I still have to score."""
    found = access.opening_for_reader(request.actor, pk)
    reviewer = access.reviewer_for(request.actor, found)
    rows = selectors.sheets_of(reviewer, scoring.live_choices(found)) if found.takes_scores else []
    here = trail((found.title, found.get_absolute_url()), (_("評価する"), ""))
    return show(request, "hiring/review.html", {"opening": found, "sheets": rows, "trail": here})


@open_to(*access.REVIEWERS)
def score(request: Request, pk: int) -> HttpResponse:
    """Score one application; the look at it is kept."""
    choice, reviewer = access.choice_for_reviewer(request.actor, pk)
    if request.method == "GET":
        services.look_record(actor=request.actor, choice=choice)
    given = Score.objects.filter(reviewer=reviewer, choice=choice, stage=stage_of(choice))
    initial = {f"criterion_{one}": points for one, points in given.values_list("criterion", "points")}
    form = ScoreForm(posted(request), criteria=list(choice.opening.criteria.all()), initial=initial)
    base = page_of(choice.opening, _("評価する"), _("点を登録する"))
    return form_page(
        request,
        form,
        lambda: services.scores_give(actor=request.actor, choice=choice, reviewer=reviewer, points=form.points()),
        to=to_review,
        done=_("点を登録しました。"),
        page=FormPage(
            title=base.title,
            button=base.button,
            back=to_review(choice),
            trail=base.trail,
            template="hiring/score.html",
            context={
                "choice": choice,
                "role_label": talent.role_label(choice.application.role),
                "papers": [] if choice.opening.is_blind else attachments_of(subject_of(choice.application)),
            },
        ),
    )


@open_to(*access.REVIEWERS)
def conflict(request: Request, pk: int) -> HttpResponse:
    """Keep away from a candidate."""
    choice, reviewer = access.choice_for_reviewer(request.actor, pk)
    return form_page(
        request,
        ConfirmForm(posted(request)),
        lambda: services.conflict_declare(actor=request.actor, choice=choice, reviewer=reviewer),
        to=to_review,
        done=_("利害関係を申告しました。この応募は、あなたの評価から外れます。"),
        page=page_of(
            choice.opening,
            _("利害関係を申告する"),
            _("申告する"),
            _("親族・友人・元の上司や部下など、公正な評価を疑われる間柄のときに申告します。取り消せません。"),
            danger=True,
        ),
    )


@open_to(*access.WRITERS)
def scores(request: Request, pk: int) -> HttpResponse:
    """Means and spreads, once nobody can be swayed by them."""
    found = access.opening_for_owner(request.actor, pk)
    seen = scoring.may_be_seen(found)
    context = {
        "opening": found,
        "seen": seen,
        "lines": scoring.lines(found) if seen else [],
        "settled": found.joint_id is not None and Settlement.objects.filter(joint=found.joint_id).exists(),
        "publisher": access.may_publish(request.actor, found),
        "trail": trail((found.title, found.get_absolute_url()), (_("評価のまとめ"), "")),
    }
    return show(request, "hiring/scores.html", context)


@open_to(*access.WRITERS)
def person(request: Request, pk: int) -> HttpResponse:
    """A candidate with their name, after the blind stage; the look is kept."""
    choice = access.choice_for_owner(request.actor, pk)
    services.look_record(actor=request.actor, choice=choice)
    context = {
        "choice": choice,
        "role_label": talent.role_label(choice.application.role),
        "papers": attachments_of(subject_of(choice.application)),
        "publisher": access.may_publish(request.actor, choice.opening),
        "trail": trail((choice.opening.title, choice.opening.get_absolute_url()), (_("応募した人"), "")),
    }
    return show(request, "hiring/person.html", context)


@open_to(*access.REVIEWERS)
def paper(request: Request, pk: int, file: int) -> HttpResponseBase:
    """Save a candidate's paper, after the blind stage; the look is kept."""
    choice = access.choice_for_papers(request.actor, pk)
    found = access.paper_of(choice.application, file)
    services.look_record(actor=request.actor, choice=choice, paper=found.pk)
    return download(found)


@open_to(*access.PUBLISHERS)
def offer_withdraw(request: Request, pk: int) -> HttpResponse:
    """Take back an offer that was not answered in time."""
    found = access.offer_for_publisher(request.actor, pk)
    return form_page(
        request,
        ConfirmForm(posted(request)),
        lambda: services.offer_withdraw(actor=request.actor, offer=found),
        to=lambda offer: f"{offer.choice.opening.get_absolute_url()}scores/",
        done=_("申し出を取り消しました。1人分が空き、本人に知らせました。"),
        page=page_of(
            found.choice.opening,
            _("申し出を取り消す"),
            _("取り消す"),
            _("返事の期限までに返事がなかった申し出を取り消します。元に戻せません。"),
            danger=True,
        ),
    )


@open_to(*access.PUBLISHERS)
def offer_new(request: Request, pk: int) -> HttpResponse:
    """Offer a place."""
    choice = access.choice_for_owner(request.actor, pk)
    opening = choice.opening
    form = OfferForm(posted(request), initial={"pay": opening.pay_low})
    return form_page(
        request,
        form,
        lambda: services.offer_make(actor=request.actor, choice=choice, **form.values()),
        to=lambda offer: url_of(offer.choice.opening),
        done=_("採用を申し出ました。返事は「評価のまとめ」に出ます。"),
        page=page_of(opening, _("採用を申し出る"), _("申し出る"), choice.application.name),
    )
