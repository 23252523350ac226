"""Forms in our look: the renderer behind `{{ form }}`, and the facts that the field templates need."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.forms import BaseForm, BoundField, CheckboxInput
from django.forms.renderers import DjangoTemplates


class HouseRenderer(DjangoTemplates):
    """Django's widgets inside our field and form templates."""

    form_template_name = "ui/components/form_fields.html"
    field_template_name = "ui/components/field.html"


@dataclass(frozen=True)
class Mistake:
    """A line of the error summary: what is wrong and the id of the control that mends it."""

    label: str
    text: str
    target: str


def mistakes(form: BaseForm) -> Iterator[Mistake]:
    """Return the form's errors in the order of the page: those of the whole form, then field by field."""
    for text in form.non_field_errors():
        yield Mistake("", str(text), "")
    for field in form:
        for text in field.errors:
            yield Mistake(
                "" if field.is_hidden else str(field.label), str(text), "" if field.is_hidden else target_of(field)
            )


def target_of(field: BoundField) -> str:
    """Return the id to which the error summary leads; of a group of choices that is the first choice."""
    return field.id_for_label or f"{field.auto_id}_0"


def shape_of(field: BoundField) -> str:
    """Return how the field is laid out: "check" (one box), "group" (a set of controls with a legend) or "line"."""
    if isinstance(field.field.widget, CheckboxInput):
        return "check"
    return "group" if field.use_fieldset else "line"
