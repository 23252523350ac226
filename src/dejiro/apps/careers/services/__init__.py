"""Writes: skills, certificates, courses, posts, erasing."""

from dejiro.apps.careers.services.cancelling import course_cancel
from dejiro.apps.careers.services.certificates import (
    certificate_add,
    certificate_check,
    certificate_prove,
    certificate_remove,
    certificates_remind,
)
from dejiro.apps.careers.services.courses import (
    course_save,
    courses_import,
    enrolment_apply,
    enrolment_decide,
    enrolment_finish,
    enrolment_withdraw,
)
from dejiro.apps.careers.services.erasing import career_erase, person_forget
from dejiro.apps.careers.services.people import (
    leaving_cancel,
    leaving_plan,
    look_record,
    path_choose,
    skill_ask,
    skill_confirm,
    skill_state,
    superiors_of,
)
from dejiro.apps.careers.services.posts import holding_remove, holding_save, post_save

__all__ = [
    "career_erase",
    "certificate_add",
    "certificate_check",
    "certificate_prove",
    "certificate_remove",
    "certificates_remind",
    "course_cancel",
    "course_save",
    "courses_import",
    "enrolment_apply",
    "enrolment_decide",
    "enrolment_finish",
    "enrolment_withdraw",
    "holding_remove",
    "holding_save",
    "leaving_cancel",
    "leaving_plan",
    "look_record",
    "path_choose",
    "person_forget",
    "post_save",
    "skill_ask",
    "skill_confirm",
    "skill_state",
    "superiors_of",
]
