"""People, what they may do where and until when, and whom they stand in for."""

import uuid
from collections.abc import Iterator
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from dejiro.foundation.organizations.models import Organization, Unit


class Role(models.TextChoices):
    """What a membership lets a person do in its organization."""

    MEMBER = "member", _("担当者")
    APPROVER = "approver", _("承認者")
    COORDINATOR = "coordinator", _("調整担当")
    EXPERT = "expert", _("専門人材")
    ADMINISTRATOR = "administrator", _("管理者")
    AUDITOR = "auditor", _("監査担当")
    COMPANY = "company", _("企業担当")
    RESIDENT = "resident", _("住民")


class UserManager(BaseUserManager["User"]):
    """Makes people; the e-mail address is the login."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Return a saved person; without a password the account can only use a passkey or the municipal login."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save()
        return user


class User(AbstractBaseUser):
    """A person. `ref` is the pseudonym under which the ledger knows them."""

    email = models.EmailField(_("メールアドレス"), unique=True)
    name = models.CharField(_("氏名"), max_length=80)
    kana = models.CharField(_("よみ"), max_length=80, blank=True)
    phone = models.CharField(_("電話"), max_length=20, blank=True)
    ref = models.UUIDField(_("仮名"), default=uuid.uuid4, unique=True, editable=False)
    is_active = models.BooleanField(_("有効"), default=True)
    fictional = models.BooleanField(_("架空"), default=False)
    sessions = models.PositiveIntegerField(
        _("ログインの世代"), default=1, help_text=_("増やすと、すべての端末からログアウトする")
    )
    date_joined = models.DateTimeField(_("登録日時"), auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    class Meta:
        verbose_name = _("利用者")
        verbose_name_plural = _("利用者")

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """Return the name as shown."""
        return self.name

    def get_short_name(self) -> str:
        """Return the name as shown."""
        return self.name

    def get_session_auth_hash(self) -> str:
        """Return what a session must hold to count: it changes with the password and with `sessions`."""
        return self._session_hash(None)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """Yield the same under the retired secret keys."""
        return (self._session_hash(secret) for secret in settings.SECRET_KEY_FALLBACKS)

    def _session_hash(self, secret: str | bytes | None) -> str:
        return salted_hmac(
            "dejiro.sessions", f"{self.password}:{self.sessions}", secret=secret, algorithm="sha256"
        ).hexdigest()


class Membership(models.Model):
    """A role that a person holds in an organization (and unit) from a day up to, not including, another."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name=_("利用者"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="memberships", verbose_name=_("団体"))
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("組織")
    )
    role = models.CharField(_("役割"), max_length=13, choices=Role)
    valid_from = models.DateTimeField(_("いつから"))
    valid_to = models.DateTimeField(_("いつまで"), null=True, blank=True)

    class Meta:
        verbose_name = _("所属")
        verbose_name_plural = _("所属")
        constraints = (
            models.UniqueConstraint(
                fields=["user", "organization", "role"], condition=models.Q(valid_to=None), name="membership_open_once"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
                name="membership_period",
            ),
        )
        indexes = (models.Index(fields=["organization", "role", "valid_to"], name="membership_organization"),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.organization_id}"


class Delegation(models.Model):
    """A membership's role lent to a colleague for a time (代決). It ends at once when the lent membership ends."""

    membership = models.ForeignKey(
        Membership, models.PROTECT, related_name="delegations", verbose_name=_("委任元の所属")
    )
    user = models.ForeignKey(User, models.PROTECT, related_name="delegations", verbose_name=_("代行者"))
    valid_from = models.DateTimeField(_("いつから"))
    valid_to = models.DateTimeField(_("いつまで"))

    class Meta:
        verbose_name = _("代行")
        verbose_name_plural = _("代行")
        constraints = (
            models.CheckConstraint(condition=models.Q(valid_to__gte=models.F("valid_from")), name="delegation_period"),
        )

    def __str__(self) -> str:
        return f"{self.membership_id} -> {self.user_id}"


class Team(models.Model):
    """A working group across bodies, kept by one organization."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="teams", verbose_name=_("事務局"))
    name = models.CharField(_("名称"), max_length=100)
    members = models.ManyToManyField(
        Membership, through="TeamMembership", related_name="teams", verbose_name=_("構成員")
    )

    class Meta:
        verbose_name = _("作業部会")
        verbose_name_plural = _("作業部会")
        constraints = (models.UniqueConstraint(fields=["organization", "name"], name="team_name"),)

    def __str__(self) -> str:
        return self.name


class TeamMembership(models.Model):
    """A seat in a team. It rests on a membership and counts only while that one does."""

    team = models.ForeignKey(Team, models.CASCADE, verbose_name=_("作業部会"))
    membership = models.ForeignKey(Membership, models.CASCADE, verbose_name=_("所属"))

    class Meta:
        verbose_name = _("部会の席")
        verbose_name_plural = _("部会の席")
        constraints = (models.UniqueConstraint(fields=["team", "membership"], name="team_seat_once"),)

    def __str__(self) -> str:
        return f"{self.team_id} {self.membership_id}"


class ApiToken(models.Model):
    """A key to the API. It rests on a membership, so it dies with it; only the hash of its secret is kept."""

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="tokens", verbose_name=_("所属"))
    for_organization = models.BooleanField(_("団体の鍵"), default=False)
    name = models.CharField(_("用途"), max_length=80)
    prefix = models.CharField(_("先頭"), max_length=8, unique=True)
    secret_hash = models.CharField(_("ハッシュ"), max_length=64)
    scopes = models.JSONField(_("範囲"))
    expires_at = models.DateTimeField(_("有効期限"))
    revoked_at = models.DateTimeField(_("失効日時"), null=True, blank=True)
    created_at = models.DateTimeField(_("発行日時"))

    class Meta:
        verbose_name = _("APIの鍵")
        verbose_name_plural = _("APIの鍵")

    def __str__(self) -> str:
        return f"{self.prefix}… {self.name}"
