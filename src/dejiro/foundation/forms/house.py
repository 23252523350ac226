"""The form that every form of the platform derives from."""

import uuid
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.validators import MaxLengthValidator
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from dejiro.foundation.forms.texts import normalised, printable

LINE_LENGTH: Final = 200
TEXT_LENGTH: Final = 10_000
# Django derives these from the text field, but their values are something else.
NOT_TEXT: Final = (forms.UUIDField, forms.JSONField)


class HouseForm(forms.Form):
    """A form that knows whether it was sent before and which version of the record its sender saw.

    Text arrives in NFC with line feeds as newlines; control characters are refused; text without a length of its own is
    limited to 200 characters in a line and 10,000 in a text area.
    """

    submission = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)
    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(None if data is None else clean_data(data), *args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField) and not isinstance(field, NOT_TEXT):
                limit(field)

    def values(self) -> dict[str, Any]:
        """Return what was entered, without the form's own hidden fields."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"submission", "version"}}

    def seen_version(self) -> int | None:
        """Return the version of the record that the sender had before them."""
        version = self.cleaned_data.get("version")
        return version if isinstance(version, int) else None

    def put(self, name: str, value: object) -> None:
        """Change a hidden field of a bound form before it is shown again."""
        data = clean_data(self.data)
        data[self.add_prefix(name)] = str(value)
        self.data = data


class ConfirmForm(HouseForm):
    """A button: nothing but the wish to go on, and the version of what was read."""


def clean_data(data: Mapping[str, Any]) -> MultiValueDict[str, Any]:
    """Return posted data with every text normalised."""
    lists = (
        data.lists()
        if isinstance(data, QueryDict | MultiValueDict)
        else ((key, [value]) for key, value in data.items())
    )
    return MultiValueDict({key: [clean_value(value) for value in values] for key, values in lists})


def clean_value(value: object) -> object:
    """Return a posted value, normalised where it is text."""
    return normalised(value) if isinstance(value, str) else value


def limit(field: forms.CharField) -> None:
    """Give a text field the house's limits."""
    field.validators.append(printable)
    if field.max_length is None:
        field.max_length = TEXT_LENGTH if isinstance(field.widget, forms.Textarea) else LINE_LENGTH
        field.validators.append(MaxLengthValidator(field.max_length))
