"""What people enter about people."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dejiro.apps.people.selectors import lendable
from dejiro.foundation import clock
from dejiro.foundation.accounts.models import Membership, Role, User
from dejiro.foundation.accounts.services.authority import ROLES_OF_KIND
from dejiro.foundation.calendars import due_end_of
from dejiro.foundation.forms import HouseForm
from dejiro.foundation.notices.models import Preference
from dejiro.foundation.organizations.models import Organization, Unit
from dejiro.foundation.organizations.selectors import units_of

APPS: Final = (
    "needs",
    "commitments",
    "lab",
    "challenges",
    "pilots",
    "talent",
    "hiring",
    "desk",
    "audit",
    "people",
)
SCOPES: Final = [(f"{app}:{verb}", f"{app}:{verb}") for app in APPS for verb in ("read", "write")]
KEY_DAYS: Final = ((30, gettext_lazy("30日")), (90, gettext_lazy("90日")), (365, gettext_lazy("365日")))


class DayInput(forms.DateInput):
    """The browser's own control for a day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def roles_for(organization: Organization) -> list[tuple[str, str]]:
    """Return the roles that fit a body, in the house's order."""
    fitting = ROLES_OF_KIND[Organization.Kind(organization.kind)]
    return [(role.value, str(role.label)) for role in Role if role in fitting]


class UnitField(forms.ModelChoiceField[Unit]):
    """A unit of the body, or none."""

    def __init__(self, organization: Organization) -> None:
        super().__init__(units_of(organization), required=False, label=_("課・係"), empty_label=_("指定しない"))


class InviteForm(HouseForm):
    """Let somebody in."""

    email = forms.EmailField(
        label=gettext_lazy("メールアドレス"), help_text=gettext_lazy("この宛先に招待の案内を送ります。")
    )
    name = forms.CharField(label=gettext_lazy("氏名"), max_length=80)
    kana = forms.CharField(label=gettext_lazy("よみ"), max_length=80, required=False)
    phone = forms.CharField(label=gettext_lazy("電話"), max_length=20, required=False)
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("役割"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("引き継ぎの後任を先に招待するときは、選ばずに送れます。"),
    )

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = roles_for(organization)  # type: ignore[attr-defined]  # the field has choices
        self.fields["unit"] = UnitField(organization)

    def values(self) -> dict[str, Any]:
        """Return the entries with roles as roles."""
        values = super().values()
        return {**values, "roles": [Role(role) for role in values["roles"]]}


class FirstAdministratorForm(HouseForm):
    """Let a body's first administrator in."""

    email = forms.EmailField(
        label=gettext_lazy("メールアドレス"), help_text=gettext_lazy("この宛先に招待の案内を送ります。")
    )
    name = forms.CharField(label=gettext_lazy("氏名"), max_length=80)
    kana = forms.CharField(label=gettext_lazy("よみ"), max_length=80, required=False)
    phone = forms.CharField(label=gettext_lazy("電話"), max_length=20, required=False)


class GrantForm(HouseForm):
    """Give a role."""

    role = forms.ChoiceField(label=gettext_lazy("役割"))
    valid_from = forms.DateField(
        label=gettext_lazy("いつから"), required=False, widget=DayInput, help_text=gettext_lazy("空のときは今から。")
    )
    valid_to = forms.DateField(
        label=gettext_lazy("最後の日"), required=False, widget=DayInput, help_text=gettext_lazy("空のときは期限なし。")
    )

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles_for(organization)  # type: ignore[attr-defined]  # the field has choices
        self.fields["unit"] = UnitField(organization)

    def values(self) -> dict[str, Any]:
        """Return the entries with days as moments: from the first day's start up to the last day's end."""
        values = super().values()
        begins, last = values.pop("valid_from"), values.pop("valid_to")
        return {
            **values,
            "role": Role(values["role"]),
            "valid_from": start_of(begins) if begins else None,
            "valid_to": start_of(last + timedelta(days=1)) if last else None,
        }


def start_of(day: Any) -> datetime:  # noqa: ANN401  # a date from a cleaned field
    """Return the first moment of a day in Japan."""
    return datetime.combine(day, time(), clock.JST)


class EndForm(HouseForm):
    """End a role: now, or after a last day."""

    last_day = forms.DateField(
        label=gettext_lazy("最後の日"),
        required=False,
        widget=DayInput,
        help_text=gettext_lazy("空のときは今すぐ終わります。"),
    )

    def at(self) -> datetime | None:
        """Return the first moment at which the role holds no more; None means now."""
        last = self.cleaned_data["last_day"]
        return start_of(last + timedelta(days=1)) if last else None


class MoveForm(HouseForm):
    """Sit elsewhere."""

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        self.fields["unit"] = UnitField(organization)


class DelegationForm(HouseForm):
    """Lend a role (代決)."""

    last_day = forms.DateField(label=gettext_lazy("最後の日"), widget=DayInput)

    def __init__(self, *args: Any, lender: User, organization: Organization, people: list[User], **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        self.people = {str(user.pk): user for user in people if user.pk != lender.pk}
        self.fields["membership"] = forms.ModelChoiceField(
            lendable(lender, organization), label=_("代行してもらう役割"), empty_label=None
        )
        self.fields["membership"].label_from_instance = lambda row: Role(row.role).label  # type: ignore[attr-defined]  # Django's own hook
        names = [(key, user.name) for key, user in self.people.items()]
        self.fields["user"] = forms.ChoiceField(label=_("代行者"), choices=names)
        self.order_fields(["membership", "user", "last_day"])

    def values(self) -> dict[str, Any]:
        """Return the entries with the person and the moment at which the loan ends."""
        values = super().values()
        last = values.pop("last_day")
        return {**values, "user": self.people[values["user"]], "valid_to": start_of(last + timedelta(days=1))}


class HandoverForm(HouseForm):
    """Who takes over from whom, and when."""

    successor_email = forms.EmailField(
        label=gettext_lazy("後任のメールアドレス"),
        help_text=gettext_lazy("新しい人は、先に「人を招待する」で登録してください。"),
    )
    at = forms.TimeField(
        label=gettext_lazy("引き継ぎの時刻（今日）"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}),
        help_text=gettext_lazy("空のときは、確定した時です。"),
    )

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        self.people = {str(user.pk): user for user in people}
        names = [(key, user.name) for key, user in self.people.items()]
        self.fields["predecessor"] = forms.ChoiceField(label=_("前任者"), choices=names)
        self.order_fields(["predecessor", "successor_email", "at"])

    def clean_successor_email(self) -> User:
        """Return the person with that address.

        Raises:
            ValidationError: if nobody has it.
        """
        user = User.objects.filter(email__iexact=self.cleaned_data["successor_email"], is_active=True).first()
        if user is None:
            raise ValidationError(_("このアドレスの利用者はいません。先に招待してください。"), "unknown")
        return user

    def values(self) -> dict[str, Any]:
        """Return predecessor, successor and moment."""
        at = self.cleaned_data["at"]
        return {
            "predecessor": self.people[self.cleaned_data["predecessor"]],
            "successor": self.cleaned_data["successor_email"],
            "at": datetime.combine(clock.today(), at, clock.JST) if at else None,
        }


class MergerForm(HouseForm):
    """Which roles of a merged body's people go over to its successor; all of them, unless somebody is left out."""

    memberships = forms.TypedMultipleChoiceField(
        label=gettext_lazy("引き継ぐ人と役割"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("引き継がない人や役割は、チェックを外してください。"),
    )

    def __init__(self, *args: Any, waiting: Sequence[Membership], **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        self.fields["memberships"].choices = [(one.pk, _held(one)) for one in waiting]  # type: ignore[attr-defined]  # the field has choices
        self.fields["memberships"].initial = [one.pk for one in waiting]


def _held(membership: Membership) -> str:
    names = {"person": membership.user.name, "role": Role(membership.role).label}
    if membership.unit is None:
        return _("%(person)s：%(role)s") % names
    return _("%(person)s：%(role)s（%(unit)s）") % {**names, "unit": membership.unit.name}


class UnitForm(HouseForm):
    """A section."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=100)
    phone = forms.CharField(label=gettext_lazy("電話"), max_length=20, required=False)


class NewUnitForm(UnitForm):
    """A new section and where it belongs."""

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        self.fields["parent"] = UnitField(organization)
        self.fields["parent"].label = _("上位組織")


class TokenForm(HouseForm):
    """A key to the API."""

    name = forms.CharField(label=gettext_lazy("用途"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("範囲"),
        choices=SCOPES,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("readは読むだけ、writeは変えることもできます。要るものだけを選んでください。"),
    )
    days = forms.TypedChoiceField(label=gettext_lazy("有効期間"), choices=KEY_DAYS, coerce=int)

    def values(self) -> dict[str, Any]:
        """Return the entries with the moment of expiry: the end of office hours of the last day."""
        values = super().values()
        last_day = clock.today() + timedelta(days=values.pop("days"))
        return {**values, "expires_at": due_end_of(last_day)}


class PreferenceForm(HouseForm):
    """When mail comes."""

    delivery = forms.ChoiceField(
        label=gettext_lazy("メールの受け取り方"), choices=Preference.Delivery, widget=forms.RadioSelect
    )


class RuleForm(HouseForm):
    """A new version of a rule."""

    value = forms.IntegerField(label=gettext_lazy("値"), min_value=0, max_value=1_000_000)
    text = forms.CharField(
        label=gettext_lazy("根拠の文"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text=gettext_lazy("協定や要綱の文を、そのまま書いてください。"),
    )
    valid_from = forms.DateField(label=gettext_lazy("いつから"), widget=DayInput)


class PersonForm(HouseForm):
    """One's own name and number."""

    name = forms.CharField(label=gettext_lazy("氏名"), max_length=80)
    kana = forms.CharField(label=gettext_lazy("よみ"), max_length=80, required=False)
    phone = forms.CharField(label=gettext_lazy("電話"), max_length=20, required=False)


class ReasonForm(HouseForm):
    """A reason in words."""

    reason = forms.CharField(label=gettext_lazy("理由"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)


class OptionalReasonForm(HouseForm):
    """A reason in words, if one wants to give one."""

    reason = forms.CharField(
        label=gettext_lazy("理由"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000, required=False
    )
