"""Voices: what my body has said and what became of it, and a new one."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from dejiro.apps.needs import access, services
from dejiro.apps.needs.forms import VoiceForm
from dejiro.apps.needs.models import Category, NeedVoice, Voice
from dejiro.apps.needs.selectors.names import body_name
from dejiro.apps.needs.selectors.voices import voices_mine
from dejiro.apps.needs.views.pages import VOICES
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.doors import open_to, open_to_signed_in
from dejiro.foundation.forms import show
from dejiro.foundation.forms.pages import FormPage, form_page, list_page, posted


@open_to_signed_in
def voice_list(request: Request) -> HttpResponse:
    """What my body has said, and what became of it."""
    context = {
        "page": list_page(request, voices_mine(request.actor)),
        "may_write": request.actor.has(*access.SPEAKERS),
        "trail": [(_("声"), "")],
    }
    return show(request, "needs/voice_list.html", context)


@open_to(*access.SPEAKERS)
def voice_new(request: Request) -> HttpResponse:
    """Say what is lacking, or answer an inquiry."""
    category = request.GET.get("category", "")
    form = VoiceForm(posted(request), initial={"category": category if category in Category.values else ""})
    return form_page(
        request,
        form,
        lambda: services.voice_create(actor=request.actor, **form.values()),
        to=Voice.get_absolute_url,
        done=_("声を登録しました。調整担当が整理します。"),
        page=FormPage(
            title=_("声を届ける"),
            button=_("声を登録する"),
            back="/voices/",
            trail=[VOICES],
            template="needs/voice_form.html",
        ),
    )


@open_to_signed_in
def voice_detail(request: Request, pk: int) -> HttpResponse:
    """One voice and what became of it."""
    voice = access.voice_for_reader(request.actor, pk)
    place = NeedVoice.objects.filter(voice=voice, left_at=None).select_related("need").first()
    context = {
        "voice": voice,
        "name": body_name(request.actor, voice),
        "need": place.need if place else None,
        "may_triage": access.coordinates(request.actor, voice.area_id),
        "trail": [VOICES, (voice.title, "")],
    }
    return show(request, "needs/voice_detail.html", context)
