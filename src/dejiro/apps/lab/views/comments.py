"""The pages by which a body makes statements of comments that were gathered elsewhere."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from dejiro.apps.lab import access, planning, selectors, services
from dejiro.apps.lab.forms import CutForm, IntakeForm
from dejiro.apps.lab.models import Conversation, Intake
from dejiro.apps.lab.terms import LONGEST
from dejiro.apps.lab.views.common import above, trail_of
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.doors import open_to
from dejiro.foundation.exchange import TableFault
from dejiro.foundation.forms import ConfirmForm, show
from dejiro.foundation.forms.pages import FormPage, Trail, confirm_page, form_page, list_of, posted, posted_files


@open_to(*access.OPENERS)
def comments(request: Request, pk: int) -> HttpResponse:
    """What was taken in, on heaps of those that say nearly the same; the largest that wait first."""
    found = access.conversation_for_owner(request.actor, pk)
    heaps = selectors.heaps_of(found)
    context = {
        "conversation": found,
        "intakes": list(selectors.intakes_of(found)),
        "page": list_of(request, heaps),
        "left": sum(not heap.cut and not heap.first.set_aside for heap in heaps),
        "goes_on": found.takes_votes or found.status == found.Status.DRAFT,
        "form": ConfirmForm(),
        "trail": trail_of(found, _("寄せられた意見")),
    }
    return show(request, "lab/comments.html", context)


@open_to(*access.OPENERS)
def intake_new(request: Request, pk: int) -> HttpResponse:
    """Take in a table; nobody sees it yet."""
    found = access.conversation_for_owner(request.actor, pk)
    form = IntakeForm(posted(request), posted_files(request))
    faults: list[object] = []

    def act() -> Intake:
        file = form.cleaned_data["file"]
        try:
            return services.intake_add(
                actor=request.actor,
                conversation=found,
                name=file.name,
                content=file.read(),
                column=form.cleaned_data["column"],
            )
        except TableFault as fault:
            faults.extend(fault.faults)
            raise

    page = FormPage(
        title=_("意見の表を取り込む"),
        button=_("取り込む"),
        back=_comments_url(found),
        trail=_above_comments(found),
        lead=_(
            "パブリックコメントなどの自由記述です。取り込んでも、まだだれにも表示しません。"
            "あなたが短い意見に切り出し、「届いた意見を確かめる」で掲載したものだけが表示されます。"
        ),
        template="lab/intake.html",
        context={"faults": faults},
    )
    return form_page(
        request,
        form,
        act,
        to=lambda _made: _comments_url(found),
        done=_("意見を取り込みました。似た意見をまとめています。まだ公開していません。"),
        page=page,
    )


@open_to(*access.OPENERS)
def comment_cut(request: Request, pk: int) -> HttpResponse:
    """Cut statements from a comment, with those before one's eyes that say nearly the same."""
    comment = access.comment_for_owner(request.actor, pk)
    found = comment.intake.conversation
    form = CutForm(posted(request), initial={"lines": "\n".join(planning.pieces(comment.text, longest=LONGEST))})
    page = FormPage(
        title=_("短い意見に切り出す"),
        button=_("確認待ちに入れる"),
        back=_comments_url(found),
        trail=_above_comments(found),
        template="lab/comment_cut.html",
        context={"conversation": found, "comment": comment, "heap": selectors.heap_of(comment)},
    )
    return form_page(
        request,
        form,
        lambda: services.comment_cut(actor=request.actor, comment=comment, lines=form.entered()),
        to=lambda _made: _comments_url(found),
        done=_("確認待ちに入れました。掲載すると、みんなに表示されます。"),
        page=page,
    )


@open_to(*access.OPENERS)
def comment_aside(request: Request, pk: int) -> HttpResponse:
    """Do not use a heap, or use it after all."""
    comment = access.comment_for_owner(request.actor, pk)
    found = comment.intake.conversation
    title = _("もう一度使う") if comment.set_aside else _("使わない")
    return confirm_page(
        request,
        lambda _version: services.comments_set_aside(actor=request.actor, comment=comment, aside=not comment.set_aside),
        to=lambda _changed: _comments_url(found),
        done=_("記録しました。"),
        page=FormPage(
            title=title,
            button=title,
            back=_comments_url(found),
            trail=_above_comments(found),
            lead=planning.plain(comment.text)[:400],
        ),
    )


@open_to(*access.OPENERS)
def intake_undo(request: Request, pk: int) -> HttpResponse:
    """Throw a table away again."""
    intake = access.intake_for_owner(request.actor, pk)
    found = intake.conversation
    return confirm_page(
        request,
        lambda _version: services.intake_undo(actor=request.actor, intake=intake),
        to=lambda _none: _comments_url(found),
        done=_("取込を取り消しました。"),
        page=FormPage(
            title=_("取込を取り消す"),
            button=_("取込を取り消す"),
            back=_comments_url(found),
            trail=_above_comments(found),
            lead=_(
                "%(name)sの意見と、そこから切り出して確認を待っている意見を消します。掲載・不掲載を決めた意見は残ります。"
            )
            % {"name": intake.name},
            danger=True,
        ),
    )


def _comments_url(found: Conversation) -> str:
    return reverse("lab:comments", args=[found.pk])


def _above_comments(found: Conversation) -> Trail:
    return [*above(found), (_("寄せられた意見"), _comments_url(found))]
