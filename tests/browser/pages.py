"""Every address of the platform: who reads it, with which record, or why it is no page to look at.

`{name}` is a number of props.py; WHO is the reader. A new address fails test_pages.py until it stands here.
"""

from dataclasses import dataclass
from typing import Final

from dejiro.demo.people import PEOPLE
from dejiro.foundation.accounts.models import Role
from tests.browser.career_pages import CAREERS

NOBODY: Final = ""
OFFICERS: Final = ("okutama", "okutama_chief")
SIGNED_IN: Final = (*OFFICERS, "coordinator", "expert", "auditor", "company", "resident")
EVERYONE: Final = (NOBODY, *SIGNED_IN)
SPEAKERS: Final = (*OFFICERS, "coordinator", "company", "resident")
MEMBER: Final = ("okutama",)
CHIEF: Final = ("okutama_chief",)
COORDINATOR: Final = ("coordinator",)
ADMINISTRATOR: Final = ("okutama",)
KEEPERS: Final = ("coordinator", "expert")
AUDITOR: Final = ("auditor",)
PILOT_ENTERERS: Final = ("company", "hachioji", "hachioji_chief")
OTHERS_RUN: Final = frozenset({Role.COORDINATOR})  # the demo's conversations are run by municipalities
PUBLIC_BODIES: Final = frozenset({Role.MEMBER, Role.APPROVER, Role.COORDINATOR})
CALLERS: Final = frozenset({Role.COORDINATOR, Role.COMPANY})  # the challenge looked at is a municipality's
FIRST_RUN: Final = frozenset({Role.COORDINATOR})  # the successor looked at has an administrator
WRITERS: Final = PUBLIC_BODIES | {Role.RESIDENT, Role.EXPERT}  # the idea looked at is a company's
AMENDERS: Final = PUBLIC_BODIES | {Role.COMPANY}


@dataclass(frozen=True)
class Page:
    """An address with its readers; `without` are roles that its door lets in but that never own such a record."""

    readers: tuple[str, ...]
    address: str = ""
    without: frozenset[Role] = frozenset()
    status: int = 200


def roles_of(readers: tuple[str, ...]) -> frozenset[Role]:
    """Return the roles that these people of the cast have."""
    return frozenset(role for person in PEOPLE if person.key in readers for role in person.roles)


PAGES: Final[dict[str, Page]] = {
    # The front page, desks and search
    "/": Page((NOBODY, "okutama"), "/?public"),
    "/desk/": Page((*SIGNED_IN, "hinohara_chief", "okutama_next", "tottori_coordinator")),
    "/desk/coordinator/": Page(("coordinator", "tottori_coordinator")),
    "/desk/portfolio/": Page((*OFFICERS, "hinohara")),
    "/search/": Page(EVERYONE, "/search/?q=タブレット"),
    # Voices and consultations
    "/voices/": Page(SIGNED_IN),
    "/voices/new/": Page(SPEAKERS),
    "/voices/<int:pk>/": Page((*OFFICERS, "coordinator", "expert"), "/voices/{voice}/"),
    "/consultations/": Page(SIGNED_IN),
    "/consultations/new/": Page(OFFICERS),
    "/consultations/similar/": Page(OFFICERS),
    "/consultations/<int:pk>/": Page((*OFFICERS, "coordinator", "expert"), "/consultations/{consultation_answered}/"),
    "/consultations/<int:pk>/take/": Page(("expert",), "/consultations/{consultation_new}/take/"),
    "/consultations/<int:pk>/answer/": Page(("expert",), "/consultations/{consultation_taken}/answer/"),
    "/consultations/<int:pk>/hand-back/": Page(
        ("expert", "coordinator"), "/consultations/{consultation_taken}/hand-back/"
    ),
    "/consultations/<int:pk>/assign/": Page(COORDINATOR, "/consultations/{consultation_new}/assign/"),
    "/consultations/<int:pk>/rate/": Page(
        OFFICERS,
        "/consultations/{consultation_answered}/rate/",
        frozenset({Role.COORDINATOR, Role.COMPANY, Role.RESIDENT}),
    ),
    # Needs
    "/needs/": Page(EVERYONE),
    "/needs/<int:pk>/": Page((*EVERYONE, "tottori_coordinator"), "/needs/{need}/"),
    "/needs/<int:pk>/edit/": Page(COORDINATOR, "/needs/{need}/edit/"),
    "/needs/<int:pk>/close/": Page(COORDINATOR, "/needs/{need_idle}/close/"),
    "/needs/<int:pk>/reopen/": Page(COORDINATOR, "/needs/{need_closed}/reopen/"),
    "/needs/<int:pk>/split/": Page(COORDINATOR, "/needs/{need_idle}/split/"),
    "/needs/<int:pk>/unlink-voices/": Page(COORDINATOR, "/needs/{need_idle}/unlink-voices/"),
    "/needs/<int:pk>/merge/": Page(COORDINATOR, "/needs/{need_idle}/merge/"),
    "/needs/<int:pk>/link/": Page(COORDINATOR, "/needs/{need}/link/"),
    "/needs/<int:pk>/link/<int:other>/remove/": Page(COORDINATOR, "/needs/{need}/link/{need_linked}/remove/"),
    "/needs/<int:pk>/opinions/new/": Page((*SPEAKERS, "expert"), "/needs/{need}/opinions/new/"),
    "/needs/<int:pk>/statements/new/": Page(OFFICERS, "/needs/{need}/statements/new/"),
    "/needs/<int:pk>/solutions/new/": Page(OFFICERS, "/needs/{need}/solutions/new/"),
    "/needs/statements/<int:pk>/": Page(OFFICERS, "/needs/statements/{statement_waiting}/"),
    "/needs/statements/<int:pk>/approve/": Page(CHIEF, "/needs/statements/{statement_waiting}/approve/"),
    "/needs/statements/<int:pk>/return/": Page(CHIEF, "/needs/statements/{statement_waiting}/return/"),
    "/needs/statements/<int:pk>/edit/": Page((*SPEAKERS, "expert"), "/needs/statements/{opinion_WHO}/edit/"),
    "/needs/statements/<int:pk>/withdraw/": Page((*SPEAKERS, "expert"), "/needs/statements/{opinion_WHO}/withdraw/"),
    "/needs/solutions/<int:pk>/edit/": Page(OFFICERS, "/needs/solutions/{solution}/edit/"),
    "/needs/solutions/<int:pk>/remove/": Page(OFFICERS, "/needs/solutions/{solution}/remove/"),
    "/needs/triage/": Page(("coordinator", "tottori_coordinator")),
    "/needs/triage/merge/": Page(COORDINATOR, "/needs/triage/merge/?voices={voice}&voices={consultation_new}"),
    "/needs/triage/voices/<int:pk>/decline/": Page(COORDINATOR, "/needs/triage/voices/{voice_waiting}/decline/"),
    "/needs/triage/voices/<int:pk>/reopen/": Page(COORDINATOR, "/needs/triage/voices/{voice_declined}/reopen/"),
    "/needs/triage/acts/<int:pk>/undo/": Page(COORDINATOR, "/needs/triage/acts/{act}/undo/"),
    # Contracts
    "/contracts/": Page((*OFFICERS, "hinohara")),
    "/contracts/new/": Page(OFFICERS),
    "/contracts/calendar/": Page((*OFFICERS, "hinohara")),
    "/contracts/import/": Page(OFFICERS),
    "/contracts/<int:pk>/": Page(OFFICERS, "/contracts/{contract}/"),
    "/contracts/<int:pk>/edit/": Page(OFFICERS, "/contracts/{contract}/edit/"),
    "/contracts/<int:pk>/delete/": Page(OFFICERS, "/contracts/{contract}/delete/"),
    "/contracts/<int:pk>/renew/": Page(OFFICERS, "/contracts/{contract}/renew/"),
    "/contracts/<int:pk>/renew/decline/": Page(OFFICERS, "/contracts/{contract}/renew/decline/"),
    # Joint purchases
    "/rounds/": Page(EVERYONE),
    "/rounds/new/<int:need>/": Page(COORDINATOR, "/rounds/new/{need_idle}/"),
    "/rounds/<int:pk>/": Page((*EVERYONE, "hachioji", "tottori_coordinator"), "/rounds/{round_tablets}/"),
    "/rounds/results/": Page((*EVERYONE, "tottori_coordinator")),
    "/rounds/<int:pk>/bodies/": Page((NOBODY, *OFFICERS, "coordinator"), "/rounds/{round_minutes}/bodies/"),
    "/rounds/<int:pk>/edit/": Page(COORDINATOR, "/rounds/{round_draft}/edit/"),
    "/rounds/<int:pk>/open/": Page(COORDINATOR, "/rounds/{round_draft}/open/"),
    "/rounds/<int:pk>/extend/": Page(COORDINATOR, "/rounds/{round_tablets}/extend/"),
    "/rounds/<int:pk>/cancel/": Page(COORDINATOR, "/rounds/{round_tablets}/cancel/"),
    "/rounds/<int:pk>/close/": Page(COORDINATOR, "/rounds/{round_mail}/close/"),
    "/rounds/<int:pk>/start/": Page(COORDINATOR, "/rounds/{round_writing}/start/"),
    "/rounds/<int:pk>/commitment/": Page(OFFICERS, "/rounds/{round_tablets}/commitment/"),
    "/rounds/<int:pk>/abstain/": Page(OFFICERS, "/rounds/{round_tablets}/abstain/"),
    "/rounds/<int:pk>/adopt/": Page(OFFICERS, "/rounds/{round_minutes}/adopt/"),
    "/commitments/": Page((*OFFICERS, "chiyoda")),
    "/commitments/<int:pk>/": Page(OFFICERS, "/commitments/{commitment_running}/"),
    "/commitments/<int:pk>/submit/": Page(OFFICERS, "/commitments/{commitment_draft}/submit/"),
    "/commitments/<int:pk>/approve/": Page(("hinohara_chief",), "/commitments/{commitment_waiting}/approve/"),
    "/commitments/<int:pk>/return/": Page(("hinohara_chief",), "/commitments/{commitment_waiting}/return/"),
    "/commitments/<int:pk>/withdraw/": Page(OFFICERS, "/commitments/{commitment_draft}/withdraw/"),
    "/commitments/<int:pk>/effect/": Page(OFFICERS, "/commitments/{commitment_running}/effect/"),
    "/commitments/<int:pk>/budget/": Page(OFFICERS, "/commitments/{commitment_running}/budget/"),
    "/calendar/": Page((*OFFICERS, "hinohara")),
    "/calendar/area/": Page((*OFFICERS, "coordinator", "expert", "tottori_coordinator")),
    "/calendar/budget/": Page(OFFICERS),
    "/calendar/assemblies/new/": Page(OFFICERS),
    "/calendar/assemblies/<int:pk>/": Page(OFFICERS, "/calendar/assemblies/{assembly}/"),
    "/calendar/assemblies/<int:pk>/delete/": Page(OFFICERS, "/calendar/assemblies/{assembly}/delete/"),
    # Hiring
    "/hiring/": Page(EVERYONE),
    "/hiring/new/": Page((*OFFICERS, "coordinator")),
    "/hiring/statistics/": Page((*OFFICERS, "coordinator")),
    "/hiring/mine/": Page(SIGNED_IN),
    "/hiring/mine/edit/": Page(SIGNED_IN),
    "/hiring/mine/ranks/": Page(("resident",)),
    "/hiring/mine/erase/": Page(("resident",)),
    "/hiring/mine/papers/new/": Page(("resident",)),
    "/hiring/mine/papers/<int:pk>/remove/": Page(("resident",), "/hiring/mine/papers/{cv}/remove/"),
    "/hiring/mine/choices/<int:pk>/withdraw/": Page(("resident",), "/hiring/mine/choices/{choice}/withdraw/"),
    "/hiring/joint/": Page((NOBODY, "coordinator")),
    "/hiring/joint/new/": Page(("coordinator",)),
    "/hiring/joint/<int:pk>/": Page((NOBODY, "coordinator"), "/hiring/joint/{joint}/"),
    "/hiring/joint/<int:pk>/settle/": Page(("coordinator",), "/hiring/joint/{joint}/settle/"),
    "/hiring/<int:pk>/": Page((NOBODY, "okutama", "okutama_chief"), "/hiring/{opening}/"),
    "/hiring/<int:pk>/edit/": Page((*OFFICERS, "coordinator"), "/hiring/{opening}/edit/"),
    "/hiring/<int:pk>/publish/": Page(("okutama_chief", "coordinator"), "/hiring/{opening}/publish/"),
    "/hiring/<int:pk>/reviewers/": Page((*OFFICERS, "coordinator"), "/hiring/{opening}/reviewers/"),
    "/hiring/<int:pk>/review/": Page(
        OFFICERS, "/hiring/{opening_read}/review/", without=frozenset({Role.COORDINATOR, Role.EXPERT})
    ),
    "/hiring/<int:pk>/scores/": Page((*OFFICERS, "coordinator"), "/hiring/{opening}/scores/"),
    "/hiring/<int:pk>/interview/": Page(("okutama_chief", "coordinator"), "/hiring/{opening}/interview/"),
    "/hiring/<int:pk>/close/": Page(("okutama_chief", "coordinator"), "/hiring/{opening}/close/"),
    "/hiring/<int:pk>/result/": Page((*OFFICERS, "coordinator"), "/hiring/{opening}/result/"),
    "/hiring/offers/<int:pk>/withdraw/": Page(("okutama_chief", "coordinator"), "/hiring/offers/{offer_own}/withdraw/"),
    "/hiring/choices/<int:pk>/": Page((*OFFICERS, "coordinator"), "/hiring/choices/{choice_seen}/"),
    "/hiring/choices/<int:pk>/offer/": Page(("okutama_chief", "coordinator"), "/hiring/choices/{choice_seen}/offer/"),
    "/hiring/choices/<int:pk>/score/": Page(
        OFFICERS, "/hiring/choices/{choice_read}/score/", without=frozenset({Role.COORDINATOR, Role.EXPERT})
    ),
    "/hiring/choices/<int:pk>/conflict/": Page(
        OFFICERS, "/hiring/choices/{choice_read}/conflict/", without=frozenset({Role.COORDINATOR, Role.EXPERT})
    ),
    "/hiring/offers/<int:pk>/": Page(("resident",), "/hiring/offers/{offer}/"),
    **{address: Page(*row) for address, row in CAREERS.items()},
    # The lab
    "/lab/": Page(EVERYONE),
    "/lab/new/": Page((*OFFICERS, "coordinator")),
    "/lab/import/": Page((*OFFICERS, "coordinator")),
    "/lab/statements/<int:pk>/approve/": Page(OFFICERS, "/lab/statements/{lab_waiting}/approve/", without=OTHERS_RUN),
    "/lab/statements/<int:pk>/reject/": Page(OFFICERS, "/lab/statements/{lab_waiting}/reject/", without=OTHERS_RUN),
    "/lab/<int:pk>/": Page((*EVERYONE, "tottori_coordinator"), "/lab/{lab_open}/"),
    "/lab/<int:pk>/code/": Page((NOBODY, "okutama"), "/lab/{lab_codes}/code/"),
    "/lab/<int:pk>/mine/": Page((NOBODY, "resident"), "/lab/{lab_open}/mine/"),
    "/lab/<int:pk>/statements/": Page((NOBODY, "okutama"), "/lab/{lab_open}/statements/"),
    "/lab/<int:pk>/statements/new/": Page((NOBODY, "resident"), "/lab/{lab_open}/statements/new/"),
    "/lab/<int:pk>/result/": Page((NOBODY, "okutama"), "/lab/{lab_open}/result/"),
    "/lab/<int:pk>/report/": Page((NOBODY, "coordinator"), "/lab/{lab_closed}/report/"),
    "/lab/<int:pk>/widget/": Page((NOBODY,), "/lab/{lab_open}/widget/"),
    "/lab/<int:pk>/edit/": Page(OFFICERS, "/lab/{lab_draft}/edit/", without=OTHERS_RUN),
    "/lab/<int:pk>/open/": Page(OFFICERS, "/lab/{lab_draft}/open/", without=OTHERS_RUN),
    "/lab/<int:pk>/close/": Page(OFFICERS, "/lab/{lab_open}/close/", without=OTHERS_RUN),
    "/lab/<int:pk>/moderation/": Page(OFFICERS, "/lab/{lab_open}/moderation/", without=OTHERS_RUN),
    "/lab/<int:pk>/comments/": Page(OFFICERS, "/lab/{lab_open}/comments/", without=OTHERS_RUN),
    "/lab/<int:pk>/comments/new/": Page(OFFICERS, "/lab/{lab_open}/comments/new/", without=OTHERS_RUN),
    "/lab/comments/<int:pk>/": Page(OFFICERS, "/lab/comments/{lab_comment}/", without=OTHERS_RUN),
    "/lab/comments/<int:pk>/aside/": Page(OFFICERS, "/lab/comments/{lab_comment}/aside/", without=OTHERS_RUN),
    "/lab/intakes/<int:pk>/undo/": Page(OFFICERS, "/lab/intakes/{lab_intake}/undo/", without=OTHERS_RUN),
    "/lab/challenges/": Page(EVERYONE),
    "/lab/challenges/new/": Page((*OFFICERS, "coordinator", "company")),
    "/lab/challenges/<int:pk>/": Page(EVERYONE, "/lab/challenges/{call_open}/"),
    "/lab/challenges/<int:pk>/log/": Page((NOBODY, "company"), "/lab/challenges/{call_open}/log/"),
    "/lab/challenges/<int:pk>/edit/": Page(OFFICERS, "/lab/challenges/{call_draft}/edit/", without=CALLERS),
    "/lab/challenges/<int:pk>/ask/": Page(OFFICERS, "/lab/challenges/{call_draft}/ask/", without=CALLERS),
    "/lab/challenges/<int:pk>/return/": Page(CHIEF, "/lab/challenges/{call_draft}/return/", without=CALLERS),
    "/lab/challenges/<int:pk>/publish/": Page(CHIEF, "/lab/challenges/{call_draft}/publish/", without=CALLERS),
    "/lab/challenges/<int:pk>/close/": Page(CHIEF, "/lab/challenges/{call_open}/close/", without=CALLERS),
    "/lab/challenges/<int:pk>/conclude/": Page(CHIEF, "/lab/challenges/{call_open}/conclude/", without=CALLERS),
    "/lab/challenges/<int:pk>/ideas/new/": Page(
        ("company", "resident", "expert"), "/lab/challenges/{call_open}/ideas/new/", without=PUBLIC_BODIES
    ),
    "/lab/challenges/<int:pk>/ideas/similar/": Page(
        ("company", "resident", "expert"), "/lab/challenges/{call_open}/ideas/similar/", without=PUBLIC_BODIES
    ),
    "/lab/challenges/<int:pk>/questions/new/": Page(
        ("company", "resident", "expert"), "/lab/challenges/{call_open}/questions/new/", without=PUBLIC_BODIES
    ),
    "/lab/attempts/": Page(EVERYONE),
    "/lab/sponsors/<int:pk>/join/": Page(CHIEF, "/lab/sponsors/{call_sponsor}/join/", without=CALLERS),
    "/lab/sponsors/<int:pk>/decline/": Page(CHIEF, "/lab/sponsors/{call_sponsor}/decline/", without=CALLERS),
    "/lab/questions/<int:pk>/answer/": Page(OFFICERS, "/lab/questions/{call_question}/answer/", without=CALLERS),
    "/lab/ideas/<int:pk>/": Page(EVERYONE, "/lab/ideas/{call_idea}/"),
    "/lab/ideas/<int:pk>/versions/": Page((NOBODY,), "/lab/ideas/{call_idea}/versions/"),
    "/lab/ideas/<int:pk>/edit/": Page(("company",), "/lab/ideas/{call_idea}/edit/", without=WRITERS),
    "/lab/ideas/<int:pk>/withdraw/": Page(("company",), "/lab/ideas/{call_idea}/withdraw/", without=WRITERS),
    "/lab/ideas/<int:pk>/amend/": Page(("resident", "expert"), "/lab/ideas/{call_idea}/amend/", without=AMENDERS),
    "/lab/ideas/<int:pk>/choose/": Page(CHIEF, "/lab/ideas/{call_idea}/choose/", without=CALLERS),
    "/lab/ideas/<int:pk>/reject/": Page(CHIEF, "/lab/ideas/{call_idea}/reject/", without=CALLERS),
    "/lab/amendments/<int:pk>/accept/": Page(("company",), "/lab/amendments/{call_amendment}/accept/", without=WRITERS),
    "/lab/amendments/<int:pk>/refuse/": Page(("company",), "/lab/amendments/{call_amendment}/refuse/", without=WRITERS),
    "/lab/<int:pk>/codes/": Page(("ome", "ome_chief"), "/lab/{lab_codes}/codes/", without=OTHERS_RUN),
    # Pilots and certifications
    "/pilots/": Page(EVERYONE),
    "/pilots/new/": Page(OFFICERS),
    "/pilots/lines/<int:pk>/correct/": Page(PILOT_ENTERERS, "/pilots/lines/{pilot_line}/correct/"),
    "/pilots/<int:pk>/": Page((*EVERYONE, "ome_chief"), "/pilots/{pilot_adopted}/"),
    "/pilots/<int:pk>/edit/": Page(OFFICERS, "/pilots/{pilot_draft}/edit/"),
    "/pilots/<int:pk>/submit/": Page(OFFICERS, "/pilots/{pilot_draft}/submit/"),
    "/pilots/<int:pk>/register/": Page(CHIEF, "/pilots/{pilot_draft}/register/"),
    "/pilots/<int:pk>/amend/": Page(("hachioji_chief",), "/pilots/{pilot_running}/amend/"),
    "/pilots/<int:pk>/delete/": Page(OFFICERS, "/pilots/{pilot_draft}/delete/"),
    "/pilots/<int:pk>/data/": Page(
        ("hachioji", "hachioji_chief", "coordinator", "auditor", "company"),
        "/pilots/{pilot_running}/data/",
        without=frozenset({Role.EXPERT, Role.RESIDENT}),
    ),
    "/pilots/<int:pk>/data/new/": Page(PILOT_ENTERERS, "/pilots/{pilot_running}/data/new/"),
    "/pilots/<int:pk>/data/import/": Page(PILOT_ENTERERS, "/pilots/{pilot_running}/data/import/"),
    "/pilots/<int:pk>/verdict/": Page(("hachioji_chief",), "/pilots/{pilot_running}/verdict/"),
    "/pilots/<int:pk>/decision/": Page(CHIEF, "/pilots/{pilot_adopted}/decision/"),
    "/pilots/<int:pk>/raise/": Page(OFFICERS, "/pilots/{pilot_adopted}/raise/"),
    "/certifications/": Page(EVERYONE),
    "/certifications/new/": Page(CHIEF),
    "/certifications/<int:pk>/": Page((*EVERYONE, "hachioji_chief"), "/certifications/{certification}/"),
    "/certifications/<int:pk>/renew/": Page(CHIEF, "/certifications/{certification}/renew/"),
    "/certifications/<int:pk>/revoke/": Page(CHIEF, "/certifications/{certification}/revoke/"),
    "/certifications/<int:pk>/reuse/": Page(("hachioji_chief",), "/certifications/{certification}/reuse/"),
    # Specialists
    "/talent/": Page((*SIGNED_IN, "hachioji")),
    "/talent/pool/": Page(("coordinator", "tottori_coordinator")),
    "/talent/pool/new/": Page(COORDINATOR),
    "/talent/pool/import/": Page(COORDINATOR),
    "/talent/pool/<int:pk>/": Page((*OFFICERS, "coordinator", "expert"), "/talent/pool/{specialist}/"),
    "/talent/pool/<int:pk>/edit/": Page(COORDINATOR, "/talent/pool/{specialist}/edit/"),
    "/talent/pool/<int:pk>/describe/": Page(KEEPERS, "/talent/pool/{specialist}/describe/"),
    "/talent/pool/<int:pk>/leave/": Page(KEEPERS, "/talent/pool/{specialist}/leave/"),
    "/talent/pool/<int:pk>/erase/": Page(COORDINATOR, "/talent/pool/{specialist_left}/erase/"),
    "/talent/pool/<int:pk>/calendar/revoke/": Page(KEEPERS, "/talent/pool/{specialist}/calendar/revoke/"),
    "/talent/calendar/": Page(("expert",)),
    "/talent/consultations/<int:pk>/time/": Page(KEEPERS, "/talent/consultations/{consulted}/time/"),
    "/talent/handovers/": Page(EVERYONE),
    "/talent/handovers/<int:pk>/": Page((*OFFICERS, "coordinator", "expert"), "/talent/handovers/{handover}/"),
    "/talent/handovers/<int:pk>/edit/": Page(("ome", "coordinator"), "/talent/handovers/{handover}/edit/"),
    "/talent/handovers/<int:pk>/adopt/": Page(OFFICERS, "/talent/handovers/{handover}/adopt/"),
    "/talent/pool/<int:pk>/looks/": Page((*KEEPERS, "auditor"), "/talent/pool/{specialist}/looks/"),
    "/talent/pool/<int:pk>/skills/new/": Page(KEEPERS, "/talent/pool/{specialist}/skills/new/"),
    "/talent/pool/<int:pk>/capacity/new/": Page(KEEPERS, "/talent/pool/{specialist}/capacity/new/"),
    "/talent/pool/<int:pk>/absences/new/": Page(KEEPERS, "/talent/pool/{specialist}/absences/new/"),
    "/talent/pool/<int:pk>/conflicts/new/": Page(COORDINATOR, "/talent/pool/{specialist}/conflicts/new/"),
    "/talent/pool/<int:pk>/papers/new/": Page(COORDINATOR, "/talent/pool/{specialist}/papers/new/"),
    "/talent/skills/<int:pk>/remove/": Page(KEEPERS, "/talent/skills/{skill}/remove/"),
    "/talent/capacity/<int:pk>/remove/": Page(KEEPERS, "/talent/capacity/{capacity}/remove/"),
    "/talent/absences/<int:pk>/remove/": Page(KEEPERS, "/talent/absences/{absence}/remove/"),
    "/talent/conflicts/<int:pk>/remove/": Page(COORDINATOR, "/talent/conflicts/{conflict}/remove/"),
    "/talent/papers/<int:pk>/remove/": Page(COORDINATOR, "/talent/papers/{paper}/remove/"),
    "/talent/requests/": Page((*OFFICERS, "hinohara", "coordinator")),
    "/talent/requests/new/": Page(OFFICERS),
    "/talent/requests/new/form/": Page(OFFICERS),
    "/talent/requests/import/": Page(COORDINATOR),
    "/talent/requests/<int:pk>/": Page(OFFICERS, "/talent/requests/{talent_waiting}/"),
    "/talent/requests/<int:pk>/edit/": Page(OFFICERS, "/talent/requests/{talent_draft}/edit/"),
    "/talent/requests/<int:pk>/submit/": Page(OFFICERS, "/talent/requests/{talent_draft}/submit/"),
    "/talent/requests/<int:pk>/approve/": Page(CHIEF, "/talent/requests/{talent_waiting}/approve/"),
    "/talent/requests/<int:pk>/return/": Page(CHIEF, "/talent/requests/{talent_waiting}/return/"),
    "/talent/requests/<int:pk>/withdraw/": Page(OFFICERS, "/talent/requests/{talent_draft}/withdraw/"),
    "/talent/requests/<int:pk>/rest/": Page(("ome", "ome_chief"), "/talent/requests/{talent_ended}/rest/"),
    "/talent/requests/<int:pk>/propose/": Page(COORDINATOR, "/talent/requests/{talent_approved}/propose/"),
    "/talent/proposals/<int:pk>/": Page((*OFFICERS, "coordinator", "expert"), "/talent/proposals/{proposal}/"),
    "/talent/proposals/<int:pk>/answer/": Page(("okutama_chief", "expert"), "/talent/proposals/{proposal}/answer/"),
    "/talent/proposals/<int:pk>/withdraw/": Page(COORDINATOR, "/talent/proposals/{proposal}/withdraw/"),
    "/talent/engagements/": Page((*SIGNED_IN,)),
    "/talent/engagements/<int:pk>/": Page((*OFFICERS, "coordinator", "expert"), "/talent/engagements/{engagement}/"),
    "/talent/engagements/<int:pk>/log/": Page(("expert",), "/talent/engagements/{engagement}/log/"),
    "/talent/engagements/<int:pk>/rate/": Page(("okutama", "expert"), "/talent/engagements/{engagement}/rate/"),
    "/talent/engagements/<int:pk>/extend/": Page(COORDINATOR, "/talent/engagements/{engagement}/extend/"),
    "/talent/engagements/<int:pk>/end/": Page(("okutama", "expert"), "/talent/engagements/{engagement}/end/"),
    "/talent/plans/": Page((*OFFICERS, "coordinator")),
    "/talent/plans/new/": Page(COORDINATOR),
    "/talent/plans/<int:pk>/": Page(COORDINATOR, "/talent/plans/{plan}/", frozenset({Role.MEMBER, Role.APPROVER})),
    "/talent/plans/<int:pk>/board/": Page(COORDINATOR, "/talent/plans/{plan}/board/?by=bodies"),
    "/talent/plans/<int:pk>/board/<int:asked_for>/": Page(COORDINATOR, "/talent/plans/{plan}/board/{slot}/"),
    "/talent/plans/<int:pk>/compute/": Page(COORDINATOR, "/talent/plans/{plan}/compute/"),
    "/talent/plans/<int:pk>/pin/": Page(COORDINATOR, "/talent/plans/{plan}/pin/"),
    "/talent/plans/<int:pk>/publish/": Page(COORDINATOR, "/talent/plans/{plan}/publish/"),
    "/talent/plans/<int:pk>/scenarios/": Page(COORDINATOR, "/talent/plans/{plan}/scenarios/"),
    "/talent/plans/<int:pk>/scenarios/new/": Page(COORDINATOR, "/talent/plans/{plan}/scenarios/new/"),
    "/talent/plans/<int:pk>/changes/new/": Page(COORDINATOR, "/talent/plans/{scenario}/changes/new/"),
    "/talent/changes/<int:pk>/remove/": Page(COORDINATOR, "/talent/changes/{change}/remove/"),
    "/talent/pins/<int:pk>/remove/": Page(COORDINATOR, "/talent/pins/{pin}/remove/"),
    "/talent/plans/<int:pk>/curve/": Page(COORDINATOR, "/talent/plans/{plan}/curve/"),
    "/talent/plans/<int:pk>/curve/compute/": Page(COORDINATOR, "/talent/plans/{plan}/curve/compute/"),
    "/talent/plans/<int:pk>/curve/pick/": Page(COORDINATOR, "/talent/plans/{plan}/curve/pick/?changes=5"),
    "/talent/entitlement/": Page(SIGNED_IN),
    "/talent/statement/": Page((*OFFICERS, "coordinator"), "/talent/statement/?month=2026-08"),
    # The log
    "/audit/": Page(EVERYONE),
    "/audit/entries/": Page(EVERYONE),
    "/audit/entries/<int:index>/": Page(EVERYONE, "/audit/entries/200/"),
    "/audit/checkpoints/sign/": Page(AUDITOR),
    "/audit/verify/": Page(AUDITOR),
    # People
    "/people/": Page((*ADMINISTRATOR, "coordinator", "platform_admin")),
    "/people/invite/": Page(ADMINISTRATOR),
    "/people/<int:pk>/": Page(ADMINISTRATOR, "/people/{person}/"),
    "/people/<int:pk>/roles/new/": Page(ADMINISTRATOR, "/people/{person}/roles/new/"),
    "/people/<int:pk>/remove/": Page(ADMINISTRATOR, "/people/{person}/remove/"),
    "/people/memberships/<int:pk>/end/": Page(ADMINISTRATOR, "/people/memberships/{membership}/end/"),
    "/people/memberships/<int:pk>/unit/": Page(ADMINISTRATOR, "/people/memberships/{membership}/unit/"),
    "/people/delegations/": Page((*SIGNED_IN, "mizuho")),
    "/people/delegations/new/": Page(SIGNED_IN),
    "/people/delegations/<int:pk>/end/": Page(("mizuho", "mizuho_chief"), "/people/delegations/{loan}/end/"),
    "/people/handover/": Page(ADMINISTRATOR),
    "/people/handover/<int:pk>/done/": Page(("setagaya",), "/people/handover/{gone}/done/"),
    "/people/bodies/": Page(("coordinator", "tottori_coordinator")),
    "/people/bodies/<str:code>/administrator/": Page(COORDINATOR, "/people/bodies/{body}/administrator/"),
    "/people/mergers/": Page((*ADMINISTRATOR, "coordinator")),
    "/people/mergers/<int:pk>/": Page(ADMINISTRATOR, "/people/mergers/{merged}/", FIRST_RUN),
    "/people/units/": Page(ADMINISTRATOR),
    "/people/units/new/": Page(ADMINISTRATOR),
    "/people/units/<int:pk>/edit/": Page(ADMINISTRATOR, "/people/units/{unit}/edit/"),
    "/people/units/<int:pk>/close/": Page(ADMINISTRATOR, "/people/units/{unit}/close/"),
    "/people/tokens/": Page(SIGNED_IN),
    "/people/tokens/new/": Page(SIGNED_IN),
    "/people/tokens/new/shared/": Page(ADMINISTRATOR),
    "/people/tokens/<int:pk>/revoke/": Page(MEMBER, "/people/tokens/{token}/revoke/"),
    "/people/me/": Page(SIGNED_IN),
    "/people/me/erasure/": Page(SIGNED_IN),
    "/people/erasures/<int:pk>/": Page(ADMINISTRATOR, "/people/erasures/{erasure}/"),
    "/people/erasures/<int:pk>/refuse/": Page(ADMINISTRATOR, "/people/erasures/{erasure}/refuse/"),
    "/people/rules/": Page((*EVERYONE, "tottori_coordinator")),
    "/people/rules/<str:key>/new/": Page(COORDINATOR, "/people/rules/need.minimum_bodies/new/"),
    "/notices/": Page((*SIGNED_IN, "okutama_next")),
    "/notices/preferences/": Page(SIGNED_IN),
    "/notices/<int:pk>/": Page(MEMBER, "/notices/{notice}/"),
    # The API's reference and the design system
    "/api/docs/": Page((NOBODY, "okutama")),
    "/style/": Page((NOBODY, "okutama")),
    # Signing in
    "/accounts/login/": Page((NOBODY,)),
    "/accounts/logout/": Page(MEMBER),
    "/accounts/signup/": Page((NOBODY,)),
    "/accounts/inactive/": Page((NOBODY,)),
    "/accounts/email/": Page(MEMBER),
    "/accounts/confirm-email/": Page((NOBODY,)),
    "/accounts/^confirm-email/(?P<key>[-:\\w]+)/$": Page((NOBODY,), "/accounts/confirm-email/old/"),
    "/accounts/password/change/": Page(MEMBER),
    "/accounts/password/reset/": Page((NOBODY,)),
    "/accounts/password/reset/done/": Page((NOBODY,)),
    "/accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": Page(
        (NOBODY,), "/accounts/password/reset/key/1-old/"
    ),
    "/accounts/password/reset/key/done/": Page((NOBODY,)),
    "/accounts/reauthenticate/": Page(MEMBER),
    "/accounts/sessions/": Page(MEMBER),
    "/accounts/2fa/": Page(MEMBER),
    "/accounts/2fa/totp/activate/": Page(MEMBER),
    "/accounts/2fa/webauthn/": Page(MEMBER),
    "/accounts/2fa/webauthn/add/": Page(MEMBER),
    "/accounts/3rdparty/": Page(MEMBER),
    "/accounts/3rdparty/login/cancelled/": Page((NOBODY,)),
    "/accounts/3rdparty/login/error/": Page((NOBODY,), status=401),
}
