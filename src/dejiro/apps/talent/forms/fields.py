"""The fields that the app's forms are made of."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy

from dejiro.apps.talent.bodies import bodies_by_word, bodies_in
from dejiro.apps.talent.standards import LEVELS, role_choices
from dejiro.foundation.organizations.models import Organization

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def choose(*choices: Any) -> list[Any]:  # noqa: ANN401  # choices come in groups too
    """Return choices after a first one that says to choose."""
    return [("", gettext_lazy("選んでください")), *choices]


def role_field() -> forms.ChoiceField:
    """Return the field for a role of the standard."""
    return forms.ChoiceField(label=gettext_lazy("役割"), choices=lambda: choose(*role_choices()))


def level_field(help_text: "StrOrPromise") -> forms.TypedChoiceField:
    """Return the field for a level."""
    labels = (
        gettext_lazy("1 教わりながらできる"),
        gettext_lazy("2 一人でできる"),
        gettext_lazy("3 人を指導できる"),
        gettext_lazy("4 庁外にも助言できる"),
    )
    return forms.TypedChoiceField(
        label=gettext_lazy("レベル"),
        choices=list(zip(LEVELS, labels, strict=True)),
        coerce=int,
        initial=2,
        help_text=help_text,
    )


def day_field(label: "StrOrPromise", help_text: "StrOrPromise" = "") -> forms.DateField:
    """Return the field for a day."""
    return forms.DateField(
        label=label, help_text=help_text, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


def whole_field(
    label: "StrOrPromise", least: int, most: int, *, initial: int | None = None, help_text: "StrOrPromise" = ""
) -> forms.IntegerField:
    """Return the field for a whole number within bounds."""
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        initial=initial,
        help_text=help_text,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


def text_field(
    label: "StrOrPromise", length: int, *, rows: int = 4, required: bool = True, help_text: "StrOrPromise" = ""
) -> forms.CharField:
    """Return the field for several lines."""
    return forms.CharField(
        label=label,
        max_length=length,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class BodiesField(forms.CharField):
    """Municipalities of a prefecture, written one after another. The form sets `area`."""

    area: Organization | None = None

    def clean(self, value: Any) -> tuple[Organization, ...]:  # noqa: ANN401  # Django's signature
        """Return the bodies in order of code."""
        text = str(super().clean(value))
        if not text or self.area is None:
            return ()
        try:
            return bodies_in(text, bodies_by_word(self.area))
        except ValueError as error:
            raise forms.ValidationError(str(error), "bodies") from error


class BodyField(BodiesField):
    """One municipality, by name or code; None when blank."""

    def clean(self, value: Any) -> Any:  # noqa: ANN401  # one body, where the parent has several
        """Return the body."""
        found = super().clean(value)
        if len(found) > 1:
            raise forms.ValidationError(gettext_lazy("団体を1つだけ書いてください。"), "bodies")
        return found[0] if found else None
