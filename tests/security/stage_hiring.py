"""Openings, an application, a scored choice with an offer, and a joint recruiting."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile

from conftest import Cast
from dejiro.apps.hiring import services as hiring
from dejiro.apps.hiring.models import Choice, Offer, Opening, Reviewer
from dejiro.apps.hiring.terms import ApplicationTerms, OpeningTerms
from dejiro.apps.talent import public as talent_public
from dejiro.foundation import clock
from tests.security.target import Target


def hiring_targets(made: SimpleNamespace) -> Mapping[str, list[Target]]:
    """Return what to put into the addresses of hiring."""
    target = Target
    return {
        "/hiring/mine/choices/": [target("own", made.choice.pk)],
        "/hiring/mine/papers/": [target("own", made.cv.pk)],
        "/hiring/choices/": [target("screened", made.choice.pk), target("scored", made.offer.choice_id)],
        "/hiring/offers/": [target("offer", made.offer.pk)],
        "/hiring/joint/": [target("joint", made.joint.pk)],
        "/hiring/": [target("draft", made.opening_draft.pk), target("public", made.opening.pk)],
        "/openings/": [target("draft", made.opening_draft.pk), target("public", made.opening.pk)],
    }


def hiring_make(cast: Cast, made: SimpleNamespace) -> None:
    """Make a draft, an opening that is screened, and one with an offer; and a joint recruiting without openings."""
    closes = clock.now() + timedelta(days=20)
    made.joint = hiring.joint_create(actor=cast.coordinator, title="合同", deadline=closes, caps=(("西多摩", 1),))
    made.opening_draft = hiring.opening_create(actor=cast.okutama, terms=_opening_terms(closes))
    made.opening, finished = (_opening(cast, closes) for _number in range(2))
    paper = ApplicationTerms("名", "連絡先", 3, made.opening.role, "できること", "経験")
    application = hiring.application_save(actor=cast.resident, terms=paper)
    ranks = {made.opening.pk: 1, finished.pk: 2}
    hiring.choices_send(actor=cast.resident, application=application, ranks=ranks)
    pdf = SimpleUploadedFile("a.pdf", b"%PDF-1.7")
    made.cv = hiring.paper_attach(actor=cast.resident, application=application, upload=pdf)
    Opening.objects.filter(pk__in=ranks).update(deadline=clock.now() - timedelta(hours=1))
    made.choice = Choice.objects.get(opening=made.opening)
    made.offer = _offer(cast, finished)


def _opening_terms(closes: datetime) -> OpeningTerms:
    return OpeningTerms(
        title="担当",
        role=next(iter(talent_public.roles())),
        duties="仕事",
        place="役場",
        region="",
        system="municipal",
        unit="year",
        pay_low=1,
        pay_high=2,
        legal_basis="任期付法",
        starts_on=date(2027, 4, 1),
        ends_on=date(2028, 3, 31),
        posts=1,
        deadline=closes,
        criteria=(("経験", 1),),
    )


def _opening(cast: Cast, closes: datetime) -> Opening:
    opening = hiring.opening_create(actor=cast.okutama, terms=_opening_terms(closes))
    hiring.opening_publish(actor=cast.actor("okutama_chief"), opening=opening)
    users = [cast.user("okutama"), cast.user("okutama_chief")]
    return hiring.reviewers_name(actor=cast.okutama, opening=opening, users=users)


def _offer(cast: Cast, opening: Opening) -> Offer:
    found = Choice.objects.select_related("opening", "application__user").get(opening=opening)
    reviewer = Reviewer.objects.get(opening=opening, user=cast.user("okutama"))
    points = dict.fromkeys(found.opening.criteria.values_list("pk", flat=True), 3)
    hiring.scores_give(actor=cast.okutama, choice=found, reviewer=reviewer, points=points)
    chief = cast.actor("okutama_chief")
    opening.refresh_from_db()
    hiring.interviews_begin(actor=chief, opening=opening, choices=[found])
    hiring.scores_close(actor=chief, opening=opening)
    scored = Choice.objects.select_related("opening", "application__user").get(opening=opening)
    return hiring.offer_make(actor=chief, choice=scored, pay=1, answer_by=clock.now() + timedelta(days=9))
