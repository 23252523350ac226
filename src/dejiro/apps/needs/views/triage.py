"""The coordinator's table: new voices with what is like them, merged, split, set aside, and undone."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from dejiro.apps.needs import access, services
from dejiro.apps.needs.forms import MergeForm, ReasonForm
from dejiro.apps.needs.models import Category, Need, TriageAct, Voice
from dejiro.apps.needs.selectors.similar import Case, similar_cases
from dejiro.apps.needs.selectors.voices import acts_recent, triage_queue
from dejiro.apps.needs.views.pages import NEEDS, TRIAGE, chosen
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.doors import open_to
from dejiro.foundation.forms import ConfirmForm, show
from dejiro.foundation.forms.pages import FormPage, asked, form_page, list_page, posted
from dejiro.foundation.organizations.models import Organization


@open_to(Role.COORDINATOR)
def triage(request: Request) -> HttpResponse:
    """Voices that wait, oldest first; beside the one in focus, what is like it."""
    area = _area(request)
    q, category = asked(request, "q"), asked(request, "category", Category.values)
    page = list_page(request, triage_queue(area, q=q, category=category))
    focus = _focus(request, list(page))
    context = {
        "page": page,
        "focus": focus,
        "cases": _like(request, [focus]) if focus else [],
        "acts": acts_recent(area),
        "q": q,
        "category": category,
        "categories": Category.choices,
        "trail": [NEEDS, (TRIAGE[0], "")],
    }
    return show(request, "needs/triage.html", context)


@open_to(Role.COORDINATOR)
def triage_merge(request: Request) -> HttpResponse:
    """Put the chosen voices into a need."""
    voices = access.voices_for_coordinator(request.actor, chosen(request, "voices"))
    if not voices:
        return redirect("needs:triage")
    cases = _like(request, voices, kinds=("need",))
    needs = [
        (str(case.key), _("%(number)d番「%(title)s」") % {"number": case.key, "title": case.title}) for case in cases
    ]
    form = MergeForm(posted(request), needs=needs, initial=_first_words(voices))
    return form_page(
        request,
        form,
        lambda: _merge(request, form, voices),
        to=Need.get_absolute_url,
        done=_("声を課題に入れました。書いた人に知らせました。"),
        page=FormPage(
            title=_("声を課題に入れる"),
            button=_("課題に入れる"),
            back="/needs/triage/",
            trail=[NEEDS, TRIAGE],
            template="needs/triage_merge.html",
            context={"voices": voices, "cases": cases},
        ),
    )


@open_to(Role.COORDINATOR)
def voice_decline(request: Request, pk: int) -> HttpResponse:
    """Set a voice aside with a reason."""
    voice = access.any_voice_for_coordinator(request.actor, pk)
    form = ReasonForm(posted(request), initial={"version": voice.version})
    return form_page(
        request,
        form,
        lambda: services.voice_decline(actor=request.actor, voice=voice, version=form.seen_version(), **form.values()),
        to=lambda _voice: "/needs/triage/",
        done=_("課題としないことにしました。理由を書いた人に知らせました。"),
        page=FormPage(
            title=_("課題としない"),
            button=_("理由を伝えて、課題としない"),
            back="/needs/triage/",
            trail=[NEEDS, TRIAGE],
            lead=f"{voice.title}\n\n{voice.body}",
        ),
    )


@open_to(Role.COORDINATOR)
def voice_reopen(request: Request, pk: int) -> HttpResponse:
    """Put a voice that was set aside back."""
    voice = access.any_voice_for_coordinator(request.actor, pk)
    form = ConfirmForm(posted(request), initial={"version": voice.version})
    return form_page(
        request,
        form,
        lambda: services.voice_reopen(actor=request.actor, voice=voice, version=form.seen_version()),
        to=lambda _voice: "/needs/triage/",
        done=_("整理待ちに戻しました。"),
        page=FormPage(
            title=_("整理待ちに戻す"),
            button=_("整理待ちに戻す"),
            back=voice.get_absolute_url(),
            trail=[NEEDS, TRIAGE],
            lead=voice.title,
        ),
    )


@open_to(Role.COORDINATOR)
def triage_undo(request: Request, pk: int) -> HttpResponse:
    """Undo an act of triage."""
    act = access.act_for_coordinator(request.actor, pk)
    form = ConfirmForm(posted(request))
    return form_page(
        request,
        form,
        lambda: services.triage_undo(actor=request.actor, act=act),
        to=lambda _act: "/needs/triage/",
        done=_("整理を取り消しました。"),
        page=FormPage(
            title=_("整理を取り消す"),
            button=_("取り消す"),
            back="/needs/triage/",
            trail=[NEEDS, TRIAGE],
            lead=act_text(act),
        ),
    )


def act_text(act: TriageAct) -> str:
    """Return what an act did, in a line."""
    subjects = [str(row) for row in (act.source, act.need, act.voice) if row is not None]
    return f"{act.get_kind_display()}: {' → '.join(subjects)}"


def _first_words(voices: Sequence[Voice]) -> dict[str, str]:
    """Return how a new need might be described. A consultation is not public, so its words are not put there."""
    open_ = next((voice for voice in voices if voice.kind != Voice.Kind.CONSULTATION), None)
    words = {"title": open_.title, "summary": open_.body} if open_ else {}
    return {**words, "category": voices[0].category}


def _area(request: Request) -> Organization:
    area = request.actor.area
    if area is None or not access.coordinates(request.actor, area.pk):
        raise PermissionDenied
    return area


def _focus(request: Request, voices: Sequence[Voice]) -> Voice | None:
    """Return the voice that the address names, else the oldest one."""
    wanted = chosen(request, "focus")
    return next((voice for voice in voices if voice.pk in wanted), voices[0] if voices else None)


def _like(request: Request, voices: Sequence[Voice], kinds: Sequence[str] = ("voice", "need")) -> list[Case]:
    text = "\n".join(f"{voice.title}\n{voice.body}" for voice in voices)
    return similar_cases(request.actor, text, kinds=kinds, but=[("voice", voice.pk) for voice in voices], limit=5)


def _merge(request: Request, form: MergeForm, voices: Sequence[Voice]) -> Need:
    number = form.need_number()
    need = None if number is None else access.need_by_number(request.actor, number, field="other")
    return services.voices_merge(actor=request.actor, voices=voices, need=need, **form.description())
