"""A candidate writes once, ranks openings, and withdraws."""

import json
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.hiring import access
from dejiro.apps.hiring.models import Application, Choice, Opening
from dejiro.apps.hiring.services.common import insist
from dejiro.apps.hiring.terms import ApplicationTerms, check_application, check_ranks
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.errors import Refusal
from dejiro.foundation.forms import check_version
from dejiro.foundation.ledger.services import Personal, record, subject_of
from dejiro.ui.signs import signs

KEPT: Final = timedelta(days=365)
SHIFT: Final = 10_000


@transaction.atomic
def application_save(*, actor: Actor, terms: ApplicationTerms, version: int | None = None) -> Application:
    """Write or change the actor's one application; the log keeps only a seal of it.

    Raises:
        Refusal: while a body is looking at it, or if the role is unknown.
        Conflict: if it was changed in another window.
    """
    user, found = user_of(actor), access.application_of(actor)
    if found is None:
        found = Application(user=user, created_at=clock.now(), retain_until=clock.today() + KEPT)
    else:
        check_version(found, version)
        insist(not found.is_read, _("締切が過ぎ、団体が評価しています。終わるまで書類は変えられません。"), code="late")
        found.version += 1
    check_application(terms)
    for name, value in terms.row().items():
        setattr(found, name, value)
    found.full_clean()
    found.save()
    sealed = Personal(json.dumps(terms.row(), ensure_ascii=False, sort_keys=True), str(user.ref))
    record(actor=actor, action="hiring.application.save", subject=subject_of(found), data={"content": sealed})
    return found


def openings_open() -> list[Opening]:
    """Return what may be ranked now, those with the nearest deadline first."""
    rows = Opening.objects.filter(status=Opening.Status.PUBLISHED, deadline__gt=clock.now())
    return list(rows.select_related("organization", "joint"))


@transaction.atomic
def choices_send(*, actor: Actor, application: Application, ranks: Mapping[int, int]) -> Application:
    """Send the application to the ranked openings; those left out are taken back. What is past its deadline stays.

    Args:
        actor: the candidate.
        application: their own.
        ranks: opening to rank, 1 for the most wanted.

    Raises:
        Refusal: if an opening closed meanwhile and was not sent with this rank, or a rank is used twice.
    """
    insist(application.user_id == user_of(actor).pk, _("自分の応募書類だけを送れます。"), code="not_yours")
    Application.objects.select_for_update().get(pk=application.pk)
    now_open = {opening.pk for opening in openings_open()}
    ranks = _still_open(application, ranks, now_open)
    check_ranks(ranks, sorted(now_open))
    fixed = set(application.choices.exclude(opening__in=now_open).values_list("rank", flat=True))
    clash = _("順位%(ranks)sは、締め切った応募先で使っています。ほかの順位を付けてください。")
    used = signs("・").join(str(rank) for rank in sorted(fixed & set(ranks.values())))
    insist(not used, clash % {"ranks": used}, code="rank_used")
    application.choices.filter(opening__in=now_open).exclude(opening__in=ranks).delete()
    known = {choice.opening_id: choice for choice in application.choices.filter(opening__in=now_open)}
    for choice in known.values():  # out of each other's way, since two may change places
        Choice.objects.filter(pk=choice.pk).update(rank=choice.rank + SHIFT)
    for opening, rank in ranks.items():
        if opening in known:
            Choice.objects.filter(pk=known[opening].pk).update(rank=rank)
        else:
            Choice.objects.create(application=application, opening_id=opening, rank=rank, created_at=clock.now())
    listed = [opening for opening, _rank in sorted(ranks.items(), key=lambda pair: pair[1])]
    sealed = Personal(json.dumps(listed), actor.person_ref)
    record(actor=actor, action="hiring.application.send", subject=subject_of(application), data={"ranks": sealed})
    return application


@transaction.atomic
def choice_withdraw(*, actor: Actor, choice: Choice) -> Application:
    """Take back the application to one opening, until its deadline.

    Raises:
        Refusal: after the deadline.
    """
    insist(choice.application.user_id == user_of(actor).pk, _("自分の応募だけを取り下げられます。"), code="not_yours")
    insist(
        choice.opening.takes_applications,
        _("締切が過ぎました。採用の申し出が届いたときに、辞退できます。"),
        code="late",
    )
    application = choice.application
    record(actor=actor, action="hiring.application.withdraw", subject=subject_of(application), data={})
    choice.delete()
    return application


def _still_open(application: Application, ranks: Mapping[int, int], now_open: Collection[int]) -> dict[int, int]:
    """Return the ranks of what is open. What closed meanwhile stays as it was sent, and is refused when it differs."""
    sent = dict(application.choices.exclude(opening__in=now_open).values_list("opening", "rank"))
    for opening, rank in ranks.items():
        if opening not in now_open and sent.get(opening) != rank:
            message = _("この求人は、締め切られました。順位を空けて、ほかの求人だけで送ってください。")
            if opening in sent:
                message = _("この求人は締め切られ、第%(rank)d希望で届いています。%(rank)dに戻してください。")
            raise Refusal(message % {"rank": sent.get(opening, 0)}, code="closed", field=f"opening_{opening}")
    return {opening: rank for opening, rank in ranks.items() if opening in now_open}
