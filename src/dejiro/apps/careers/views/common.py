"""What the pages of careers have in common."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from dejiro.foundation.forms.pages import FormPage, Trail

CAREERS: Final = (_("キャリア"), "/careers/")
MINE: Final = (_("私のスキルマップ"), "/careers/me/")
PEOPLE: Final = (_("職員のスキル"), "/careers/people/")
POSTS: Final = (_("持ち場"), "/careers/posts/")
COURSES: Final = (_("研修"), "/careers/courses/")
FORMS: Final = ("csv", "xlsx")


def trail(*here: tuple[object, str]) -> Trail:
    """Return the breadcrumbs of a page below the first."""
    return [CAREERS, *here]


def page_below(
    above: tuple[object, str], title: str, button: str, lead: str = "", *, danger: bool = False, template: str = ""
) -> FormPage:
    """Return a form's page below another one, to which one goes back."""
    return FormPage(
        title=title,
        button=button,
        back=above[1],
        trail=trail(above),
        lead=lead,
        danger=danger,
        template=template or "ui/form.html",
    )
