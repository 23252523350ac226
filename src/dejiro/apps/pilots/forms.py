"""What is typed on the pages of pilots and certifications."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dejiro.apps.challenges.public import IdeaToPilot, ideas_to_pilot
from dejiro.apps.needs import public as needs
from dejiro.apps.pilots.models import Certification, Observation, Pilot
from dejiro.apps.pilots.models.pilots import Outcome
from dejiro.apps.pilots.services import Line, Product
from dejiro.apps.pilots.terms import PilotTerms, Validity, terms_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.forms import HouseForm
from dejiro.foundation.organizations.models import Organization
from dejiro.ui.signs import signs

Kind = Organization.Kind
BIG: Final = 2**31 - 1
REACH: Final = 1e12


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:  # noqa: ANN401  # lazy text
    """Return a field for a day."""
    return forms.DateField(label=label, required=required, help_text=help_text, widget=DayInput())


def figure(label: Any, *, required: bool = True, help_text: Any = "") -> forms.FloatField:  # noqa: ANN401  # lazy text
    """Return a field for a number with a fraction."""
    widget = forms.TextInput(attrs={"inputmode": "decimal"})
    return forms.FloatField(
        label=label, required=required, help_text=help_text, widget=widget, min_value=-REACH, max_value=REACH
    )


def words(label: Any, *, required: bool = True, rows: int = 3, help_text: Any = "") -> forms.CharField:  # noqa: ANN401  # lazy text
    """Return a field for some sentences."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=2000, help_text=help_text, widget=widget)


@dataclass(frozen=True)
class Around:
    """Who can take part in a pilot of the actor's body: other public bodies and companies of the prefecture."""

    partners: QuerySet[Organization]
    companies: QuerySet[Organization]


def bodies_around(actor: Actor) -> Around:
    """Return who can take part; read when it is asked for."""
    bodies = Organization.objects.filter(valid_to=None).order_by("code")
    around = bodies.filter(area=actor.area) | bodies.filter(pk=actor.area.pk if actor.area else 0)
    public = around.filter(kind__in=(Kind.PREFECTURE, Kind.MUNICIPALITY))
    own = actor.organization.pk if actor.organization else 0
    return Around(public.exclude(pk=own), around.filter(kind=Kind.COMPANY))


class PilotForm(HouseForm):
    """The plan of a pilot, from what is tried to when it ends."""

    title = forms.CharField(label=gettext_lazy("件名"), max_length=100)
    product = forms.CharField(label=gettext_lazy("製品・サービス"), max_length=100)
    summary = words(gettext_lazy("何を試すか"), help_text=gettext_lazy("どこで、だれが、何をするか。公開されます。"))
    partners = forms.ModelMultipleChoiceField(
        label=gettext_lazy("共同で実施する団体"), required=False, queryset=Organization.objects.none()
    )
    company = forms.ModelChoiceField(
        label=gettext_lazy("相手の企業"), required=False, queryset=Organization.objects.none()
    )
    company_enters = forms.BooleanField(label=gettext_lazy("企業もデータを入れる"), required=False)
    need = forms.IntegerField(
        label=gettext_lazy("もとの課題の番号"),
        required=False,
        min_value=1,
        max_value=BIG,
        help_text=gettext_lazy("課題のページのアドレスにある番号です。"),
    )
    idea_id = forms.TypedChoiceField(
        label=gettext_lazy("もとのアイデア"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=gettext_lazy(
            "募集で採択したアイデアから選びます。アイデアのページから、この実証へ進めるようになります。"
        ),
    )
    origin = forms.CharField(
        label=gettext_lazy("もとの提案"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("募集によらない提案のとき。名前かアドレス。"),
    )
    metric = forms.CharField(
        label=gettext_lazy("測るもの"), max_length=100, help_text=gettext_lazy("例：窓口で1回で終わった手続の割合")
    )
    unit = forms.CharField(label=gettext_lazy("単位"), max_length=20, help_text=gettext_lazy("例：分、件、割合"))
    baseline = figure(gettext_lazy("いまの値"), help_text=gettext_lazy("割合は、0.5のように0から1で入れます。"))
    baseline_source = forms.CharField(label=gettext_lazy("いまの値の出どころ"), max_length=200)
    better = forms.ChoiceField(label=gettext_lazy("よい向き"), choices=Pilot.Better)
    design = forms.ChoiceField(label=gettext_lazy("比べ方"), choices=Pilot.Design)
    adopt_above = figure(
        gettext_lazy("採用の線"),
        help_text=gettext_lazy("効果の範囲の全体がこれより上なら「採用」。0は「実証なしよりよい」です。"),
    )
    worthwhile = figure(
        gettext_lazy("意味のある最小の効果"),
        help_text=gettext_lazy("効果の範囲の全体がこれより下なら「中止」。よい向きへの差で入れます。"),
    )
    start = day(gettext_lazy("始まり"))
    end = day(gettext_lazy("終わり"))
    due = day(gettext_lazy("データの締切"), help_text=gettext_lazy("この日までに入ったデータで判定します。"))
    compare_from = day(
        gettext_lazy("比べ始める日"), required=False, help_text=gettext_lazy("前後を比べるときだけ入れます。")
    )
    step = forms.ChoiceField(
        label=gettext_lazy("区切り"),
        required=False,
        choices=[("", gettext_lazy("なし")), *Pilot.Step.choices],
        help_text=gettext_lazy("分割時系列のときだけ選びます。"),
    )
    size = forms.IntegerField(
        label=gettext_lazy("組ごとの数"),
        min_value=1,
        max_value=10_000_000,
        help_text=gettext_lazy("組ごとの件数か対象の数。分割時系列では、始まりからの期間の数。"),
    )
    expected = figure(
        gettext_lazy("見込む効果"), help_text=gettext_lazy("よい向きへの差。必要な数の計算だけに使います。")
    )
    base = figure(
        gettext_lazy("実証がないときの割合"), required=False, help_text=gettext_lazy("割合を比べるときだけ。0から1。")
    )
    spread = figure(
        gettext_lazy("ばらつき（標準偏差）"), required=False, help_text=gettext_lazy("割合のほかを比べるとき。")
    )
    correlation = figure(
        gettext_lazy("前後の相関"), required=False, help_text=gettext_lazy("0以上1未満。分からないときは空。")
    )
    small_reason = words(gettext_lazy("数が足りなくても行う理由"), required=False, rows=2)
    adopt_rule = words(gettext_lazy("採用のときにすること"), rows=2)
    stop_rule = words(gettext_lazy("中止のときにすること"), rows=2)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        self.area = actor.area
        around = bodies_around(actor)
        self._choose("partners", around.partners)
        self._choose("company", around.companies)
        chosen: Any = self.fields["idea_id"]
        ideas = ideas_to_pilot(actor)
        chosen.choices = [
            ("", _("なし")),
            *((one.pk, one.title + signs("（{}）").format(one.challenge_title)) for one in ideas),
        ]

    def _choose(self, name: str, rows: Any) -> None:  # noqa: ANN401  # django-stubs knows no common type of both fields
        field: Any = self.fields[name]
        field.queryset = rows
        field.label_from_instance = _name_of

    def clean_need(self) -> needs.Need | None:
        """Return the need of this number, of the same prefecture."""
        number = self.cleaned_data["need"]
        if number is None:
            return None
        found = needs.needs_of(self.area).filter(pk=number).first() if self.area else None
        if found is None:
            raise forms.ValidationError(
                _("%(number)d番の課題はありません。番号を確かめてください。") % {"number": number}
            )
        return found

    def clean_correlation(self) -> float:
        """Return the correlation; none is 0."""
        return float(self.cleaned_data["correlation"] or 0)

    def terms(self) -> PilotTerms:
        """Return what was typed."""
        skip = {"partners", "reason"}
        return PilotTerms(**{name: value for name, value in self.values().items() if name not in skip})

    def partners_chosen(self) -> list[Organization]:
        """Return the other bodies."""
        return list(self.cleaned_data["partners"])


def _name_of(body: Organization) -> str:
    return body.name


def initial_from(idea: IdeaToPilot | None) -> dict[str, Any]:
    """Return what is known of a pilot before it is written down: what the idea says from which it grows."""
    start: dict[str, Any] = {"adopt_above": 0}
    if idea is None:
        return start
    company = idea.proposer.pk if idea.proposer.kind == Kind.COMPANY else None
    return {
        **start,
        "title": idea.title,
        "summary": idea.body[:2000],
        "idea_id": idea.pk,
        "company": company,
        "need": idea.need,
    }


def initial_of(pilot: Pilot) -> dict[str, Any]:
    """Return what the form shows of a pilot."""
    known = terms_of(pilot).values()
    return {
        **known,
        "company": pilot.company_id,
        "need": pilot.need_id,
        "partners": [body.pk for body in pilot.partners.all()],
        "version": pilot.version,
    }


class AmendForm(PilotForm):
    """A change of a registered plan, and why."""

    reason = words(gettext_lazy("変える理由"), rows=2, help_text=gettext_lazy("変更の内容と日付とともに公開されます。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        del self.fields["partners"]
        self.order_fields(["reason"])


class ReasonForm(HouseForm):
    """A reason that is published."""

    reason = words(gettext_lazy("理由"))


class VerdictForm(HouseForm):
    """The words beside a verdict."""

    reasons = words(
        gettext_lazy("判定に添える言葉"),
        rows=4,
        help_text=gettext_lazy("何が分かり、次にどうするか。うまくいかなかった理由も書きます。公開されます。"),
    )


class DepartForm(HouseForm):
    """A decision against the verdict."""

    choice = forms.ChoiceField(label=gettext_lazy("決定"), choices=Outcome)
    reason = words(gettext_lazy("理由"))


class LineForm(HouseForm):
    """One line of data."""

    unit = forms.CharField(
        label=gettext_lazy("対象"),
        max_length=100,
        help_text=gettext_lazy("窓口や日の名前など。個人の名前は入れません。"),
    )
    arm = forms.ChoiceField(label=gettext_lazy("組"), choices=Observation.Arm)
    day = day(gettext_lazy("対象の日"))
    value = figure(
        gettext_lazy("値"), required=False, help_text=gettext_lazy("値がないときは空にします。欠けとして数えます。")
    )
    tries = forms.IntegerField(
        label=gettext_lazy("件数"),
        required=False,
        min_value=1,
        max_value=BIG,
        help_text=gettext_lazy("割合のとき：何件のうちの値か。"),
    )

    def line(self) -> Line:
        """Return what was typed."""
        values = self.values()
        return Line(**{**values, "tries": values["tries"] or 1})


class CorrectForm(HouseForm):
    """Another value for a line."""

    value = figure(gettext_lazy("正しい値"), required=False)
    tries = forms.IntegerField(label=gettext_lazy("件数"), required=False, min_value=1, max_value=BIG)
    reason = words(gettext_lazy("訂正の理由"), rows=2)


class ImportForm(HouseForm):
    """A table of data."""

    file = forms.FileField(
        label=gettext_lazy("ファイル（CSV・XLSX）"),
        help_text=gettext_lazy("見出し：対象、組、対象の日、値、件数。1行でも誤りがあれば、1行も入りません。"),
    )


class ValidityForm(HouseForm):
    """The body's own decision and rule of validity."""

    basis = forms.CharField(
        label=gettext_lazy("根拠（要綱など）"), max_length=200, help_text=gettext_lazy("例：○○町新製品認定要綱第5条")
    )
    decision = words(gettext_lazy("認定の理由"))
    rule = forms.ChoiceField(label=gettext_lazy("有効期間の数え方"), choices=Certification.Rule)
    years = forms.IntegerField(label=gettext_lazy("年数"), min_value=1, max_value=20, initial=3)
    most_renewals = forms.IntegerField(label=gettext_lazy("更新できる回数"), min_value=0, max_value=20, initial=1)

    def validity(self) -> Validity:
        """Return the rule."""
        return Validity(**{name: self.cleaned_data[name] for name in ("rule", "years", "most_renewals")})


class CertificationForm(ValidityForm):
    """A product that is certified."""

    product = forms.CharField(label=gettext_lazy("製品・サービス"), max_length=100)
    company_name = forms.CharField(label=gettext_lazy("企業の名前"), max_length=100)
    purpose = words(gettext_lazy("政策目的"), rows=2)
    certified_on = day(gettext_lazy("認定日"))
    field_order = ("product", "company_name", "purpose", "certified_on")

    def product_of(self, company: Organization | None) -> Product:
        """Return what is certified."""
        return Product(
            **{name: self.cleaned_data[name] for name in ("product", "company_name", "purpose")}, company=company
        )

    def certified(self) -> date:
        """Return the day of the certification."""
        return date.fromisoformat(str(self.cleaned_data["certified_on"]))
