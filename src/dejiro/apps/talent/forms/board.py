"""What is typed on the form behind a bar of the planning board."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy

from dejiro.apps.talent.forms.fields import choose, day_field
from dejiro.apps.talent.services import Act
from dejiro.foundation.forms import HouseForm


class BoardForm(HouseForm):
    """One engagement of a plan, changed by hand."""

    act = forms.ChoiceField(label=gettext_lazy("どうするか"), choices=Act, widget=forms.RadioSelect)
    specialist = forms.TypedChoiceField(
        label=gettext_lazy("だれにするか"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=gettext_lazy("「別の人にする」ときに選びます。空きのある人が先に並びます。"),
    )
    starts_on = day_field(
        gettext_lazy("いつから"), gettext_lazy("期間を短くするときに書きます。その週の月曜日からになります。")
    )
    ends_on = day_field(
        gettext_lazy("いつまで"), gettext_lazy("期間を短くするときに書きます。その週の日曜日までになります。")
    )
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=300)

    def offer(self, acts: Sequence[str], crew: Sequence[tuple[int, str]]) -> None:
        """Give what can be done, and the people to choose from. Without people there is no field for them."""
        act, specialist = self.fields["act"], self.fields["specialist"]
        assert isinstance(act, forms.ChoiceField)
        assert isinstance(specialist, forms.TypedChoiceField)
        act.choices = [(value, label) for value, label in Act.choices if value in acts]
        specialist.choices = choose(*crew)
        for name in ("starts_on", "ends_on"):
            self.fields[name].required = False
            if Act.PERIOD not in acts:
                del self.fields[name]
        if not crew:
            del self.fields["specialist"]
