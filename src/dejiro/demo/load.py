"""Plays the cast's past through the very services that people use, day by day, up to the demo's present."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.core.management import call_command
from django.db import transaction

from dejiro.apps.commitments import services as commitments
from dejiro.apps.commitments.explaining import decision_explain
from dejiro.apps.commitments.models import Commitment, Round
from dejiro.apps.commitments.terms import CommitmentTerms
from dejiro.apps.needs import services as needs
from dejiro.apps.needs.models import Consultation, Need, Voice
from dejiro.demo.cast import cast_load
from dejiro.demo.contracts import contracts_of
from dejiro.demo.people import TOKYO, TOTTORI
from dejiro.demo.rounds import PURCHASES, SIGNING, Promise, Purchase, day
from dejiro.demo.stories import STORIES, TOTTORI_STORY, Said, Story
from dejiro.foundation.accounts.actors import SYSTEM, Actor, actor_for
from dejiro.foundation.accounts.models import User
from dejiro.foundation.calendars import FiscalYear
from dejiro.foundation.clock import standing_at
from dejiro.foundation.ledger.checkpoints import checkpoint_sign
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.rules import MINIMUM_BODIES, MINIMUM_MEMBERS
from dejiro.foundation.organizations.services import bodies_load, rule_adopt

FIRST_VOICE: Final = day(2025, 10, 6)
RECENT_VOICE: Final = day(2026, 9, 28, 11)
BETWEEN_VOICES: Final = timedelta(days=4, hours=1)


class Stage:
    """The people of the cast, by key, as actors with the roles that they hold when they act."""

    def __init__(self, users: dict[str, User]) -> None:
        self.users = users

    def actor(self, key: str) -> Actor:
        """Return the person, acting now."""
        return actor_for(self.users[key])

    def chief(self, key: str) -> Actor:
        """Return the approver of the person's body."""
        return self.actor(f"{key}_chief")


def load_demo(*, reset: bool = False) -> None:
    """Fill the database with the cast and its past; with `reset`, empty it first. A filled one is left as it is."""
    if reset:
        call_command("flush", interactive=False, verbosity=0)
    if User.objects.exists():
        return
    with transaction.atomic():
        play()
    explain_decisions()


def play() -> None:
    """Put the cast on the stage and play everything up to the present."""
    with standing_at(day(2025, 4, 1)):
        bodies_load(actor=SYSTEM)
        stage = Stage(cast_load())
        _adopt_rules(stage)
    _play_calendars(stage)
    needs_by_key = {story.key: _play_story(stage, story, place) for place, story in enumerate(STORIES)}
    for purchase in PURCHASES:
        _play_purchase(stage, purchase, needs_by_key[purchase.story], "coordinator")
    signing = _play_story(stage, TOTTORI_STORY, 0, coordinator="tottori_coordinator")
    _play_purchase(stage, SIGNING, signing, "tottori_coordinator")
    _play_recent(stage, needs_by_key["tablets"])
    checkpoint_sign()


def explain_decisions() -> None:
    """Give every decision its reasons, as the task does."""
    for round_ in Round.objects.filter(decision__isnull=False).select_related("decision"):
        decision_explain(decision=round_.decision)


def _adopt_rules(stage: Stage) -> None:
    tokyo, tottori = (Organization.objects.get(code=code, valid_to=None) for code in (TOKYO, TOTTORI))
    begins = date(2025, 4, 1)
    rule_adopt(
        actor=stage.actor("coordinator"),
        area=tokyo,
        key=MINIMUM_BODIES,
        value=2,
        text="二以上の区市町村が必要とするテーマを、共同で取り組む課題とする。（架空の申合せ）",
        valid_from=begins,
    )
    for key, text in (
        (MINIMUM_BODIES, "三以上の市町村が必要とするテーマを、共同で取り組む課題とする。（架空の申合せ）"),
        (MINIMUM_MEMBERS, "共同調達は、三以上の市町村が参加するときに始める。（架空の申合せ）"),
    ):
        rule_adopt(
            actor=stage.actor("tottori_coordinator"), area=tottori, key=key, value=3, text=text, valid_from=begins
        )


def _play_calendars(stage: Stage) -> None:
    members = [key for key in stage.users if f"{key}_chief" in stage.users and key != "hinohara"]
    with standing_at(day(2026, 4, 10)):
        for place, key in enumerate(members):
            actor = stage.actor(key)
            commitments.budget_cycle_save(
                actor=actor,
                fiscal_year=FiscalYear(2027),
                request_due_on=date(2026, 10, 16) + timedelta(days=place % 4 * 7),
                settled_on=date(2027, 1, 29),
            )
            for name, opens_on, votes_on in (
                ("令和8年第4回定例会", date(2026, 12, 1), date(2026, 12, 11)),
                ("令和9年第1回定例会", date(2027, 2, 24), date(2027, 3, 19)),
            ):
                commitments.assembly_save(actor=actor, name=name, opens_on=opens_on, votes_on=votes_on)
            needs.contracts_import(actor=actor, rows=contracts_of(key, place))


def _play_story(stage: Stage, story: Story, place: int, *, coordinator: str = "coordinator") -> Need:
    begins = (FIRST_VOICE if story.key else RECENT_VOICE) + place % 5 * timedelta(hours=2)
    voices = [
        _say(stage, said, story.category, begins + index * (BETWEEN_VOICES if story.key else timedelta(hours=9)))
        for index, said in enumerate(story.said)
    ]
    if not story.key:
        return Need()
    with standing_at(begins + len(voices) * BETWEEN_VOICES):
        need = needs.voices_merge(
            actor=stage.actor(coordinator),
            voices=voices,
            title=story.title,
            summary=story.summary,
            category=story.category,
        )
        if story.solved:
            _solve(stage, need, story.solved)
    return need


def _say(stage: Stage, said: Said, category: str, at: datetime) -> Voice:
    with standing_at(at):
        actor = stage.actor(said.who)
        if said.kind != "consultation":
            return needs.voice_create(
                actor=actor, title=said.title, body=said.body, category=category, kind=said.kind, name_shown=True
            )
        asked = needs.consultation_ask(
            actor=actor, title=said.title, body=said.body, category=category, name_shown=len(said.body) % 2 == 0
        )
    if said.answer:
        _answer(stage, asked.pk, said, at)
    return asked.voice


def _answer(stage: Stage, pk: int, said: Said, asked_at: datetime) -> None:
    consultation = Consultation.objects.select_related("voice__area", "voice__organization").get(pk=pk)
    with standing_at(asked_at + timedelta(hours=4)):
        needs.consultation_take(actor=stage.actor(said.expert), consultation=consultation)
    with standing_at(asked_at + timedelta(hours=22)):
        needs.consultation_answer(actor=stage.actor(said.expert), consultation=consultation, answer=said.answer)
    with standing_at(asked_at + timedelta(hours=29)):
        needs.consultation_rate(
            actor=stage.actor(said.who), consultation=consultation, rating=said.rating, comment="役に立ちました。"
        )


def _solve(stage: Stage, need: Need, solved: tuple[str, str, str, int]) -> None:
    who, title, body, cost = solved
    needs.solution_add(
        actor=stage.actor(who),
        need=need,
        title=title,
        body=body,
        contact=f"{stage.users[who].name} {stage.users[who].phone}",
        solved_on=date(2025, 3, 31),
        cost=cost,
        cost_note="3年間の総額（税込）。架空の金額です。",
    )


def _play_purchase(stage: Stage, purchase: Purchase, need: Need, coordinator: str) -> None:
    need.refresh_from_db()
    with standing_at(purchase.opened):
        actor = stage.actor(coordinator)
        round_ = commitments.round_create(actor=actor, need=need, terms=purchase.terms)
        commitments.round_open(actor=actor, round_=round_)
    for place, promise in enumerate(purchase.promises):
        _promise(stage, round_, promise, purchase.opened + timedelta(days=2 * place + 1, hours=3))
    for promise in purchase.waiting:
        _promise(stage, round_, promise, day(2026, 10, 2, 15), approve=False)
    if purchase.decided:
        with standing_at(purchase.decided):
            commitments.round_close(actor=stage.actor(coordinator), round_=round_, reason=purchase.reason)
    if purchase.started:
        with standing_at(purchase.started):
            commitments.round_start(actor=stage.actor(coordinator), round_=round_)
    _measure(stage, round_, purchase)


def _promise(stage: Stage, round_: Round, promise: Promise, at: datetime, *, approve: bool = True) -> None:
    terms = CommitmentTerms(
        quantity=promise.quantity,
        starts=promise.starts,
        authority=promise.authority,
        max_unit_price=promise.cap,
        min_members=promise.min_members,
        baseline=Decimal(promise.baseline) if promise.baseline else None,
        baseline_on=at.date() if promise.baseline else None,
        baseline_source="担当課の集計（架空）" if promise.baseline else "",
    )
    with standing_at(at):
        commitment = commitments.commitment_save(actor=stage.actor(promise.who), round_=round_, terms=terms)
        commitments.commitment_submit(actor=stage.actor(promise.who), commitment=commitment)
    if approve:
        with standing_at(at + timedelta(hours=2)):
            commitments.commitment_approve(actor=stage.chief(promise.who), commitment=commitment)


def _measure(stage: Stage, round_: Round, purchase: Purchase) -> None:
    if purchase.measured is None:
        return
    with standing_at(purchase.measured):
        for who, value, source in purchase.effects:
            actor = stage.actor(who)
            commitment = Commitment.objects.select_related("round", "organization").get(
                round=round_, organization=actor.organization, status=Commitment.Status.IN_FORCE
            )
            commitments.effect_enter(
                actor=actor,
                commitment=commitment,
                value=Decimal(value),
                measured_on=purchase.measured.date() - timedelta(days=7),
                source=source,
            )
        if purchase.adopted_by:
            round_.refresh_from_db()
            commitments.adoption_take(
                actor=stage.actor(purchase.adopted_by),
                round_=round_,
                note="令和9年度から、年間50時間ほどの利用を考えています。",
            )


def _play_recent(stage: Stage, tablets: Need) -> None:
    tablets.refresh_from_db()
    with standing_at(day(2026, 9, 29, 14)):
        needs.statement_write(
            actor=stage.actor("hinode"), need=tablets, body="通信量は月10GBで足りるのか、少し心配しています。"
        )
        statement = needs.statement_write(
            actor=stage.actor("ome"),
            need=tablets,
            kind="official",
            body="青梅市は、遠隔消去と翌開庁日の代替機を共通仕様に入れることを求めます。",
        )
    with standing_at(day(2026, 9, 30, 9)):
        needs.statement_approve(actor=stage.chief("ome"), statement=statement)
    with standing_at(day(2026, 10, 1, 9)):
        needs.need_follow(actor=stage.actor("okutama"), need=tablets)
