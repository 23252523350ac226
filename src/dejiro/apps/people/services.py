"""Writes that belong to this app: asking to be forgotten, and forgetting."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.people.access import ERASURE, own_organization, own_person
from dejiro.foundation.accounts.actors import Actor, memberships_of
from dejiro.foundation.accounts.models import Role, User
from dejiro.foundation.accounts.selectors import memberships_open, people_of
from dejiro.foundation.accounts.services import sessions_end
from dejiro.foundation.accounts.services.authority import check_manages
from dejiro.foundation.errors import Refusal
from dejiro.foundation.handover.services import erase_in_apps, person_remove_from_organization
from dejiro.foundation.ledger.services import Personal, erase_person, record, subject_of
from dejiro.foundation.notices.models import DeskItem, Notice
from dejiro.foundation.notices.services import desk_close, desk_open, tell

REMOVED_NAME = "（削除された利用者）"


def erasure_request(*, actor: Actor, reason: str) -> DeskItem:
    """Ask one's own body to erase what the platform keeps about oneself; its administrators are told.

    Raises:
        PermissionDenied: if the person belongs to no body.
    """
    person, organization = own_person(actor), own_organization(actor)
    with transaction.atomic():
        item = desk_open(
            organization=organization,
            kind=ERASURE,
            subject=subject_of(person),
            title=_("個人データの消去の請求（%(name)sさん）") % {"name": person.name},
            url="",
            role=Role.ADMINISTRATOR,
        )
        item.url = f"/people/erasures/{item.pk}/"
        item.save(update_fields=["url"])
        ref = str(person.ref)
        data: dict[str, str | Personal] = {
            "person": ref,
            "organization": organization.code,
            "reason": Personal(reason, ref),
        }
        record(actor=actor, action="people.erasure.request", subject=subject_of(person), data=data)
        tell(
            people=people_of(organization, Role.ADMINISTRATOR),
            title=_("個人データの消去の請求がありました"),
            body=_("請求した人：%(name)s\n理由：%(reason)s") % {"name": person.name, "reason": reason or _("記載なし")},
            url=item.url,
        )
    return item


def erasure_refuse(*, actor: Actor, item: DeskItem, reason: str) -> User:
    """Answer a request with a reason why the data must be kept; the person is told.

    Raises:
        NotYours: if the actor does not administer the body.
    """
    check_manages(actor, item.organization)
    with transaction.atomic():
        person = _requester(item)
        desk_close(subject=item.subject, kind=ERASURE, organization=item.organization)
        data: dict[str, str | Personal] = {"person": str(person.ref), "reason": Personal(reason, str(person.ref))}
        record(actor=actor, action="people.erasure.refuse", subject=item.subject, data=data)
        tell(people=[person], title=_("消去の請求への回答"), body=reason, url="/people/me/")
    return person


def erasure_grant(*, actor: Actor, item: DeskItem) -> User:
    """Erase a person who asked for it: name, addresses, factors and notices go, and no seal in the log opens any more.

    The row stays under a pseudonym, so that what they did in office keeps its place.

    Raises:
        NotYours: if the actor does not administer the body.
        Refusal: if the person belongs to another body too, or is the last administrator.
    """
    check_manages(actor, item.organization)
    with transaction.atomic():
        person = _requester(item)
        if memberships_open(item.organization).filter(user=person).exists():
            person_remove_from_organization(actor=actor, user=person, organization=item.organization)
        if memberships_of(person):
            message = _("この人はほかの団体にも所属しています。先にその団体で所属を終えてください。")
            raise Refusal(message, code="erasure.elsewhere")
        desk_close(subject=item.subject, kind=ERASURE)
        erase_in_apps(person)
        _forget(person)
        erase_person(str(person.ref), actor=actor)
    return person


def _requester(item: DeskItem) -> User:
    return User.objects.select_for_update().get(pk=int(item.subject.rpartition(":")[2]))


def _forget(person: User) -> None:
    for kept in (EmailAddress, Authenticator, SocialAccount, Notice):
        kept.objects.filter(user=person).delete()
    person.name, person.kana, person.phone = REMOVED_NAME, "", ""
    person.email = f"{person.ref}@erased.invalid"
    person.is_active = False
    person.set_unusable_password()
    person.save()
    sessions_end(person)
