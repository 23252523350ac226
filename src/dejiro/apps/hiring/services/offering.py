"""An offer, and its one answer."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.hiring import access
from dejiro.apps.hiring.models import Choice, Offer, Opening
from dejiro.apps.hiring.services.common import insist, insist_mine
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.ledger.services import record, subject_of
from dejiro.foundation.notices.services import desk_close, desk_open, tell

BANDS = ((0, "none"), (10, "to10"), (20, "to20"))


@transaction.atomic
def offer_make(*, actor: Actor, choice: Choice, pay: int, answer_by: datetime) -> Offer:
    """Offer a place of an opening whose scores stand.

    Raises:
        Refusal: if the scores do not stand, it belongs to a joint recruiting, the pay is outside the band, the places
            are used up, or the candidate has an offer already.
    """
    insist_mine(allowed=access.may_publish(actor, choice.opening))
    insist(choice.opening.joint_id is None, _("共同採用の行き先は、調整担当がまとめて決めます。"), code="joint")
    return offer_place(actor=actor, choice=choice, pay=pay, answer_by=answer_by)


def offer_place(*, actor: Actor, choice: Choice, pay: int, answer_by: datetime) -> Offer:
    """Make the offer and tell the candidate; the caller has asked who may, and holds the transaction."""
    opening = Opening.objects.select_for_update().get(pk=choice.opening_id)
    insist(opening.status == Opening.Status.SCORED, _("採点を終えてから申し出てください。"), code="not_scored")
    insist(bool(choice.passed), _("面接に進まなかった応募です。"), code="not_passed")
    band = opening.pay_low <= pay <= opening.pay_high
    insist(band, _("額を、求人で示した幅の中にしてください。"), code="band", field="pay")
    insist(answer_by > clock.now(), _("返事の期限を、これからの日時にしてください。"), code="late", field="answer_by")
    over = (Offer.Status.DECLINED, Offer.Status.WITHDRAWN)
    live = Offer.objects.filter(choice__opening=opening).exclude(status__in=over)
    insist(live.count() < opening.posts, _("人数の分は、もう申し出ています。"), code="full")
    twice = Offer.objects.filter(choice=choice).exists()
    insist(not twice, _("この人には、もう申し出ています。"), code="twice")
    offer = Offer.objects.create(choice=choice, pay=pay, answer_by=answer_by, made_at=clock.now())
    user = choice.application.user
    tell(
        people=[user] if user else [],
        title=_("採用の申し出が届きました：%(title)s") % {"title": opening.title},
        body=_("返事の期限までに、承諾か辞退を選んでください。"),
        url=offer.get_absolute_url(),
    )
    desk_open(
        organization=opening.organization,
        kind="hiring.offer",
        subject=subject_of(offer),
        title=_("採用の申し出の返事を待つ：%(title)s") % {"title": opening.title},
        url=opening.get_absolute_url(),
        due_at=answer_by,
    )
    record(actor=actor, action="hiring.offer.make", subject=subject_of(offer), data={"opening": opening.pk, "pay": pay})
    return offer


@transaction.atomic
def offer_answer(*, actor: Actor, offer: Offer, accept: bool, reason: str = "") -> Offer:
    """Accept, or decline with a reason from the list; once, until the day that was named.

    Raises:
        Refusal: if it is answered, late, or declined without a reason.
    """
    mine = offer.choice.application.user_id == user_of(actor).pk
    insist(mine, _("返事ができるのは、申し出を受けた本人です。"), code="not_yours")
    held = Offer.objects.select_for_update().get(pk=offer.pk)
    insist(held.status == Offer.Status.WAITING, _("この申し出には、もう返事をしています。"), code="answered")
    insist(clock.now() <= held.answer_by, _("返事の期限が過ぎました。団体に連絡してください。"), code="late")
    known = accept or reason in Offer.Reason.values
    insist(known, _("辞退の理由を選んでください。"), code="no_reason", field="reason")
    offer.status = Offer.Status.ACCEPTED if accept else Offer.Status.DECLINED
    offer.reason = "" if accept else reason
    offer.distance = distance_of(offer)
    offer.answered_at = clock.now()
    offer.save()
    desk_close(subject=subject_of(offer))
    record(actor=actor, action="hiring.offer.answer", subject=subject_of(offer), data={"accepted": accept})
    return offer


@transaction.atomic
def offer_withdraw(*, actor: Actor, offer: Offer) -> Offer:
    """Take an offer back that was not answered in time; its place is free again, and the candidate is told.

    Raises:
        NotYours: if the opening is not the actor's to publish.
        Refusal: if it is answered, or the day has not passed.
    """
    insist_mine(allowed=access.may_publish(actor, offer.choice.opening))
    held = Offer.objects.select_for_update().get(pk=offer.pk)
    insist(held.status == Offer.Status.WAITING, _("この申し出には、もう返事があります。"), code="answered")
    insist(held.is_late, _("返事の期限までは、取り消せません。"), code="in_time")
    offer_take_back(actor, offer)
    user = offer.choice.application.user
    tell(
        people=[user] if user else [],
        title=_("採用の申し出が取り消されました：%(title)s") % {"title": offer.choice.opening.title},
        body=_("返事の期限までに返事がなかったため、団体が取り消しました。"),
        url="/hiring/mine/",
    )
    return offer


def offer_take_back(actor: Actor, offer: Offer) -> None:
    """Give the place of an unanswered offer back; the caller has asked who may, and holds the transaction."""
    offer.status, offer.answered_at = Offer.Status.WITHDRAWN, clock.now()
    offer.save()
    desk_close(subject=subject_of(offer))
    record(actor=actor, action="hiring.offer.withdraw", subject=subject_of(offer), data={})


def distance_of(offer: Offer) -> str:
    """Return how far the pay stays behind what the candidate wanted, as a band in per cent; "" when unknown."""
    wanted = offer.choice.application.wanted_pay
    if not wanted or offer.choice.opening.unit != Opening.Unit.YEAR:
        return ""
    return next((name for most, name in BANDS if (wanted - offer.pay) * 100 <= most * wanted), "more")
