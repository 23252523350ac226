"""The addresses of careers: readers, address with records, and roles that its door lets in but that never own one."""

from typing import Final

from dejiro.foundation.accounts.models import Role

Row = tuple[tuple[str, ...], str, frozenset[Role]]
OFFICERS: Final = ("okutama", "okutama_chief")
SIGNED_IN: Final = (*OFFICERS, "coordinator", "expert", "auditor", "company", "resident")
MEMBER: Final = ("okutama",)
CHIEF: Final = ("okutama_chief",)
NONE: Final[frozenset[Role]] = frozenset()


def row(readers: tuple[str, ...], address: str = "", without: frozenset[Role] = NONE) -> Row:
    """Return a row of the table."""
    return readers, address, without


CAREERS: Final[dict[str, Row]] = {
    "/careers/": row(SIGNED_IN),
    "/careers/me/": row((*SIGNED_IN, "ome")),
    "/careers/me/path/": row(OFFICERS),
    "/careers/me/skills/": row(OFFICERS),
    "/careers/me/skills/<int:pk>/ask/": row(MEMBER, "/careers/me/skills/{claim}/ask/"),
    "/careers/me/certificates/new/": row(OFFICERS),
    "/careers/me/certificates/<int:pk>/remove/": row(MEMBER, "/careers/me/certificates/{certificate}/remove/"),
    "/careers/me/erase/": row(OFFICERS),
    "/careers/certificates/<int:pk>/": row(OFFICERS, "/careers/certificates/{certificate}/"),
    "/careers/people/": row(OFFICERS),
    "/careers/people/<int:pk>/": row(OFFICERS, "/careers/people/{superior_WHO}/"),
    "/careers/people/<int:pk>/confirm/": row(OFFICERS, "/careers/people/{superior_WHO}/confirm/"),
    "/careers/people/<int:pk>/leaving/": row(OFFICERS, "/careers/people/{superior_WHO}/leaving/"),
    "/careers/people/<int:pk>/leaving/cancel/": row(OFFICERS, "/careers/people/{superior_WHO}/leaving/cancel/"),
    "/careers/body/": row((*OFFICERS, "chiyoda")),
    "/careers/area/": row(("coordinator", "tottori_coordinator")),
    "/careers/ahead/": row((*OFFICERS, "chiyoda")),
    "/careers/posts/": row((*OFFICERS, "chiyoda")),
    "/careers/posts/new/": row(OFFICERS),
    "/careers/posts/<int:pk>/": row(OFFICERS, "/careers/posts/{post}/"),
    "/careers/posts/<int:pk>/edit/": row(OFFICERS, "/careers/posts/{post}/edit/"),
    "/careers/posts/<int:pk>/holders/new/": row(OFFICERS, "/careers/posts/{post}/holders/new/"),
    "/careers/holdings/<int:pk>/": row(OFFICERS, "/careers/holdings/{holding}/"),
    "/careers/holdings/<int:pk>/remove/": row(OFFICERS, "/careers/holdings/{holding}/remove/"),
    "/careers/courses/": row((*SIGNED_IN, "tottori_coordinator")),
    "/careers/courses/new/": row(("coordinator", "platform_admin")),
    "/careers/courses/import/": row(("coordinator", "platform_admin")),
    "/careers/courses/<int:pk>/": row(SIGNED_IN, "/careers/courses/{course}/"),
    "/careers/courses/<int:pk>/edit/": row(("coordinator", "platform_admin"), "/careers/courses/{course}/edit/"),
    "/careers/courses/<int:pk>/cancel/": row(("coordinator", "platform_admin"), "/careers/courses/{course}/cancel/"),
    "/careers/courses/<int:pk>/apply/": row(CHIEF, "/careers/courses/{course}/apply/"),
    "/careers/enrolments/<int:pk>/": row(CHIEF, "/careers/enrolments/{enrolment}/", frozenset({Role.ADMINISTRATOR})),
    "/careers/enrolments/<int:pk>/withdraw/": row(MEMBER, "/careers/enrolments/{enrolment}/withdraw/"),
    "/careers/enrolments/<int:pk>/finish/": row(
        ("coordinator", "platform_admin"), "/careers/enrolments/{enrolment_done}/finish/"
    ),
}
CAREER_FILES: Final = (
    "/careers/me/export.json",
    "/careers/body/map.<str:form>",
    "/careers/body/items.<str:form>",
    "/careers/courses/export.<str:form>",
    "/careers/certificates/<int:pk>/files/<int:file>/",
)
