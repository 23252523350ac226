"""Posts of a body, and who holds them."""

from datetime import date

from django.http import HttpResponse
from django.utils.translation import gettext as _

from dejiro.apps.careers import access, outlook, services
from dejiro.apps.careers.forms import HoldingForm, PostForm
from dejiro.apps.careers.models import Holding, Post
from dejiro.apps.careers.views.common import POSTS, page_below, trail
from dejiro.foundation import clock
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.doors import open_to
from dejiro.foundation.forms import ConfirmForm, show
from dejiro.foundation.forms.pages import form_page, posted, url_of

TEXTS = ("kind", "name", "role", "level", "people", "ended_on", "version")


@open_to(*access.READERS)
def post_list(request: Request) -> HttpResponse:
    """What the body must be able to run, and who can today."""
    body = access.body_for_reader(request.actor)
    leads = access.leads_body(request.actor)
    view = outlook.ahead_of(body, names=False)
    return show(request, "careers/posts.html", {"view": view, "leads": leads, "trail": trail((POSTS[0], ""))})


@open_to(*access.READERS)
def post(request: Request, pk: int) -> HttpResponse:
    """One post with its people, past, present and planned."""
    found = access.post_for_reader(request.actor, pk)
    today = clock.today()
    holdings = list(found.holdings.select_related("user"))
    context = {
        "post": found,
        "holdings": [(one, _state(one, today)) for one in holdings],
        "leads": access.leads_body(request.actor),
        "trail": trail(POSTS, (found.name, "")),
    }
    return show(request, "careers/post.html", context)


@open_to(*access.SUPERIORS)
def post_new(request: Request) -> HttpResponse:
    """Enter one."""
    access.body_for_superior(request.actor)
    form = PostForm(posted(request))
    return form_page(
        request,
        form,
        lambda: services.post_save(actor=request.actor, terms=form.terms()),
        to=url_of,
        done=_("持ち場を登録しました。次に、担当する人を決めてください。"),
        page=page_below(POSTS, _("持ち場を登録する"), _("登録する"), _("動かし続けるシステムや業務を書きます。")),
    )


@open_to(*access.SUPERIORS)
def post_edit(request: Request, pk: int) -> HttpResponse:
    """Change one."""
    found = access.post_for_superior(request.actor, pk)
    form = PostForm(posted(request), initial={name: getattr(found, name) for name in TEXTS})
    return form_page(
        request,
        form,
        lambda: services.post_save(actor=request.actor, terms=form.terms(), post=found, version=form.seen_version()),
        to=url_of,
        done=_("持ち場を保存しました。"),
        page=page_below(_above(found), _("持ち場を直す"), _("保存する")),
    )


@open_to(*access.SUPERIORS)
def holding_new(request: Request, pk: int) -> HttpResponse:
    """Plan who holds it."""
    found = access.post_for_superior(request.actor, pk)
    people = access.people_led(request.actor)
    form = HoldingForm(posted(request), people=people, initial={"starts_on": clock.today()})
    return form_page(
        request,
        form,
        lambda: services.holding_save(actor=request.actor, post=found, **form.values()),
        to=url_of,
        done=_("担当を決めました。"),
        page=page_below(_above(found), _("担当を決める"), _("決める")),
    )


@open_to(*access.SUPERIORS)
def holding_edit(request: Request, pk: int) -> HttpResponse:
    """Change the period."""
    held = access.holding_for_superior(request.actor, pk)
    initial = {"person": held.user_id, "starts_on": held.starts_on, "ends_on": held.ends_on}
    form = HoldingForm(posted(request), people=access.people_led(request.actor), initial=initial)
    return form_page(
        request,
        form,
        lambda: services.holding_save(actor=request.actor, post=held.post, holding=held, **form.values()),
        to=url_of,
        done=_("担当の期間を保存しました。"),
        page=page_below(_above(held.post), _("担当の期間を直す"), _("保存する")),
    )


@open_to(*access.SUPERIORS)
def holding_remove(request: Request, pk: int) -> HttpResponse:
    """Take a period away."""
    held = access.holding_for_superior(request.actor, pk)
    return form_page(
        request,
        ConfirmForm(posted(request)),
        lambda: services.holding_remove(actor=request.actor, holding=held),
        to=url_of,
        done=_("担当の期間を消しました。"),
        page=page_below(
            _above(held.post),
            _("担当の期間を消す"),
            _("消す"),
            _(
                "まちがえて登録したときや、異動がなくなったときに消します。終わった担当は、終わりの日を書いて残してください。"
            ),
            danger=True,
        ),
    )


def _above(found: Post) -> tuple[object, str]:
    return (found.name, found.get_absolute_url())


def _state(held: Holding, today: date) -> str:
    if held.starts_on > today:
        return _("予定")
    return _("担当中") if held.ends_on is None or held.ends_on >= today else _("終わり")
