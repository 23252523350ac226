import re

from django import forms
from django.template import Context, Template


class Sample(forms.Form):
    secret = forms.CharField(widget=forms.HiddenInput)
    title = forms.CharField(label="件名", help_text="一文で")
    note = forms.CharField(label="備考", required=False)
    urgency = forms.ChoiceField(
        label="急ぎ", widget=forms.RadioSelect, choices=[("a", "今週"), ("b", "来週")], help_text="一つ"
    )
    agreed = forms.BooleanField(label="同意する")
    public = forms.BooleanField(label="公開する", required=False)
    code = forms.CharField(label="コード", disabled=True, required=False)

    def clean(self) -> None:
        self.add_error(None, "締切を過ぎています。")


def show(form: forms.Form) -> str:
    """Return the form as pages show it."""
    return Template("{% load ui %}{% form_fields form %}").render(Context({"form": form}))


def ids_of(html: str) -> list[str]:
    """Return every id in the page."""
    return re.findall(r'\bid="([^"]+)"', html)


def test_an_untouched_form_shows_no_mistakes() -> None:
    html = show(Sample())
    assert "error-summary" not in html
    assert "field-invalid" not in html


def test_each_field_says_whether_it_is_required() -> None:
    html = show(Sample())
    assert html.count("※必須") == 3
    assert html.count("任意") == 1


def test_help_and_errors_are_tied_to_the_control() -> None:
    html = show(Sample({}))
    ids = ids_of(html)
    for described in re.findall(r'aria-describedby="([^"]+)"', html):
        assert set(described.split()) <= set(ids)
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'aria-invalid="true"' in html


def test_every_line_of_the_summary_leads_to_a_control() -> None:
    html = show(Sample({}))
    targets = re.findall(r'<a href="#([^"]+)"', html)
    assert targets == ["id_title", "id_urgency_0", "id_agreed"]
    assert set(targets) <= set(ids_of(html))
    assert "締切を過ぎています。" in html


def test_a_mistake_in_a_hidden_field_is_told_without_a_link() -> None:
    html = show(Sample({"title": "a", "urgency": "a", "agreed": "on"}))
    assert "このフィールドは必須です。" in html
    assert "#id_secret" not in html


def test_no_id_stands_twice() -> None:
    ids = ids_of(show(Sample({})))
    assert len(ids) == len(set(ids))


def test_a_form_with_files_asks_for_them_again() -> None:
    class WithFile(forms.Form):
        paper = forms.FileField(label="仕様書")

    assert "ファイルは、もう一度選んでください。" in show(WithFile({}))


def test_a_form_written_bare_has_the_same_look() -> None:
    assert 'class="field-label"' in str(Sample())
    assert 'class="field' in Sample()["title"].as_field_group()


def test_what_was_typed_is_shown_escaped() -> None:
    assert "&lt;script&gt;" in show(Sample({"title": "<script>"}))


def test_a_page_may_place_each_field_itself() -> None:
    html = Template("{% load ui %}{% field form.title %}").render(Context({"form": Sample()}))
    assert html.count("<label") == 1
    assert 'for="id_title"' in html
