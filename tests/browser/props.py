"""What the demo lacks for a walk through every page: drafts, things that wait, things that were set aside.

Played through the services, as the demo is. `main` writes the number of everything that has an address, by name.
"""

import json
import sys
from dataclasses import replace
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from dejiro.apps.careers.models import Certificate, Claim, Course, Enrolment, Holding, Post
from dejiro.apps.challenges import services as challenges
from dejiro.apps.challenges.models import Idea
from dejiro.apps.commitments import services as commitments
from dejiro.apps.commitments.models import Assembly, Commitment, Round
from dejiro.apps.commitments.terms import CommitmentTerms
from dejiro.apps.hiring import services as hiring
from dejiro.apps.hiring.models import Application, Joint, Offer, Opening
from dejiro.apps.hiring.terms import OpeningTerms
from dejiro.apps.lab import services as lab
from dejiro.apps.lab.models import Conversation, Statement
from dejiro.apps.needs import services as needs
from dejiro.apps.needs.models import Consultation, Contract, Need, TriageAct, Voice
from dejiro.apps.people.services import erasure_request
from dejiro.apps.pilots import services as pilots
from dejiro.apps.pilots.models import Certification, Observation, Pilot
from dejiro.apps.talent import services as talent
from dejiro.apps.talent.models import Engagement, Handover, Pin, Plan, Proposal, Specialist
from dejiro.apps.talent.models import Request as TalentRequest
from dejiro.demo.challenging import SHOPPING, challenge_of
from dejiro.demo.conversations import BUS_TERMS, OFFICE_TERMS, SCHOOL_TERMS, UBER
from dejiro.demo.people import TOKYO
from dejiro.demo.piloting import CALL, GUIDE
from dejiro.demo.rounds import MEETING, PURCHASES, TABLETS
from dejiro.demo.stories import STORIES
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import SYSTEM, Actor, actor_for
from dejiro.foundation.accounts.models import Membership, Role, User
from dejiro.foundation.accounts.services import delegation_grant, membership_grant, token_issue
from dejiro.foundation.files.selectors import attachments_of
from dejiro.foundation.handover.services import handover
from dejiro.foundation.ledger.services import subject_of
from dejiro.foundation.notices.models import Notice
from dejiro.foundation.organizations.models import Unit
from dejiro.foundation.organizations.selectors import organization_by_code
from dejiro.foundation.organizations.services import organization_merge
from tests.browser.visitors import email_of

SAME = (
    "role",
    "duties",
    "place",
    "region",
    "system",
    "unit",
    "pay_low",
    "pay_high",
    "legal_basis",
    "starts_on",
    "ends_on",
    "posts",
)
SPEAKERS = ("okutama", "okutama_chief", "coordinator", "expert", "company", "resident")


def main() -> None:
    """Play it, and write the numbers."""
    numbers = {
        **of_rounds(),
        **of_lab(),
        **of_challenges(),
        **of_pilots(),
        **of_talent(),
        **of_hiring(),
        **of_careers(),
        **of_needs(),
        **of_statements(),
        **of_consultations(),
        **of_people(),
        **of_mergers(),
    }
    sys.stdout.write(json.dumps(numbers))


def user(who: str) -> User:
    """Return somebody of the cast."""
    return User.objects.get(email=email_of(who))


def actor(who: str) -> Actor:
    """Return somebody of the cast with the roles held now."""
    return actor_for(user(who))


def round_of(title: str) -> Round:
    """Return a joint purchase of the cast."""
    return Round.objects.select_related("area", "need").get(title=title)


def need_of(key: str) -> Need:
    """Return a need of the cast."""
    return Need.objects.select_related("area").get(title=next(story.title for story in STORIES if story.key == key))


def of_rounds() -> dict[str, int]:
    """Return the rounds in their states, with a draft, and commitments on their way."""
    tablets, meeting = round_of(TABLETS.terms.title), round_of(MEETING.terms.title)
    draft = commitments.round_create(
        actor=actor("coordinator"), need=need_of("writing"), terms=replace(TABLETS.terms, title="予備機の共同調達")
    )
    terms = CommitmentTerms(quantity=40, starts=("2027-04",), authority=2, max_unit_price=3000)
    own = commitments.commitment_save(actor=actor("okutama"), round_=tablets, terms=terms)
    waiting = Commitment.objects.get(round=tablets, status=Commitment.Status.SUBMITTED)
    running = Commitment.objects.get(round=meeting, organization=actor("okutama").organization)
    assembly = Assembly.objects.filter(organization=actor("okutama").organization).order_by("pk")[0]
    return {
        **{f"round_{purchase.story}": round_of(purchase.terms.title).pk for purchase in PURCHASES},
        "round_draft": draft.pk,
        "commitment_draft": own.pk,
        "commitment_waiting": waiting.pk,
        "commitment_running": running.pk,
        "assembly": assembly.pk,
    }


def of_lab() -> dict[str, int]:
    """Return the conversations in their states, and a statement that waits to be looked at."""
    titles = {
        "lab_open": OFFICE_TERMS.title,
        "lab_codes": SCHOOL_TERMS.title,
        "lab_draft": BUS_TERMS.title,
        "lab_closed": UBER.title,
    }
    waiting = Statement.objects.filter(status=Statement.Status.WAITING).order_by("pk")[0]
    running = Conversation.objects.select_related("organization", "area").get(title=OFFICE_TERMS.title)
    table = "受付番号,意見\n1,土曜の午前だけでも窓口を開けてほしい。\n2,土曜の午前だけでも、窓口を開けてほしいです。\n"
    intake = lab.intake_add(actor=actor("okutama"), conversation=running, name="意見.csv", content=table.encode())
    return {
        **{name: Conversation.objects.get(title=title).pk for name, title in titles.items()},
        "lab_waiting": waiting.pk,
        "lab_intake": intake.pk,
        "lab_comment": intake.comments.order_by("row")[0].pk,
    }


def of_challenges() -> dict[str, int]:
    """Return a challenge that runs with what stands in it, a draft, and a body that is asked to join."""
    found = challenge_of(SHOPPING.title)
    draft = challenges.challenge_create(actor=actor("okutama"), terms=replace(SHOPPING, title="夜の見守り（架空）"))
    challenges.challenge_ask(actor=actor("okutama"), challenge=draft)
    joint = challenges.challenge_create(actor=actor("ome"), terms=replace(SHOPPING, sponsors=("奥多摩町",)))
    challenges.challenge_publish(actor=actor("ome_chief"), challenge=joint)
    parts = ("challenge__organization", "challenge__area", "organization")
    idea = Idea.objects.select_related(*parts).get(challenge=found, number=1)
    text = "荷物は、玄関まで運びます。"
    proposed = challenges.amendment_propose(
        actor=actor("resident"), idea=idea, title=idea.title, body=text, why="重い物が多いため"
    )
    return {
        "call_open": found.pk,
        "call_draft": draft.pk,
        "call_sponsor": joint.sponsors.get().pk,
        "call_question": found.questions.get(answers=None).pk,
        "call_idea": idea.pk,
        "call_amendment": proposed.pk,
    }


def of_hiring() -> dict[str, int]:
    """Return the settled joint recruiting, a finished opening, and one whose papers okutama's people read now."""
    opening = Opening.objects.filter(joint__isnull=False, organization__code="133086").get()
    resident = actor("resident")
    seen = opening.choices.filter(passed=True).order_by("pk")[0]
    terms = OpeningTerms(
        title="書類を読む求人",
        criteria=(("経験", 1),),
        joint=None,
        deadline=clock.now() + timedelta(days=1),
        **{name: getattr(opening, name) for name in SAME},
    )
    read = hiring.opening_create(actor=actor("okutama"), terms=terms)
    hiring.opening_publish(actor=actor("okutama_chief"), opening=read)
    hiring.reviewers_name(actor=actor("okutama"), opening=read, users=[user("okutama"), user("okutama_chief")])
    application = Application.objects.get(user=resident.user)
    hiring.choices_send(actor=resident, application=application, ranks={read.pk: 9})
    cv = hiring.paper_attach(
        actor=resident, application=application, upload=SimpleUploadedFile("経歴書.pdf", b"%PDF-1.7")
    )
    Opening.objects.filter(pk=read.pk).update(deadline=clock.now() - timedelta(hours=1))
    return {
        "joint": Joint.objects.get().pk,
        "opening": opening.pk,
        "opening_read": read.pk,
        "choice": application.choices.order_by("rank")[0].pk,
        "choice_seen": seen.pk,
        "choice_read": read.choices.get().pk,
        "cv": cv.pk,
        "offer_own": Offer.objects.filter(choice__opening=opening).order_by("pk")[0].pk,
        "offer": Offer.objects.get(choice__application=application).pk,
    }


def of_careers() -> dict[str, int]:
    """Return 奥多摩町's people, a post with who holds it, a course, and an enrolment that waits."""
    done = Enrolment.objects.filter(course__code="K-06", status=Enrolment.Status.ENROLLED)[0]
    return {
        "superior_okutama": user("okutama_chief").pk,
        "superior_okutama_chief": user("okutama").pk,
        "claim": Claim.objects.get(user=user("okutama"), source="stated", asked_of__isnull=False).pk,
        "certificate": Certificate.objects.get(user=user("okutama")).pk,
        "post": Post.objects.filter(organization__code="133086")[0].pk,
        "holding": Holding.objects.filter(post__organization__code="133086")[0].pk,
        "course": Course.objects.get(code="K-03").pk,
        "enrolment": Enrolment.objects.get(user=user("okutama"), status=Enrolment.Status.APPLIED).pk,
        "enrolment_done": done.pk,
    }


def of_pilots() -> dict[str, int]:
    """Return a pilot that runs, one that was adopted, a draft, and a certification."""
    running, adopted = Pilot.objects.get(title=CALL.title), Pilot.objects.get(title=GUIDE.title)
    today = clock.today()
    terms = replace(
        GUIDE,
        title="申請の案内の実証（架空）",
        start=today + timedelta(days=7),
        end=today + timedelta(days=67),
        due=today + timedelta(days=74),
    )
    return {
        "pilot_running": running.pk,
        "pilot_adopted": adopted.pk,
        "pilot_draft": pilots.pilot_create(actor=actor("okutama"), terms=terms).pk,
        "pilot_line": Observation.objects.filter(pilot=running).order_by("pk")[0].pk,
        "certification": Certification.objects.get(pilot=adopted, reused_from=None).pk,
    }


def of_needs() -> dict[str, int]:
    """Return needs, one closed and two linked, voices in triage, and a contract."""
    coordinator = actor("coordinator")
    closed, tablets, mail = need_of("chat"), need_of("tablets"), need_of("mail")
    needs.need_close(actor=coordinator, need=closed, reason="二つの団体が取り下げたため、閉じます。")
    needs.needs_link(actor=coordinator, need=tablets, other=mail)
    new = Voice.objects.filter(status=Voice.Status.NEW, kind=Voice.Kind.IDEA).order_by("pk")
    waiting, declined = new[0], new[1]
    needs.voice_decline(actor=coordinator, voice=declined, reason="区市町村の窓口で受け付けています。")
    own = needs.voice_create(
        actor=actor("okutama"), title="会議室の予約", body="予約の表が紙です。", category="systems", kind="idea"
    )
    contract = Contract.objects.filter(organization=actor("okutama").organization).order_by("pk")[0]
    return {
        "need": tablets.pk,
        "need_linked": mail.pk,
        "need_closed": closed.pk,
        "need_idle": need_of("backup").pk,
        "voice": own.pk,
        "voice_waiting": waiting.pk,
        "voice_declined": declined.pk,
        "act": TriageAct.objects.filter(area__code=TOKYO).latest("pk").pk,
        "contract": contract.pk,
    }


def of_statements() -> dict[str, int]:
    """Return an opinion of everybody who may have one, a statement that waits for approval, and a solution."""
    need = need_of("mail")
    opinions = {
        f"opinion_{who}": needs.statement_write(actor=actor(who), need=need, body="承認の手間が心配です。").pk
        for who in SPEAKERS
    }
    waiting = needs.statement_write(
        actor=actor("okutama"), need=need, kind="official", body="奥多摩町は、承認の対象を絞ることを求めます。"
    )
    solution = needs.solution_add(
        actor=actor("okutama"),
        need=need,
        title="宛先の確認を画面に出す設定",
        body="今の製品の設定だけで、外部への送信の前に宛先を確かめるようにした。",
        contact="総務課情報係 0428-00-1001",
        solved_on=clock.today(),
        cost=0,
        cost_note="",
    )
    return {**opinions, "statement_waiting": waiting.pk, "solution": solution.pk}


def of_consultations() -> dict[str, int]:
    """Return consultations: new, taken, answered and not yet rated, and one with a file."""
    expert = actor("expert")
    taken, new = Consultation.objects.select_related("voice__area", "voice__organization").filter(
        expert=None, voice__area__code=TOKYO
    )[:2]
    needs.consultation_take(actor=expert, consultation=taken)
    asked = needs.consultation_ask(
        actor=actor("okutama"),
        title="庁内LANの配線図の残し方",
        body="前任者の配線図がありません。何を残せばよいでしょうか。",
        category="network",
        files=[SimpleUploadedFile("配線.txt", "一階　総務課".encode(), content_type="text/plain")],
    )
    needs.consultation_answer(
        actor=expert, consultation=asked, answer="機器の名前、場所、つながる先の三つを表にします。"
    )
    return {
        "consultation_new": new.pk,
        "consultation_taken": taken.pk,
        "consultation_answered": asked.pk,
        "file": attachments_of(subject_of(asked))[0].pk,
    }


def of_talent() -> dict[str, int]:
    """Return a specialist with every part, requests in three states, a proposal that waits, and a support that runs."""
    expert = Specialist.objects.get(user=user("expert"))
    against = talent.conflict_save(
        actor=actor("coordinator"), specialist=expert, organization=need_of("mail").area, reason="前の勤め先"
    )
    left = Specialist.objects.filter(user=None, proposals=None).order_by("-pk")[0]
    talent.specialist_leave(actor=actor("coordinator"), specialist=left, left_on=clock.today())
    asked = TalentRequest.objects.filter(organization=actor("okutama").organization)
    waiting = asked.get(status=TalentRequest.Status.SUBMITTED)
    plan = Plan.objects.filter(status=Plan.Status.READY, hypothetical=False).latest("pk")
    scenario = talent.scenario_create(actor=actor("coordinator"), plan=plan, name="一人が10月から不在")
    supposed = talent.Supposed(kind="without", specialist=expert, starts_on=clock.today() + timedelta(days=360))
    terms = talent.Terms(
        title="申請書の見直し",
        problem="申請書の項目が多すぎる。",
        role="design-service",
        level=2,
        half_days=1,
        starts_on=clock.today() + timedelta(days=60),
        weeks=8,
        supervisor="総務課長",
    )
    return {
        "specialist": expert.pk,
        "specialist_left": left.pk,
        "consulted": Consultation.objects.filter(expert=expert.user).order_by("pk")[0].pk,
        "handover": Handover.objects.get().pk,
        "skill": expert.skills.order_by("pk")[0].pk,
        "capacity": expert.capacities.get().pk,
        "absence": expert.absences.get().pk,
        "conflict": against.pk,
        "paper": expert.papers.order_by("pk")[0].pk,
        "talent_draft": talent.request_save(actor=actor("okutama"), terms=terms).pk,
        "talent_waiting": waiting.pk,
        "talent_approved": TalentRequest.objects.filter(status="approved", proposals=None).order_by("pk")[0].pk,
        "talent_ended": TalentRequest.objects.get(engagements__status=Engagement.Status.ENDED).pk,
        "proposal": Proposal.objects.get(
            specialist=expert, body_answer="waiting", request__organization__code="133086"
        ).pk,
        "plan": plan.pk,
        "slot": (plan.answer or {})["assignments"][0]["request"],
        "scenario": scenario.pk,
        "change": talent.change_save(actor=actor("coordinator"), plan=scenario, supposed=supposed).pk,
        "pin": Pin.objects.latest("pk").pk,
        "engagement": Engagement.objects.get(specialist=expert).pk,
    }


def of_mergers() -> dict[str, int]:
    """Return 利島村, which was merged into 奥多摩町, and in which somebody still has a role."""
    village, town = organization_by_code("133621"), actor("okutama").organization
    assert village is not None
    assert town is not None
    membership_grant(actor=SYSTEM, user=user("setagaya_chief"), organization=village, role=Role.MEMBER)
    organization_merge(actor=SYSTEM, predecessors=[village], successor=town, on=clock.today())
    return {"merged": village.pk}


def of_people() -> dict[str, int | str]:
    """Return people, a loan of a role, a hand-over, a key, a unit, a request to be forgotten and a notice."""
    until = clock.now() + timedelta(days=30)
    lent = Membership.objects.get(user=user("mizuho_chief"), role=Role.APPROVER)
    loan = delegation_grant(actor=actor("mizuho_chief"), membership=lent, user=user("mizuho"), valid_to=until)
    setagaya = actor("setagaya")
    assert setagaya.organization is not None
    handover(
        actor=setagaya,
        predecessor=user("setagaya_chief"),
        successor=user("setagaya"),
        organization=setagaya.organization,
    )
    key = token_issue(actor=actor("okutama"), name="表計算との連携", scopes=["needs:read"], expires_at=until)
    chief = Membership.objects.get(user=user("okutama_chief"))
    return {
        "person": chief.user_id,
        "body": "131041",
        "membership": chief.pk,
        "loan": loan.pk,
        "gone": user("setagaya_chief").pk,
        "token": key.token.pk,
        "unit": Unit.objects.filter(organization=chief.organization).order_by("pk")[0].pk,
        "erasure": erasure_request(actor=actor("okutama_chief"), reason="").pk,
        "notice": Notice.objects.filter(user=user("okutama")).order_by("pk")[0].pk,
    }
