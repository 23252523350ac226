"""Operations on one's own skills, certificates and courses."""

from django.http import FileResponse, Http404
from ninja import File, Status, UploadedFile

from dejiro.apps.careers import access, selectors, services
from dejiro.apps.careers.api.doors import SUPERIORS
from dejiro.apps.careers.items import items
from dejiro.apps.careers.models import Certificate, Claim, Enrolment, Profile
from dejiro.apps.careers.schemas import (
    AskIn,
    CertificateIn,
    CertificateOut,
    ClaimOut,
    EnrolmentOut,
    PathIn,
    PathOut,
    PersonNameOut,
    SkillNameOut,
    SkillOut,
    StateIn,
)
from dejiro.apps.careers.terms import CertificateTerms
from dejiro.apps.talent import public as talent
from dejiro.foundation.accounts.acting import user_of
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import User
from dejiro.foundation.api import Id, Router, operation, seen_version
from dejiro.foundation.files.downloads import download

router = Router(tags=["careers"])


@router.get("/careers/skills/", response=list[SkillNameOut])
@operation(door="person")
def skill_names(request: Request) -> list[dict[str, str]]:  # noqa: ARG001  # the same for everybody
    """Return the roles and skill items of デジタルスキル標準 with the codes by which operations name them."""
    roles = [
        {"skill": code, "kind": "role", "label": one.label, "group": one.type_label}
        for code, one in talent.roles().items()
    ]
    return roles + [
        {"skill": code, "kind": "item", "label": one.label, "group": one.subcategory_label}
        for code, one in items().items()
    ]


@router.get("/careers/me/", response=list[SkillOut])
@operation(door="person")
def own_skills(request: Request) -> list[selectors.SkillLine]:
    """Return the caller's own skill map."""
    return selectors.map_of(user_of(request.actor), None).skills


@router.delete("/careers/me/", response={204: None})
@operation(door="person")
def own_erase(request: Request) -> Status[None]:
    """Erase the caller's skills, certificates and path, and take open enrolments back; this cannot be undone."""
    services.career_erase(actor=request.actor)
    return Status(204, None)


@router.put("/careers/me/path/", response=PathOut)
@operation(door="person")
def path_choose(request: Request, data: PathIn) -> Profile:
    """Choose a path; its progress is shown from then on."""
    return services.path_choose(actor=request.actor, path=data.path)


@router.get("/careers/me/superiors/", response=list[PersonNameOut])
@operation(door="person")
def own_superiors(request: Request) -> list[User]:
    """Whom the caller may ask to confirm."""
    return services.superiors_of(request.actor)


@router.post("/careers/me/skills/", response={201: ClaimOut})
@operation(door="person")
def skill_state(request: Request, data: StateIn) -> Claim:
    """State what the caller can do in a role or skill item; the former statement of the same ends."""
    return services.skill_state(actor=request.actor, **data.dict())


@router.post("/careers/me/skills/{int:pk}/ask/", response=ClaimOut)
@operation(door="person")
def skill_ask(request: Request, pk: Id, data: AskIn) -> Claim:
    """Ask a superior to confirm a statement; it comes to their desk."""
    claim = access.claim_of_own(request.actor, pk)
    superior = next((one for one in services.superiors_of(request.actor) if one.pk == data.superior), None)
    if superior is None:
        raise Http404
    return services.skill_ask(actor=request.actor, claim=claim, superior=superior)


@router.get("/careers/me/enrolments/", response=list[EnrolmentOut])
@operation(door="person")
def own_enrolments(request: Request) -> list[Enrolment]:
    """Courses that the caller takes or took, newest first."""
    return selectors.enrolments_by(user_of(request.actor))


@router.get("/careers/me/certificates/", response=list[CertificateOut])
@operation(door="person")
def own_certificates(request: Request) -> list[Certificate]:
    """Certificates of the caller."""
    return selectors.certificates_of(user_of(request.actor))


@router.post("/careers/me/certificates/", response={201: CertificateOut})
@operation(door="person")
def certificate_add(request: Request, data: CertificateIn) -> Certificate:
    """Enter a certificate; a superior is asked to look at its proof."""
    return services.certificate_add(actor=request.actor, terms=CertificateTerms(**data.dict()))


@router.post("/careers/me/certificates/{int:pk}/proofs/", response={201: CertificateOut})
@operation(door="person")
def certificate_prove(request: Request, pk: Id, file: File[UploadedFile]) -> Certificate:
    """Add a proof until a superior has looked."""
    found = access.certificate_of_own(request.actor, pk)
    return services.certificate_prove(actor=request.actor, certificate=found, file=file)


@router.delete("/careers/me/certificates/{int:pk}/", response={204: None})
@operation(door="person")
def certificate_remove(request: Request, pk: Id) -> Status[None]:
    """Take a certificate away, with its proofs and the level that stood on it."""
    services.certificate_remove(actor=request.actor, certificate=access.certificate_of_own(request.actor, pk))
    return Status(204, None)


@router.get("/careers/certificates/{int:pk}/", response=CertificateOut)
@operation(door="person")
def certificate_detail(request: Request, pk: Id) -> Certificate:
    """One certificate, for its holder and their superiors; that a superior looks is recorded."""
    return _looked_at(request, pk)


@router.get("/careers/certificates/{int:pk}/proofs/{int:file}/", response=None)
@operation(door="person")
def certificate_proof(request: Request, pk: Id, file: Id) -> FileResponse:
    """Save a proof; that a superior looks is recorded."""
    for attachment in selectors.proofs_of(_looked_at(request, pk)):
        if attachment.pk == file:
            return download(attachment)
    raise Http404


@router.post("/careers/certificates/{int:pk}/check/", response=CertificateOut)
@operation(door=SUPERIORS)
def certificate_check(request: Request, pk: Id) -> Certificate:
    """Say as a superior that the proof was seen; the level counts from then on."""
    found = access.certificate_for_reader(request.actor, pk)
    return services.certificate_check(actor=request.actor, certificate=found, version=seen_version(request))


def _looked_at(request: Request, pk: int) -> Certificate:
    found = access.certificate_for_reader(request.actor, pk)
    if found.user_id != user_of(request.actor).pk:
        services.look_record(actor=request.actor, person=found.user)
    return found
