"""The verdict is computed, never typed; a decision against it stands beside it; adoption leads on."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.needs.public import CATEGORIES, Voice, voice_create_for_adoption
from dejiro.apps.pilots import access, planning, selectors
from dejiro.apps.pilots.models import Decision, Pilot
from dejiro.apps.pilots.services import common
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.errors import Refusal
from dejiro.foundation.forms import check_version
from dejiro.foundation.ledger.services import Recorded, record, subject_of
from dejiro.foundation.notices.services import desk_close, tell
from dejiro.ui.formats import jdate

OTHER: Final = CATEGORIES[-1][0]


@transaction.atomic
def verdict_publish(*, actor: Actor, pilot: Pilot, reasons: str, version: int | None = None) -> Pilot:
    """Confirm and publish what the registered rule says about the data; nobody can publish anything else.

    Raises:
        NotYours: unless the actor is the body's approver.
        Refusal: before the due day is over, or without words for the public.
    """
    common.insist(access.approves(actor, pilot), _("判定を公表できるのは、実施する団体の承認者です。"))
    check_version(pilot, version)
    common.insist_status(pilot, Pilot.Status.REGISTERED)
    common.insist_words(reasons, "reasons", _("判定を受けて、何が分かったかを書いてください。公開されます。"))
    rows = selectors.lines_of(pilot)
    verdict = planning.verdict_for(pilot, rows, clock.today())
    if verdict.reason == "not_over":
        due = jdate(planning.registered_plan(pilot).due)
        raise Refusal(_("データの締切（%(due)s）が過ぎてから判定します。") % {"due": due}, code="not_over")
    faults = planning.verdict_faults(pilot, rows, verdict)
    if faults:
        raise Refusal("\n".join(faults), code="check")
    pilot.status, pilot.outcome, pilot.reasons = Pilot.Status.PUBLISHED, verdict.outcome, reasons
    pilot.verdict_document, pilot.published_at = planning.verdict_text(verdict), clock.now()
    pilot.data_digest = planning.digest_of(planning.data_text(rows))
    pilot.version += 1
    pilot.save()
    common.pilot_index(pilot)
    common.pilot_tried(pilot, pilot.outcome, reasons)
    desk_close(subject=subject_of(pilot), kind=common.JUDGE)
    facts: dict[str, Recorded] = {
        "outcome": verdict.outcome,
        "reason": verdict.reason,
        "plan": pilot.plan_digest,
        "data": pilot.data_digest,
        "verdict": planning.digest_of(pilot.verdict_document),
        "words": reasons,
    }
    record(actor=actor, action="pilots.verdict.publish", subject=subject_of(pilot), data=facts)
    tell(
        people=common.parties_of(pilot),
        title=_("実証の判定：%(outcome)s「%(title)s」")
        % {"outcome": pilot.get_outcome_display(), "title": pilot.title},
        body=reasons,
        url=pilot.get_absolute_url(),
    )
    return pilot


@transaction.atomic
def decision_depart(*, actor: Actor, pilot: Pilot, choice: str, reason: str) -> Decision:
    """Decide otherwise than the verdict says, in view of everybody; the verdict stays as it is.

    Raises:
        Refusal: if it says the same, was decided before, or no reason is given.
    """
    common.insist(access.approves(actor, pilot), _("決定を公表できるのは、実施する団体の承認者です。"))
    check_version(pilot, None)
    common.insist_status(pilot, Pilot.Status.PUBLISHED)
    common.insist_words(reason, "reason", _("判定と異なる決定をする理由を書いてください。判定と並べて公開されます。"))
    if choice == pilot.outcome:
        raise Refusal(_("判定と同じです。判定どおりにするときは、この決定は要りません。"), code="same", field="choice")
    if Decision.objects.filter(pilot=pilot).exists():
        raise Refusal(_("判定と異なる決定は、すでに公表されています。"), code="decided")
    made = Decision.objects.create(pilot=pilot, choice=choice, reason=reason, by=user_of(actor), at=clock.now())
    common.pilot_tried(pilot, choice, reason)
    facts = {"verdict": pilot.outcome, "choice": choice, "reason": reason}
    record(actor=actor, action="pilots.decision.depart", subject=subject_of(pilot), data=facts)
    return made


@transaction.atomic
def pilot_raise(*, actor: Actor, pilot: Pilot, version: int | None = None) -> Voice:
    """Make an adopted pilot a voice of the body, which the coordinator makes a need with a round.

    Raises:
        Refusal: if it was not adopted, has a need already, or was raised before.
    """
    common.insist(access.drafts(actor, pilot), _("課題にできるのは、実施する団体の担当者です。"))
    check_version(pilot, version)
    if not adopted(pilot):
        raise Refusal(_("採用となった実証だけを、課題にできます。"), code="not_adopted")
    if pilot.voice is not None:
        raise Refusal(_("この実証からは、すでに声を出しています。"), code="raised")
    pilot.voice = voice_create_for_adoption(
        actor=actor,
        title=_("採用した実証を広げる：%(title)s") % {"title": pilot.title[:70]},
        body=f"{pilot.summary}\n\n{pilot.reasons}\n\n{pilot.get_absolute_url()}"[:4000],
        category=pilot.need.category if pilot.need else OTHER,
    )
    pilot.version += 1
    pilot.save(update_fields=["voice", "version"])
    record(actor=actor, action="pilots.pilot.raise", subject=subject_of(pilot), data={"voice": pilot.voice.pk})
    return pilot.voice


def adopted(pilot: Pilot) -> bool:
    """True when the verdict, or a published decision against it, says so."""
    if pilot.status != Pilot.Status.PUBLISHED:
        return False
    departure = Decision.objects.filter(pilot=pilot).first()
    return (departure.choice if departure else pilot.outcome) == "adopt"
