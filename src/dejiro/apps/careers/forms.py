"""The forms of careers."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from dejiro.apps.careers.items import item_choices, skill_choices
from dejiro.apps.careers.models import Course, Leaving, Post
from dejiro.apps.careers.paths import path_choices
from dejiro.apps.careers.terms import CertificateTerms, CourseTerms, PostTerms
from dejiro.apps.talent import public as talent
from dejiro.foundation.accounts.models import User
from dejiro.foundation.forms import HouseForm


class PathForm(HouseForm):
    """The path."""

    path = forms.ChoiceField(label=_("キャリアパス"), choices=path_choices, widget=forms.RadioSelect)


class SkillForm(HouseForm):
    """A role or skill item, and a level."""

    skill = forms.ChoiceField(
        label=_("役割かスキル項目"),
        choices=lambda: [("", _("選んでください")), *skill_choices()],
        help_text=_("役割は仕事のまとまり、スキル項目は、そのもとになる個々の技能です。"),
    )
    level = talent.level_field(_("迷ったら低い方を選んでください。後から変えられます。"))


class StateForm(SkillForm):
    """What a person states of themselves."""

    evidence = talent.text_field(
        _("本人の説明"),
        500,
        rows=3,
        required=False,
        help_text=_("そう言える理由。やった仕事、作ったもの、受けた研修など。あなたと、確認する上司だけが見ます。"),
    )


class ItemChoices(forms.CheckboxSelectMultiple):
    """The skill items as boxes to tick, folded, grouped by category and sub-category."""

    template_name = "careers/item_choices.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:  # noqa: ANN401  # Django's signature
        """Return what the template shows; with how many are ticked."""
        context = super().get_context(name, value, attrs)
        context["widget"]["chosen"] = len(context["widget"]["value"])
        return context


class AskForm(HouseForm):
    """Whom to ask."""

    superior = forms.ModelChoiceField(User.objects.none(), label=_("確認を頼む人"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, superiors: Iterable[User], **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        offer(self, "superior", User.objects.filter(pk__in=[one.pk for one in superiors]).order_by("kana"))


class LeavingForm(HouseForm):
    """When somebody leaves."""

    kind = forms.ChoiceField(label=_("理由"), choices=Leaving.Kind, widget=forms.RadioSelect)
    last_on = talent.day_field(_("最後の日"), _("この日までは、いるものとして数えます。"))


class CertificateForm(HouseForm):
    """A certificate with its proof."""

    name = forms.CharField(label=_("資格の名前"), max_length=100)
    number = forms.CharField(label=_("登録番号"), max_length=60, required=False)
    issuer = forms.CharField(label=_("発行した機関"), max_length=100)
    issued_on = talent.day_field(_("取得した日"))
    expires_on = forms.DateField(
        label=_("有効期限"),
        required=False,
        help_text=_("期限がない資格は空けてください。期限の90日前に、机に出ます。"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    role = talent.role_field()
    level = talent.level_field(_("この資格が示すレベル。上司が証明を見て確認します。"))
    file = forms.FileField(
        label=_("証明のファイル"), required=False, help_text=_("証書の写し。あなたと、確認する上司だけが見られます。")
    )

    def terms(self) -> CertificateTerms:
        """Return what was entered, but for the file."""
        return CertificateTerms(**{name: value for name, value in self.values().items() if name != "file"})


class CourseForm(HouseForm):
    """A course."""

    code = forms.CharField(label=_("講座番号"), max_length=20)
    title = forms.CharField(label=_("講座名"), max_length=100)
    provider = forms.CharField(label=_("実施する機関"), max_length=100)
    summary = talent.text_field(_("内容"), 2000)
    role = talent.role_field()
    level = talent.level_field(_("修了すると、このレベルまで、一段上がります。"))
    items = forms.MultipleChoiceField(
        label=_("スキル項目"),
        required=False,
        choices=item_choices,
        widget=ItemChoices,
        help_text=_("講座で身につくもの。修了すると、役割と同じように、選んだ項目のレベルも一段上がります。"),
    )
    hours = talent.whole_field(_("時間"), 1, 1000)
    credits = talent.whole_field(_("単位"), 0, 100)
    starts_on = talent.day_field(_("始まる日"))
    ends_on = talent.day_field(_("終わる日"))
    apply_by = talent.day_field(_("申込の締切"))
    capacity = talent.whole_field(_("定員（人）"), 1, 10_000)
    fee = talent.whole_field(_("受講料（円）"), 0, 10_000_000)
    mode = forms.ChoiceField(label=_("開催の形"), choices=Course.Mode, widget=forms.RadioSelect)
    place = forms.CharField(label=_("会場"), max_length=100, required=False, help_text=_("会場で開くときに書きます。"))

    def terms(self) -> CourseTerms:
        """Return what was entered."""
        values = self.values()
        return CourseTerms(**{**values, "items": tuple(values["items"])})


class CancelForm(HouseForm):
    """Why a course is cancelled."""

    reason = forms.CharField(
        label=_("理由"), max_length=300, help_text=_("申し込んだ人に伝わり、講座のページに出ます。")
    )


class DecideForm(HouseForm):
    """The answer to an application."""

    approve = forms.ChoiceField(
        label=_("返事"), choices=(("yes", _("承認する")), ("no", _("承認しない"))), widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("理由"), max_length=300, required=False, help_text=_("承認しないときに書きます。本人に伝わります。")
    )


class FinishForm(HouseForm):
    """How a course ended for somebody."""

    completed = forms.ChoiceField(
        label=_("結果"), choices=(("yes", _("修了した")), ("no", _("修了しなかった"))), widget=forms.RadioSelect
    )


class PostForm(HouseForm):
    """A post."""

    kind = forms.ChoiceField(label=_("種類"), choices=Post.Kind, widget=forms.RadioSelect)
    name = forms.CharField(label=_("名前"), max_length=100, help_text=_("例：住民記録システム、情報セキュリティ"))
    role = talent.role_field()
    level = talent.level_field(_("担当するのに要るレベル。"))
    people = talent.whole_field(_("要る人数"), 1, 50, initial=1)
    ended_on = forms.DateField(
        label=_("なくす日"),
        required=False,
        help_text=_("システムをやめる予定があるとき。この日の後は数えません。"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def terms(self) -> PostTerms:
        """Return what was entered."""
        return PostTerms(**self.values())


class HoldingForm(HouseForm):
    """Who holds a post, from when to when."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("担当する人"), empty_label=_("選んでください"))
    starts_on = talent.day_field(_("いつから"), _("先の日を書くと、予定になります。"))
    ends_on = forms.DateField(
        label=_("いつまで"),
        required=False,
        help_text=_("決まっていなければ空けてください。"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        offer(self, "person", people)


def offer(form: forms.Form, name: str, people: QuerySet[User]) -> None:
    """Let a field choose among people."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = people
