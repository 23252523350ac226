"""A consultation: asked, taken by a named expert, answered by its due time, rated by the asker."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from dejiro.apps.needs import access
from dejiro.apps.needs.models import Consultation, Voice
from dejiro.apps.needs.services import common
from dejiro.apps.needs.services.voices import voice_facts, voice_index, voice_insert
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import body_of, user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import Role, User
from dejiro.foundation.accounts.selectors import people_of
from dejiro.foundation.calendars import business_days_after, due_end_of
from dejiro.foundation.errors import Refusal
from dejiro.foundation.files.models import Attachment
from dejiro.foundation.files.services import attach
from dejiro.foundation.forms import check_version
from dejiro.foundation.ledger.services import Recorded, record, subject_of
from dejiro.foundation.notices.services import desk_close, desk_open, tell
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.rules import ANSWER_DAYS, rule_in_force
from dejiro.foundation.search.services import index

ANSWER: Final = "consultation.answer"
RATE: Final = "consultation.rate"
RATINGS: Final = range(1, 6)


def platform_bodies(area: Organization) -> list[Organization]:
    """Return the platform bodies of a prefecture today, in order of code; one query."""
    bodies = Organization.objects.filter(area=area, kind=Organization.Kind.PLATFORM, valid_to=None)
    return list(bodies.order_by("code"))


def experts_of(area: Organization) -> list[User]:
    """Return the experts of a prefecture's platform bodies."""
    return [user for body in platform_bodies(area) for user in people_of(body, Role.EXPERT)]


def due_of(area: Organization, received: datetime) -> datetime:
    """Return until when a consultation received at a moment is to be answered, by the area's rule."""
    day = received.astimezone(clock.JST).date()
    return due_end_of(business_days_after(day, rule_in_force(area, ANSWER_DAYS, on=day).value))


@transaction.atomic
def consultation_ask(
    *,
    actor: Actor,
    title: str,
    body: str,
    category: str,
    name_shown: bool = False,
    public: bool = True,
    files: Iterable["UploadedFile[bytes]"] = (),
) -> Consultation:
    """Ask the platform body's experts; it lies on their desk with the due time.

    Args:
        actor: an officer of a prefecture or municipality.
        title: at most 100 characters.
        body: the question, at most 4,000 characters.
        category: one of `Category`.
        name_shown: whether other bodies see who asked.
        public: whether other bodies of the area see question and answer once answered.
        files: attachments; each is checked, and one bad file refuses the whole question.
    """
    organization = body_of(actor)
    area = common.area_of(organization)
    common.insist(
        access.speaks_for(actor, organization.pk, *access.OFFICERS) and access.of_public_body(actor, area.pk),
        _("相談できるのは、都道府県・区市町村の担当者と承認者です。"),
    )
    voice = voice_insert(
        actor=actor, title=title, body=body, category=category, kind=Voice.Kind.CONSULTATION, name_shown=name_shown
    )
    due_at = due_of(area, voice.created_at)
    consultation = Consultation.objects.create(voice=voice, due_at=due_at, public=public)
    for file in files:
        attach(actor=actor, subject=subject_of(consultation), upload=file)
    voice_index(voice)
    _offer(consultation)
    tell(
        people=experts_of(area),
        title=_("新しい相談が届きました：%(title)s") % {"title": voice.title},
        body=_("回答待ちの一覧で、担当できるかどうか確かめてください。"),
        url=consultation.get_absolute_url(),
    )
    facts = {**voice_facts(voice), "due_at": due_at.isoformat(), "public": public}
    _record(actor, "ask", consultation, facts)
    return consultation


@transaction.atomic
def consultation_attach(*, actor: Actor, consultation: Consultation, file: "UploadedFile[bytes]") -> Attachment:
    """Add a file to one's body's question before it is answered."""
    common.insist(
        access.speaks_for(actor, consultation.voice.organization_id),
        _("ファイルを追加できるのは、相談した団体の人です。"),
    )
    _unanswered(consultation)
    return attach(actor=actor, subject=subject_of(consultation), upload=file)


@transaction.atomic
def consultation_take(*, actor: Actor, consultation: Consultation, version: int | None = None) -> None:
    """Become the expert who answers; the asker sees the name.

    Raises:
        Refusal: if another expert has it already, it is answered, or the expert's week is full.
    """
    common.insist(access.advises(actor, consultation.voice.area_id), _("相談を担当できるのは、専門人材です。"))
    check_version(consultation, version)
    _unanswered(consultation)
    if consultation.expert is not None:
        raise Refusal(
            _("この相談は、すでに%(name)sさんが担当しています。") % {"name": consultation.expert.name}, code="taken"
        )
    expert = user_of(actor)
    if obstacle := _obstacle(expert):
        help_ = _("ほかの専門人材に任せるか、調整担当に担当を決めてもらってください。")
        raise Refusal(f"{obstacle}{help_}", code="week_full")
    _give(actor, consultation, expert, "take")


@transaction.atomic
def consultation_assign(*, actor: Actor, consultation: Consultation, expert: User, version: int | None = None) -> None:
    """Let the coordinator give the consultation to an expert of the area, also away from another one.

    An expert whose week is full gets it all the same; both are told.
    """
    common.insist(access.coordinates(actor, consultation.voice.area_id), _("担当を決められるのは、調整担当です。"))
    check_version(consultation, version)
    _unanswered(consultation)
    if expert not in experts_of(consultation.voice.area):
        raise Refusal(
            _("この人は、いま専門人材ではありません。一覧から選び直してください。"), code="no_expert", field="expert"
        )
    obstacle = _obstacle(expert)
    _give(actor, consultation, expert, "assign")
    body = _("調整担当が、あなたをこの相談の担当にしました。期限までに回答してください。")
    tell(
        people=[expert],
        title=_("相談の担当になりました：%(title)s") % {"title": consultation.voice.title},
        body=f"{body}\n{obstacle}".strip(),
        url=consultation.get_absolute_url(),
    )
    if obstacle:
        tell(
            people=[user_of(actor)],
            title=_("担当にした人の週がいっぱいです：%(title)s") % {"title": consultation.voice.title},
            body=obstacle,
            url=consultation.get_absolute_url(),
        )


@transaction.atomic
def consultation_hand_back(
    *, actor: Actor, consultation: Consultation, reason: str, version: int | None = None
) -> None:
    """Give the consultation back to the queue; its due time stays."""
    voice = consultation.voice
    mine = consultation.expert is not None and actor.user == consultation.expert
    common.insist(
        mine or access.coordinates(actor, voice.area_id), _("戻せるのは、担当している専門人材か調整担当です。")
    )
    check_version(consultation, version)
    _unanswered(consultation)
    if consultation.expert is None:
        raise Refusal(_("この相談には、まだ担当がいません。"), code="not_taken")
    former = consultation.expert
    consultation.expert = consultation.taken_at = None
    _save(consultation, "expert", "taken_at")
    desk_close(subject=subject_of(consultation), kind=ANSWER)
    _offer(consultation)
    _record(actor, "hand_back", consultation, {"reason": common.sealed(reason, former)})


@transaction.atomic
def consultation_answer(*, actor: Actor, consultation: Consultation, answer: str, version: int | None = None) -> None:
    """Answer, or mend one's answer until it is rated. An expert who answers without having taken it takes it with it.

    Raises:
        Refusal: if another expert has it, or the asker has rated the answer.
    """
    voice = consultation.voice
    expert = user_of(actor)
    common.insist(access.advises(actor, voice.area_id), _("相談に回答できるのは、専門人材です。"))
    check_version(consultation, version)
    if consultation.expert is not None and consultation.expert != expert:
        raise Refusal(
            _("この相談は%(name)sさんが担当しています。代わるときは、調整担当に担当の変更を頼んでください。")
            % {"name": consultation.expert.name},
            code="taken",
        )
    if consultation.rating is not None:
        raise Refusal(_("評価された回答は、変更できません。"), code="rated")
    consultation.expert = expert
    consultation.taken_at = consultation.taken_at or clock.now()
    consultation.answer = answer
    consultation.answered_at = consultation.answered_at or clock.now()
    _save(consultation, "expert", "taken_at", "answer", "answered_at")
    desk_close(subject=subject_of(consultation), kind=ANSWER)
    _ask_for_rating(consultation)
    consultation_index(consultation)
    late = consultation.answered_at > consultation.due_at
    _record(actor, "answer", consultation, {"answer": common.sealed(answer, expert), "late": late})


@transaction.atomic
def consultation_rate(
    *, actor: Actor, consultation: Consultation, rating: int, comment: str = "", version: int | None = None
) -> None:
    """Rate the answer from 1 (no help) to 5 (great help); once.

    Raises:
        Refusal: before the answer, a second time, or with another number.
    """
    voice = consultation.voice
    common.insist(access.speaks_for(actor, voice.organization_id), _("評価できるのは、相談した団体の人です。"))
    check_version(consultation, version)
    if not consultation.is_answered:
        raise Refusal(_("まだ回答がありません。回答のあとで評価してください。"), code="not_answered")
    if consultation.rating is not None:
        raise Refusal(_("この回答は、すでに評価されています。"), code="rated")
    if rating not in RATINGS:
        raise Refusal(_("評価は1から5までの数で選んでください。"), code="rating", field="rating")
    consultation.rating, consultation.rating_comment = rating, comment
    _save(consultation, "rating", "rating_comment")
    desk_close(subject=subject_of(consultation), kind=RATE)
    assert consultation.expert is not None
    tell(
        people=[consultation.expert],
        title=_("回答が評価されました（5点中%(rating)d点）：%(title)s") % {"rating": rating, "title": voice.title},
        body=comment or _("評価の理由は書かれていません。"),
        url=consultation.get_absolute_url(),
    )
    rater = user_of(actor)
    _record(actor, "rate", consultation, {"rating": rating, "comment": common.sealed(comment, rater)})


def consultation_index(consultation: Consultation) -> None:
    """Let all public bodies of the area find an answered open consultation; before that, only its own body and helpers.

    A document of no body that is not public is found by the area's public bodies.
    """
    voice = consultation.voice
    shared = consultation.public and consultation.is_answered
    index(
        kind="voice",
        key=voice.pk,
        area=voice.area,
        organization=None if shared else voice.organization,
        public=False,
        title=voice.title,
        text=f"{voice.body}\n{consultation.answer}".strip(),
        url=voice.get_absolute_url(),
    )


def _obstacle(expert: User) -> str:
    """Return in a sentence why an expert's week is full, asking whom the settings name; "" when nothing speaks so."""
    asked = (import_string(path)(expert, clock.now()) for path in getattr(settings, "CONSULTATION_OBSTACLES", ()))
    return next((sentence for sentence in asked if sentence), "")


def _give(actor: Actor, consultation: Consultation, expert: User, verb: str) -> None:
    consultation.expert, consultation.taken_at = expert, clock.now()
    _save(consultation, "expert", "taken_at")
    desk_close(subject=subject_of(consultation), kind=ANSWER)
    _offer(consultation)
    _record(actor, verb, consultation, {"expert": common.sealed(expert.name, expert)})
    tell(
        people=[consultation.voice.author],
        title=_("相談の担当が決まりました：%(title)s") % {"title": consultation.voice.title},
        body=_("%(name)sさんが担当します。") % {"name": expert.name},
        url=consultation.get_absolute_url(),
    )


def _offer(consultation: Consultation) -> None:
    """Put the consultation on the desk of the platform bodies' experts, or of the one who has it."""
    for body in platform_bodies(consultation.voice.area):
        desk_open(
            organization=body,
            kind=ANSWER,
            subject=subject_of(consultation),
            title=_("相談に回答する：%(title)s") % {"title": consultation.voice.title},
            url=consultation.get_absolute_url(),
            due_at=consultation.due_at,
            role=Role.EXPERT,
            person=consultation.expert,
        )


def _ask_for_rating(consultation: Consultation) -> None:
    voice = consultation.voice
    assert consultation.expert is not None
    desk_open(
        organization=voice.organization,
        kind=RATE,
        subject=subject_of(consultation),
        title=_("回答を評価する：%(title)s") % {"title": voice.title},
        url=consultation.get_absolute_url(),
    )
    tell(
        people=[voice.author],
        title=_("相談に回答がありました：%(title)s") % {"title": voice.title},
        body=_("%(name)sさんが回答しました。読んで、評価してください。") % {"name": consultation.expert.name},
        url=consultation.get_absolute_url(),
    )


def _unanswered(consultation: Consultation) -> None:
    if consultation.is_answered:
        raise Refusal(_("この相談には、すでに回答があります。"), code="answered")


def _save(consultation: Consultation, *fields: str) -> None:
    consultation.version += 1
    consultation.save(update_fields=[*fields, "version"])


def _record(actor: Actor, verb: str, consultation: Consultation, data: dict[str, Recorded]) -> None:
    record(actor=actor, action=f"needs.consultation.{verb}", subject=subject_of(consultation), data=data)
