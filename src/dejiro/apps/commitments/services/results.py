"""What came of a round: effects against baselines, and other bodies that take the result over."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.commitments import planning
from dejiro.apps.commitments.models import Adoption, Commitment, Effect, Round
from dejiro.apps.commitments.selectors import effects_of
from dejiro.apps.commitments.urls_of import round_url
from dejiro.apps.needs import public as needs
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.ledger.services import record, subject_of
from dejiro.foundation.notices.services import desk_close, tell

ADOPTABLE = (Round.Status.DECIDED, Round.Status.STARTED, Round.Status.MEASURED)


@transaction.atomic
def effect_enter(
    *, actor: Actor, commitment: Commitment, value: Decimal, measured_on: date, source: str, note: str = ""
) -> Effect:
    """Enter what the body measured, the way its baseline was; a second entry corrects the first and keeps it.

    Raises:
        NotYours: if it is not the actor's own body.
        Refusal: if the round has not started, the body is not in the group, or it has no baseline.
    """
    round_ = commitment.round
    if actor.user is None or not actor.acts_for(commitment.organization):
        raise NotYours(_("効果を入力できるのは、その団体の人です。"), code="not_your_body")
    _check_measurable(commitment, measured_on)
    Effect.objects.filter(commitment=commitment, superseded=False).update(superseded=True)
    effect = Effect(
        commitment=commitment,
        value=value,
        measured_on=measured_on,
        source=source,
        note=note,
        entered_by=actor.user,
        entered_at=clock.now(),
    )
    effect.full_clean()
    effect.save()
    record(
        actor=actor,
        action="commitments.effect.enter",
        subject=subject_of(round_),
        data={
            "organization": commitment.organization.code,
            "baseline": str(commitment.baseline),
            "value": str(value),
            "measured_on": measured_on.isoformat(),
            "source": source,
            "note": note,
        },
    )
    desk_close(subject=subject_of(round_), kind="effect.enter", organization=commitment.organization)
    _finish_if_all_measured(actor, round_)
    return effect


@transaction.atomic
def adoption_take(*, actor: Actor, round_: Round, note: str) -> Adoption:
    """Take a decided round's result over: its specification, figures and contact become the body's voice.

    Raises:
        Refusal: if there is no result yet, the body took part itself, or it adopted it already.
    """
    organization, user = actor.organization, actor.user
    if organization is None or user is None:
        raise NotYours(_("団体に所属している人だけが、横展開を希望できます。"), code="no_organization")
    if round_.status not in ADOPTABLE:
        raise Refusal(_("成立した募集だけ、横展開を希望できます。"), code="nothing_to_adopt")
    if not actor.codes.isdisjoint(round_.decision.summary["members"]):
        raise Refusal(_("あなたの団体は、この募集に参加しています。"), code="took_part")
    if Adoption.objects.filter(round=round_, organization__in=actor.bodies).exists():
        raise Refusal(_("あなたの団体は、もう横展開を希望しています。"), code="already_adopted")
    voice = needs.voice_create_for_adoption(
        actor=actor,
        title=_("横展開の希望：%(title)s") % {"title": round_.title},
        body=planning.adoption_text(round_, note),
        category=round_.need.category,
    )
    adoption = Adoption(round=round_, organization=organization, voice=voice, adopted_by=user, adopted_at=clock.now())
    adoption.full_clean()
    adoption.save()
    facts = {"organization": organization.code, "voice": subject_of(voice)}
    record(actor=actor, action="commitments.adoption.take", subject=subject_of(round_), data=facts)
    tell(
        people=[round_.contact],
        title=_("横展開の希望が届きました：%(body)s") % {"body": organization.name},
        body=note,
        url=round_url(round_),
    )
    return adoption


def _check_measurable(commitment: Commitment, measured_on: date) -> None:
    round_ = commitment.round
    if round_.status not in {Round.Status.STARTED, Round.Status.MEASURED}:
        raise Refusal(_("実行が始まってから、効果を入力してください。"), code="not_started")
    if commitment.organization.code not in round_.decision.summary["members"]:
        raise Refusal(_("この団体は、成立した参加団体に入っていません。"), code="not_in_group")
    if commitment.baseline is None:
        raise Refusal(
            _("約束のときに今の値を測っていないため、効果は公表できません（基準値のない効果は認めない規則です）。"),
            code="no_baseline",
        )
    if measured_on > clock.today():
        raise Refusal(_("測定日が未来になっています。"), code="measured_in_future", field="measured_on")
    if commitment.baseline_on is not None and measured_on <= commitment.baseline_on:
        raise Refusal(
            _("測定日は、今の値を測った日より後にしてください。"), code="measured_before_baseline", field="measured_on"
        )


def _finish_if_all_measured(actor: Actor, round_: Round) -> None:
    members = round_.decision.summary["members"]
    waiting = (
        round_.commitments.filter(
            status=Commitment.Status.IN_FORCE, organization__code__in=members, baseline__isnull=False
        )
        .exclude(effects__superseded=False)
        .exists()
    )
    if waiting or round_.status == Round.Status.MEASURED:
        return
    round_.status = Round.Status.MEASURED
    round_.version += 1
    round_.save()
    record(
        actor=actor,
        action="commitments.round.measure",
        subject=subject_of(round_),
        data=planning.effect_figure(round_, effects_of(round_)).digests(),
    )
    needs.need_set_status(actor=actor, need=round_.need, status=needs.Need.Status.SOLVED)
