"""A course with an enrolment that waits and one that is settled, a certificate with its proof, and a post."""

from collections.abc import Mapping
from datetime import date, timedelta
from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile

from conftest import Cast
from dejiro.apps.careers import services as careers
from dejiro.apps.careers.models import Holding
from dejiro.apps.careers.terms import CertificateTerms, CourseTerms, PostTerms
from dejiro.foundation import clock
from tests.security.target import Target

ROLE = "security-manager"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def career_targets(cast: Cast, made: SimpleNamespace) -> Mapping[str, list[Target]]:
    """Return what to put into the addresses of careers."""
    target = Target
    return {
        "/careers/people/": [
            target("officer", cast.user("okutama").pk),
            target("chief", cast.user("okutama_chief").pk),
        ],
        "/careers/me/skills/": [target("statement", made.claim.pk)],
        "/careers/me/certificates/": [target("certificate", made.certificate.pk)],
        "/careers/certificates/": [target("certificate", made.certificate.pk)],
        "/careers/courses/": [target("course", made.course.pk)],
        "/careers/enrolments/": [target("applied", made.applied.pk), target("enrolled", made.enrolled.pk)],
        "/careers/posts/": [target("post", made.post.pk)],
        "/careers/holdings/": [target("holding", made.holding.pk)],
    }


def careers_make(cast: Cast, made: SimpleNamespace) -> None:
    """Let 奥多摩町's officer state, apply and hold a post, and its approver have a seat."""
    officer, chief, today = cast.okutama, cast.actor("okutama_chief"), clock.today()
    made.claim = careers.skill_state(actor=officer, skill=ROLE, level=2)
    terms = CertificateTerms("資格", "協会", date(2025, 1, 1), ROLE, 2)
    file = SimpleUploadedFile("proof.pdf", PDF)
    made.certificate = careers.certificate_add(actor=officer, terms=terms, file=file)
    made.course = careers.course_save(actor=cast.coordinator, terms=_course(today))
    made.applied = careers.enrolment_apply(actor=officer, course=made.course)
    made.enrolled = careers.enrolment_apply(actor=chief, course=made.course)
    careers.enrolment_decide(actor=officer, enrolment=made.enrolled, approve=True)
    made.post = careers.post_save(actor=officer, terms=PostTerms("system", "ネットワーク", ROLE, 2, 1))
    assert officer.user is not None
    careers.holding_save(actor=officer, post=made.post, person=officer.user, starts_on=today, ends_on=None)
    made.holding = Holding.objects.get()


def _course(today: date) -> CourseTerms:
    day = today + timedelta(days=30)
    return CourseTerms("K-1", "講座", "機構", "内容", ROLE, 2, 6, 2, day, day, today, 5, 0, "online")
