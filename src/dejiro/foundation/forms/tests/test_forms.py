import unicodedata
import uuid
from datetime import timedelta
from http import HTTPStatus

import pytest
from django import forms
from django.apps import apps
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.db.models import Model
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.urls import path
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from conftest import Cast, Clock
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.errors import Conflict, Refusal
from dejiro.foundation.forms import HouseForm, check_version, show, submit
from dejiro.foundation.forms.texts import normalised
from dejiro.foundation.organizations.models import Rule
from dejiro.foundation.submissions.models import Submission
from dejiro.foundation.submissions.services import once, submissions_clean

pytestmark = pytest.mark.django_db

KEY = "3f0c5c2e-1b1a-4f2e-9d44-2a7c0f4f8f11"
TAKEN = "すでに使われている件名です。"


class RuleForm(HouseForm):
    """A form as an app has them."""

    title = forms.CharField()
    text = forms.CharField(widget=forms.Textarea, required=False)
    count = forms.IntegerField(required=False)
    file = forms.FileField(required=False)


def rule_new(request: Request) -> HttpResponse:
    form = RuleForm(request.POST or None, request.FILES or None)

    def act() -> Rule:
        values = form.values()
        rule = Rule.objects.create(
            area_id=request.GET["area"], key=values["title"], value=1, text=values["text"], valid_from="2026-10-05"
        )
        if values["title"] == "refused":
            raise Refusal(TAKEN, code="taken", field="title")
        if values["title"] == "elsewhere":
            raise Refusal(TAKEN, code="taken", field="no such field")
        if values["title"] == "changed" and form.seen_version() != 7:
            raise Conflict("変わりました。", current=7)
        return rule

    if response := submit(request, form, act, to=lambda rule: f"/rules/{rule.pk}/", done="登録しました。"):
        return response
    return show(request, "rule.html", {}, form=form)


@pytest.fixture(autouse=True)
def pages(settings: Settings) -> None:
    settings.ROOT_URLCONF = (path("rules/new/", rule_new),)
    template = "{% for error in form.non_field_errors %}{{ error }}{% endfor %}{{ form.as_p }}"
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", {"rule.html": template})]},
        }
    ]


@pytest.fixture
def send(client: Client, cast: Cast) -> "Sender":
    cast.login(client, cast.okutama)
    return Sender(client, f"/rules/new/?area={cast.body('130001').pk}")


class Sender:
    """A browser with the form open."""

    def __init__(self, client: Client, url: str) -> None:
        self.client, self.url = client, url

    def __call__(self, **fields: object) -> HttpResponse:
        return self.client.post(self.url, {"submission": KEY, "title": "件名", **fields})  # type: ignore[return-value]  # the stubs' own class

    def told(self) -> list[str]:
        return [str(message) for message in get_messages(self.client.get(self.url).wsgi_request)]


def test_a_form_that_is_sent_leads_to_its_result(send: Sender) -> None:
    response = send()
    assert response.status_code == HTTPStatus.FOUND
    assert response["Location"] == f"/rules/{Rule.objects.get().pk}/"


def test_the_same_form_sent_twice_is_done_once(send: Sender) -> None:
    first, second = send(), send()
    assert first["Location"] == second["Location"]
    assert Rule.objects.count() == 1


def test_a_form_sent_again_with_other_words_is_not_swallowed(send: Sender) -> None:
    send()
    again = send(title="別の件名")
    assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    page = again.content.decode()
    assert "すでに一度送信しています" in page
    assert "別の件名" in page
    assert KEY not in page


def test_another_file_is_another_content(send: Sender) -> None:
    send(file=SimpleUploadedFile("a.csv", b"1"))
    assert send(file=SimpleUploadedFile("b.csv", b"1")).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_two_people_may_bear_the_same_key(send: Sender, cast: Cast) -> None:
    send()
    cast.login(send.client, cast.ome)
    send(title="別の件名")
    assert Rule.objects.count() == 2


def test_an_anonymous_form_is_done_once_too(client: Client, cast: Cast) -> None:
    send = Sender(client, f"/rules/new/?area={cast.body('130001').pk}")
    assert send()["Location"] == send()["Location"]


@pytest.mark.parametrize(("title", "field"), [("refused", "title"), ("elsewhere", "__all__")])
def test_a_refusal_is_shown_by_its_field_and_nothing_is_kept(send: Sender, title: str, field: str) -> None:
    response = send(title=title, text="長い説明")
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert response.context["form"].errors == {field: [TAKEN]}  # type: ignore[attr-defined]  # the test client adds it
    assert "長い説明" in response.content.decode()
    assert (Rule.objects.count(), Submission.objects.count()) == (0, 0)


def test_a_refused_form_goes_through_once_it_is_mended(send: Sender) -> None:
    send(title="refused")
    assert send().status_code == HTTPStatus.FOUND


def test_after_a_conflict_the_sender_may_overwrite_knowingly(send: Sender) -> None:
    response = send(title="changed", version="6")
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'name="version" value="7"' in response.content.decode()
    assert send(title="changed", version="7").status_code == HTTPStatus.FOUND


def test_an_invalid_form_is_shown_again_with_what_was_typed(send: Sender) -> None:
    response = send(title="", text="長い説明")
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "長い説明" in response.content.decode()
    assert KEY in response.content.decode()


def test_an_open_form_bears_a_fresh_key_each_time(send: Sender) -> None:
    pages = [send.client.get(send.url).context["form"]["submission"].value() for _time in range(2)]
    assert len({uuid.UUID(str(key)) for key in pages}) == 2


def test_a_form_without_a_key_is_done_each_time(send: Sender) -> None:
    send(submission="")
    send(submission="", title="別の件名")
    assert Rule.objects.count() == 2


def test_a_page_without_a_form_is_shown_plainly(client: Client) -> None:
    request = client.get("/rules/new/").wsgi_request
    assert show(request, "rule.html", {}).status_code == HTTPStatus.OK  # type: ignore[arg-type]  # its actor is set


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "a\x7fb", "a\u202eb", "a\u2066b", "a\ud800b"])
def test_a_character_that_cannot_be_seen_is_named_with_its_place(text: str) -> None:
    form = RuleForm({"title": text})
    assert not form.is_valid()
    assert "2文字目" in str(form.errors["title"]) or "Null" in str(form.errors["title"])


@pytest.mark.parametrize("text", ["渡邉󠄀", "﨑\ufa19", "\ue000外字", "مرحبا", "👨‍👩‍👧", "a\tb\nc"])
def test_names_and_scripts_of_all_kinds_pass_unchanged(text: str) -> None:
    form = RuleForm({"title": "t", "text": text})
    assert form.is_valid()
    assert form.values()["text"] == text


def test_text_arrives_composed_with_one_kind_of_newline() -> None:
    form = RuleForm({"title": "か\u3099", "text": "1\r\n2\r3"})
    assert form.is_valid()
    assert form.values() == {"title": "が", "text": "1\n2\n3", "count": None, "file": None}


@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once_done = normalised(text)
    assert normalised(once_done) == once_done
    assert "\r" not in once_done


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0xABFF)))
def test_outside_the_compatibility_ideographs_it_is_nfc(text: str) -> None:
    assert normalised(text) == unicodedata.normalize("NFC", text)


@given(st.dictionaries(st.sampled_from(["title", "text", "count", "submission", "version", "other"]), st.text()))
def test_no_text_whatever_breaks_a_form(fields: dict[str, str]) -> None:
    form = RuleForm(fields)
    assert form.is_valid() or form.errors


def test_text_has_a_limit_even_where_none_was_set() -> None:
    assert RuleForm({"title": "あ" * 200, "text": "い" * 10_000}).is_valid()
    form = RuleForm({"title": "あ" * 201, "text": "い" * 10_001})
    assert set(form.errors) == {"title", "text"}


def test_ten_megabytes_are_refused_without_ado() -> None:
    assert set(RuleForm({"title": "t", "text": "あ" * 3_500_000}).errors) == {"text"}


def test_a_query_dict_keeps_its_lists() -> None:
    form = RuleForm(QueryDict("title=t&other=1&other=2"))
    form.put("version", 3)
    assert form.data.getlist("other") == ["1", "2"]  # type: ignore[attr-defined]  # a form's data is a multi-value mapping
    assert form.is_valid()
    assert form.seen_version() == 3


@pytest.fixture
def assembly(cast: Cast) -> Model:
    # Any record that counts its versions; an app's, since the foundation has none.
    model = apps.get_model("commitments", "Assembly")
    return model.objects.create(
        organization=cast.body("133086"), name="令和8年第4回定例会", opens_on="2026-12-01", votes_on="2026-12-18"
    )


@pytest.mark.parametrize("version", [1, None])
def test_a_record_in_its_newest_version_may_be_written(assembly: Model, version: int | None) -> None:
    check_version(assembly, version)


def test_a_record_that_changed_since_it_was_read_is_a_conflict(assembly: Model) -> None:
    with pytest.raises(Conflict, match="ほかの人がこの記録を更新") as conflict:
        check_version(assembly, 2)
    assert conflict.value.current == 1


def test_a_record_in_hand_that_is_old_is_a_conflict(assembly: Model) -> None:
    type(assembly)._base_manager.update(version=2)
    for version in (None, 1, 2):
        with pytest.raises(Conflict):
            check_version(assembly, version)


def test_a_record_that_is_gone_is_a_conflict(assembly: Model) -> None:
    type(assembly)._base_manager.filter(pk=assembly.pk).delete()
    with pytest.raises(Conflict, match="削除されました"):
        check_version(assembly, 1)


def test_the_key_is_free_again_when_the_act_fails(cast: Cast) -> None:
    def fail() -> str:
        raise IntegrityError

    key = uuid.UUID(KEY)
    with pytest.raises(IntegrityError):
        once(fail, key=key, user=cast.user("ome"), digest="d", to=str)
    assert once(lambda: "x", key=key, user=cast.user("ome"), digest="d", to=str).first


def test_old_submissions_are_forgotten(cast: Cast, clock: Clock) -> None:
    once(lambda: "/a/", key=uuid.uuid4(), user=None, digest="d", to=str)
    clock.moment += timedelta(days=6)
    assert submissions_clean() == 0
    clock.moment += timedelta(days=2)
    assert submissions_clean() == 1
