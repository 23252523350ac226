"""One of everything, made by the cast, for tests that knock at every address."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Final

from django.core.files.uploadedfile import SimpleUploadedFile

from conftest import Cast
from dejiro.apps.challenges import services as challenges
from dejiro.apps.commitments import services as commitments
from dejiro.apps.commitments.terms import CommitmentTerms, RoundTerms
from dejiro.apps.lab import services as lab
from dejiro.apps.needs import services as needs
from dejiro.apps.needs.models import TriageAct
from dejiro.apps.people.services import erasure_request
from dejiro.apps.pilots import services as pilots
from dejiro.apps.pilots.models import Observation
from dejiro.apps.pilots.terms import PilotTerms, Validity
from dejiro.apps.talent import services as talent
from dejiro.apps.talent.models import Engagement, Handover, Plan, Request, Specialist
from dejiro.demo.challenging import SHOPPING
from dejiro.demo.conversations import OFFICE_TERMS
from dejiro.foundation import clock
from dejiro.foundation.accounts.models import Membership, Role
from dejiro.foundation.accounts.services import delegation_grant, token_issue
from dejiro.foundation.files.models import Attachment
from dejiro.foundation.ledger.checkpoints import checkpoint_sign
from dejiro.foundation.notices.models import Notice
from dejiro.foundation.notices.services import tell
from dejiro.foundation.organizations.models import Unit
from tests.security.stage_careers import career_targets, careers_make
from tests.security.stage_hiring import hiring_make, hiring_targets
from tests.security.target import Target

TERMS: Final = RoundTerms(
    title="端末",
    object="端末",
    specification="仕様",
    scheme="A",
    unit="台",
    months=12,
    tiers=((1, 3000), (100, 2500)),
    fixed_cost=1000,
    fixed_share="equal",
    starts=("2027-04",),
    minimum_members=2,
    minimum_authority=2,
    closes_at=datetime.fromisoformat("2026-10-23T17:15:00+09:00"),
    measure="時間",
    measure_unit="分",
    measure_method="平均",
    direction="lower",
)
PROMISE: Final = CommitmentTerms(
    quantity=40,
    starts=("2027-04",),
    authority=2,
    baseline=Decimal(10),
    baseline_on=date(2026, 10, 1),
    baseline_source="記録",
)


def one_of_everything(cast: Cast) -> Mapping[str, list[Target]]:
    """Make the records and return what to put into the addresses that begin so; the longest beginning counts."""
    made = SimpleNamespace()
    apps = (_needs, _rounds, _lab, _pilots, _challenges, _contracts, _people, _talent, hiring_make, careers_make)
    for make in apps:
        make(cast, made)
    checkpoint = checkpoint_sign()
    target = Target
    return {
        "/rounds/new/": [target("need", made.need.pk)],
        "/rounds/": [target("draft", made.draft.pk), target("open", made.open.pk), target("decided", made.decided.pk)],
        "/commitments/": [target("submitted", made.submitted.pk), target("in force", made.in_force.pk)],
        "/calendar/assemblies/": [target("session", made.assembly.pk)],
        **_lab_targets(made),
        **_pilot_targets(made),
        **_challenge_targets(made),
        "/needs/triage/acts/": [target("act", made.act.pk)],
        "/needs/triage/voices/": [target("voice", made.voice.pk)],
        "/needs/statements/": [target("statement", made.statement.pk)],
        "/needs/solutions/": [target("solution", made.solution.pk)],
        "/needs/acts/": [target("act", made.act.pk)],
        "/needs/": [target("need", made.need.pk)],
        "/triage/": [target("voice", made.voice.pk)],
        "/triage/acts/": [target("act", made.act.pk)],
        "/triage/voices/": [target("voice", made.voice.pk)],
        "/statements/": [target("statement", made.statement.pk)],
        "/solutions/": [target("solution", made.solution.pk)],
        "/voices/": [target("voice", made.voice.pk)],
        "/consultations/": [target("waiting", made.waiting.pk), target("answered", made.answered.pk)],
        "/contracts/": [target("contract", made.contract.pk)],
        **_talent_targets(made),
        **hiring_targets(made),
        **career_targets(cast, made),
        "/people/memberships/": [target("membership", made.membership.pk)],
        "/people/delegations/": [target("delegation", made.delegation.pk)],
        "/people/units/": [target("unit", made.unit.pk)],
        "/people/tokens/": [target("key", made.token.pk)],
        "/people/erasures/": [target("erasure", made.erasure.pk)],
        "/erasures/": [target("erasure", made.erasure.pk)],
        "/people/mergers/": [target("merged", made.merged.pk)],
        "/mergers/": [target("merged", made.merged.pk)],
        "/people/": [target("colleague", cast.user("okutama_chief").pk)],
        "/notices/": [target("notice", made.notice.pk)],
        "/memberships/": [target("membership", made.membership.pk)],
        "/delegations/": [target("delegation", made.delegation.pk)],
        "/units/": [target("unit", made.unit.pk)],
        "/tokens/": [target("key", made.token.pk)],
        "/organizations/": [target("body", "133086")],
        "/audit/entries/": [target("entry", 0)],
        "/audit/checkpoints/": [target("checkpoint", checkpoint.size)],
        "/ledger/entries/": [target("entry", 0)],
        "/ledger/checkpoints/": [target("checkpoint", checkpoint.size)],
    }


def _lab_targets(made: SimpleNamespace) -> Mapping[str, list[Target]]:
    target = Target
    return {
        "/lab/statements/": [target("statement", made.lab_waiting.pk)],
        "/conversations/statements/": [target("statement", made.lab_waiting.pk)],
        "/lab/intakes/": [target("intake", made.lab_intake.pk)],
        "/lab/comments/": [target("comment", made.lab_comment.pk)],
        "/conversations/intakes/": [target("intake", made.lab_intake.pk)],
        "/conversations/comments/": [target("comment", made.lab_comment.pk)],
        "/lab/": [
            target("draft", made.lab_draft.pk),
            target("open", made.lab_open.pk),
            target("codes", made.lab_codes.pk),
            target("closed", made.lab_closed.pk),
        ],
        "/conversations/": [
            target("draft", made.lab_draft.pk),
            target("open", made.lab_open.pk),
            target("closed", made.lab_closed.pk),
        ],
    }


def _pilot_targets(made: SimpleNamespace) -> Mapping[str, list[Target]]:
    target = Target
    return {
        "/pilots/lines/": [target("line", made.pilot_line.pk)],
        "/pilots/": [
            target("draft", made.pilot_draft.pk),
            target("registered", made.pilot_registered.pk),
            target("published", made.pilot_published.pk),
        ],
        "/certifications/": [target("certification", made.certification.pk)],
    }


def _challenge_targets(made: SimpleNamespace) -> Mapping[str, list[Target]]:
    target = Target
    called = [target("draft", made.call_draft.pk), target("open", made.call_open.pk)]
    ideas = [target("offered", made.offered.pk), target("chosen", made.chosen.pk)]
    return {
        "/lab/challenges/": called,
        "/lab/ideas/": ideas,
        "/lab/sponsors/": [target("sponsor", made.sponsor.pk)],
        "/lab/questions/": [target("question", made.question.pk)],
        "/lab/amendments/": [target("amendment", made.amendment.pk)],
        "/challenges/": called,
        "/ideas/": ideas,
        "/questions/": [target("question", made.question.pk)],
        "/amendments/": [target("amendment", made.amendment.pk)],
        "/sponsors/": [target("sponsor", made.sponsor.pk)],
    }


def _talent_targets(made: SimpleNamespace) -> Mapping[str, list[Target]]:
    target = Target
    return {
        "/talent/pool/": [target("specialist", made.specialist.pk), target("proposed", made.proposed.pk)],
        "/talent/skills/": [target("skill", made.skill.pk)],
        "/talent/capacity/": [target("capacity", made.capacity.pk)],
        "/talent/absences/": [target("absence", made.absence.pk)],
        "/talent/conflicts/": [target("conflict", made.conflict.pk)],
        "/talent/papers/": [target("paper", made.paper.pk)],
        "/talent/requests/": [target("draft", made.asked.pk), target("approved", made.approved.pk)],
        "/talent/proposals/": [target("proposal", made.proposal.pk)],
        "/talent/plans/": [target("draft", made.plan.pk), target("published", made.published.pk)],
        "/talent/changes/": [target("change", made.change.pk)],
        "/talent/pins/": [target("pin", made.pin.pk)],
        "/talent/engagements/": [target("engagement", made.engagement.pk)],
        "/talent/handovers/": [target("note", made.handover.pk)],
        "/talent/consultations/": [target("answered", made.answered.pk)],
    }


def others(made_need: object, attachment: int) -> Mapping[str, object]:
    """Return the values of parameters that are not the address's own record."""
    return {"other": made_need, "file": attachment, "key": "need.minimum_bodies", "form": "csv"}


def attachment_number() -> int:
    """Return the number of the file that the stage attached."""
    return Attachment.objects.values_list("pk", flat=True)[0]


def _needs(cast: Cast, made: SimpleNamespace) -> None:
    file = SimpleUploadedFile("memo.txt", "窓口の写真です".encode(), content_type="text/plain")
    made.waiting = needs.consultation_ask(
        actor=cast.okutama, title="相談", body="教えてください", category="devices", files=[file]
    )
    made.answered = needs.consultation_ask(actor=cast.okutama, title="前の相談", body="端末", category="devices")
    needs.consultation_answer(actor=cast.expert, consultation=made.answered, answer="こうします")
    voices = [
        needs.voice_create(actor=cast.actor(key), title="端末", body="安く", category="devices")
        for key in ("okutama", "ome")
    ]
    made.voice = needs.voice_create(actor=cast.okutama, title="別の声", body="回線", category="network")
    made.need = needs.voices_merge(
        actor=cast.coordinator, voices=voices, title="端末", summary="まとめて", category="devices"
    )
    made.act = TriageAct.objects.latest("pk")
    made.statement = needs.statement_write(actor=cast.okutama, need=made.need, body="町の見解", kind="official")
    made.solution = needs.solution_add(
        actor=cast.okutama, need=made.need, title="例", body="こうした", contact="係", solved_on=date(2026, 4, 1)
    )


def _rounds(cast: Cast, made: SimpleNamespace) -> None:
    made.decided, made.open, made.draft = (
        commitments.round_create(actor=cast.coordinator, need=made.need, terms=TERMS) for _number in range(3)
    )
    for round_ in (made.decided, made.open):
        commitments.round_open(actor=cast.coordinator, round_=round_)
        made.in_force = _promise(cast, round_, "okutama")
        _promise(cast, round_, "ome")
    with clock.standing_at(datetime.fromisoformat("2026-10-23T18:00:00+09:00")):
        commitments.round_close(actor=cast.coordinator, round_=made.decided, reason="成立")
    made.submitted = commitments.commitment_save(actor=cast.okutama, round_=made.open, terms=PROMISE)
    commitments.commitment_submit(actor=cast.okutama, commitment=made.submitted)
    made.assembly = commitments.assembly_save(
        actor=cast.okutama, name="第1回定例会", opens_on=date(2027, 2, 24), votes_on=date(2027, 3, 19)
    )


def _lab(cast: Cast, made: SimpleNamespace) -> None:
    terms = replace(OFFICE_TERMS, seeds=("夜も開けてほしい", "今のままでよい"))
    made.lab_draft, made.lab_open, made.lab_codes, made.lab_closed = (
        lab.conversation_create(actor=cast.okutama, terms=replace(terms, policy=policy))
        for policy in ("open", "open", "codes", "open")
    )
    for conversation in (made.lab_open, made.lab_codes, made.lab_closed):
        lab.conversation_open(actor=cast.okutama, conversation=conversation)
        made.lab_waiting = lab.statement_add(conversation=made.lab_open, keys=["a"], text=f"意見{conversation.pk}")
    made.lab_intake = lab.intake_add(
        actor=cast.okutama, conversation=made.lab_open, name="意見.csv", content="意見\r\n長く待つ。\r\n".encode()
    )
    made.lab_comment = made.lab_intake.comments.get()
    with clock.standing_at(terms.closes_at):
        lab.conversation_close(actor=cast.okutama, conversation=made.lab_closed, words="こうします。")


PILOT: Final = PilotTerms(
    title="窓口案内",
    product="まどぐち案内",
    summary="窓口に画面を置く。",
    metric="1回で終わった割合",
    unit="割合",
    baseline=0.5,
    baseline_source="記録",
    design="proportions",
    better="higher",
    adopt_above=0,
    worthwhile=0.1,
    start=date(2026, 10, 5),
    end=date(2026, 10, 5),
    due=date(2026, 10, 5),
    size=100,
    expected=0.25,
    base=0.5,
    adopt_rule="広げる",
    stop_rule="やめる",
    company_enters=True,
)


def _pilots(cast: Cast, made: SimpleNamespace) -> None:
    terms = replace(PILOT, company=cast.company.organization)
    made.pilot_draft, made.pilot_registered, made.pilot_published = (
        pilots.pilot_create(actor=cast.okutama, terms=terms) for _number in range(3)
    )
    for pilot in (made.pilot_registered, made.pilot_published):
        pilots.pilot_register(actor=cast.okutama_chief, pilot=pilot)
    line = pilots.Line("窓口", "pilot", date(2026, 10, 5), 1.0)
    pilots.observations_add(actor=cast.okutama, pilot=made.pilot_registered, lines=[line])
    made.pilot_line = Observation.objects.get(pilot=made.pilot_registered)
    with clock.standing_at(datetime.fromisoformat("2026-10-06T09:00:00+09:00")):
        pilots.verdict_publish(actor=cast.okutama_chief, pilot=made.pilot_published, reasons="分からなかった。")
    made.certification = pilots.certification_create(
        actor=cast.okutama_chief,
        product=pilots.Product("まどぐち案内", "あさぎ", "負担を減らす"),
        basis="要綱",
        decision="実証",
        certified_on=date(2026, 10, 5),
        validity=Validity("years", 3, 1),
    )


def _challenges(cast: Cast, made: SimpleNamespace) -> None:
    terms = replace(SHOPPING, sponsors=("青梅市",))
    made.call_draft, made.call_open, made.call_closed = (
        challenges.challenge_create(actor=cast.okutama, terms=terms) for _turn in range(3)
    )
    for challenge in (made.call_open, made.call_closed):
        challenges.challenge_publish(actor=cast.okutama_chief, challenge=challenge)
    made.sponsor = made.call_open.sponsors.get()
    made.offered = challenges.idea_submit(actor=cast.company, challenge=made.call_open, title="案", body="文です。")
    made.amendment = challenges.amendment_propose(
        actor=cast.resident, idea=made.offered, title="案", body="別の文です。", why="理由"
    )
    made.question = challenges.question_ask(actor=cast.company, challenge=made.call_open, text="いつですか。")
    made.chosen = challenges.idea_submit(actor=cast.company, challenge=made.call_closed, title="案", body="文です。")
    with clock.standing_at(terms.ideas_until):
        challenges.challenge_close(actor=cast.okutama_chief, challenge=made.call_closed)
        challenges.idea_choose(actor=cast.okutama_chief, idea=made.chosen, reason="よいため")


def _promise(cast: Cast, round_: object, key: str) -> object:
    saved = commitments.commitment_save(actor=cast.actor(key), round_=round_, terms=PROMISE)  # type: ignore[arg-type]
    sent = commitments.commitment_submit(actor=cast.actor(key), commitment=saved)
    return commitments.commitment_approve(actor=cast.actor(f"{key}_chief"), commitment=sent)


def _contracts(cast: Cast, made: SimpleNamespace) -> None:
    row = needs.ContractRow(
        key="A-1",
        title="端末の賃貸借",
        category="devices",
        vendor="会社",
        starts_on=date(2024, 4, 1),
        ends_on=date(2027, 3, 31),
        annual_amount=1_000_000,
    )
    made.contract = needs.contract_save(actor=cast.okutama, row=row)


def _people(cast: Cast, made: SimpleNamespace) -> None:
    soon = clock.now() + timedelta(days=30)
    made.membership = Membership.objects.get(user=cast.user("okutama_chief"), role=Role.APPROVER)
    made.delegation = delegation_grant(
        actor=cast.okutama_chief, membership=made.membership, user=cast.user("okutama"), valid_to=soon
    )
    made.unit = Unit.objects.filter(organization__code="133086").order_by("pk")[0]
    made.token = token_issue(actor=cast.okutama, name="集計", scopes=["needs:read"], expires_at=soon).token
    made.erasure = erasure_request(actor=cast.okutama_chief, reason="退職")
    tell(people=[cast.user("okutama")], title="お知らせ", body="本文", url="/desk/")
    made.notice = Notice.objects.filter(user=cast.user("okutama")).latest("pk")
    made.merged = cast.merge("133051", "132055", date(2026, 10, 1))


def _talent(cast: Cast, made: SimpleNamespace) -> None:
    """The expert in the pool serves 奥多摩町; a second specialist, without a login, is proposed to it."""
    period = {"starts_on": date(2026, 4, 1), "ends_on": date(2028, 3, 31)}
    made.specialist = _specialist(cast, "S-1", "expert@example.lg.jp")
    made.proposed = _specialist(cast, "S-2", "")
    made.skill = made.specialist.skills.get()
    made.capacity = made.specialist.capacities.get()
    made.paper = made.specialist.papers.get()
    made.absence = talent.absence_save(
        actor=cast.coordinator, specialist=made.specialist, starts_on=period["ends_on"], ends_on=period["ends_on"]
    )
    made.conflict = talent.conflict_save(
        actor=cast.coordinator, specialist=made.specialist, organization=cast.body("131016"), reason="前職"
    )
    served, made.approved = (_asked(cast, approve=True) for _number in range(2))
    made.asked = _asked(cast, approve=False)
    first = talent.proposal_make(actor=cast.coordinator, request=served, specialist=made.specialist)
    talent.proposal_answer(actor=cast.okutama_chief, proposal=first, accept=True)
    talent.proposal_answer(actor=cast.expert, proposal=first, accept=True)
    made.engagement = Engagement.objects.get()
    made.handover = Handover.objects.create(
        engagement=made.engagement,
        done="移行",
        next_steps="帳票",
        contact="総務課",
        written_by=cast.user("expert"),
        written_at=clock.now(),
    )
    made.plan = talent.plan_create(actor=cast.coordinator, name="計画", starts_on=date(2027, 4, 5), weeks=4)
    made.published = _published(cast)
    pair = {"specialist": made.proposed, "request": made.approved}
    made.pin = talent.pin_save(actor=cast.coordinator, plan=made.plan, kind="forbidden", reason="希望", **pair)
    scenario = talent.scenario_create(actor=cast.coordinator, plan=made.published, name="仮の案")
    supposed = talent.Supposed(kind="without", specialist=made.proposed)
    made.change = talent.change_save(actor=cast.coordinator, plan=scenario, supposed=supposed)
    made.proposal = talent.proposal_make(actor=cast.coordinator, request=made.approved, specialist=made.proposed)


def _published(cast: Cast) -> Plan:
    """A plan without assignments, as if computed: the core's processes are not started for every visitor."""
    plan = talent.plan_create(actor=cast.coordinator, name="公表した計画", starts_on=date(2027, 4, 5), weeks=4)
    plan.answer = {
        "assignments": [],
        "unserved": [],
        "bodies": [],
        "gap": 0,
        "status": "optimal",
        "kept": 0,
        "changed": 0,
        "value": 0,
    }
    plan.status = Plan.Status.READY
    plan.save()
    return talent.plan_publish(actor=cast.coordinator, plan=plan)


def _specialist(cast: Cast, key: str, email: str) -> Specialist:
    period = {"starts_on": date(2026, 4, 1), "ends_on": date(2028, 3, 31)}
    entry = talent.Entry(key=key, name="人材", employment="staff", email=email)
    made = talent.specialist_save(actor=cast.coordinator, entry=entry)
    talent.skill_save(actor=cast.coordinator, specialist=made, role="data-engineer", level=3)
    talent.capacity_save(actor=cast.coordinator, specialist=made, half_days=6, **period)
    talent.paper_save(actor=cast.coordinator, specialist=made, kind="nda", **period)
    return made


def _asked(cast: Cast, *, approve: bool) -> Request:
    terms = talent.Terms(
        title="移行",
        problem="移行の計画",
        role="data-engineer",
        level=2,
        half_days=2,
        starts_on=date(2026, 10, 5),
        weeks=13,
        supervisor="課長",
    )
    request = talent.request_save(actor=cast.okutama, terms=terms)
    if approve:
        talent.request_submit(actor=cast.okutama, request=request)
        talent.request_approve(actor=cast.okutama_chief, request=request)
    return request
