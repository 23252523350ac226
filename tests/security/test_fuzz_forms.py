"""Japanese text of every kind reaches every form; none of it is answered with a 500, and none of it is changed."""

import unicodedata
from collections.abc import Mapping

import pytest
from django.test import Client
from django.utils.html import escape
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from conftest import Cast
from dejiro.apps.needs.models import Voice
from tests.security.conftest import Stage

IVS = "葛\U000e0100飾区"
GAIJI = "\ue000\uf8ff"
COMBINING = "か\u3099き\u3099"
RIGHT_TO_LEFT = "\u202eabc\u202c"
KANJI = "髙﨑𠮷野家㈱①"
TEXTS = st.one_of(
    st.text(max_size=120),
    st.text(alphabet=st.characters(min_codepoint=0x3000, max_codepoint=0x9FFF), max_size=120),
    st.sampled_from(
        [IVS, GAIJI, COMBINING, RIGHT_TO_LEFT, KANJI, "\x00", "\ud7ff", "'\"<script>", "{{ 7*7 }}", "%s%d"]
    ),
)
FORMS = (
    ("okutama", "/voices/new/", ("title", "body")),
    ("okutama", "/consultations/new/", ("title", "body")),
    ("okutama", "/contracts/new/", ("key", "title", "vendor", "note", "annual_amount", "starts_on", "ends_on")),
    ("okutama", "/calendar/assemblies/new/", ("name", "opens_on", "votes_on")),
    ("okutama", "/people/invite/", ("email", "name", "kana", "phone")),
    ("okutama", "/people/units/new/", ("name", "phone")),
    ("okutama", "/people/tokens/new/", ("name", "expires_on")),
)


@pytest.mark.parametrize(("key", "address", "fields"), FORMS)
def test_a_form_takes_any_text_or_says_what_is_wrong(
    cast: Cast, key: str, address: str, fields: tuple[str, ...]
) -> None:
    client = Client()
    cast.login(client, cast.actor(key))

    @settings(
        max_examples=25,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(text=TEXTS)
    @example(IVS)
    @example(GAIJI)
    @example(COMBINING)
    @example(RIGHT_TO_LEFT)
    @example("\x00")
    def post(text: str) -> None:
        response = client.post(address, dict.fromkeys(fields, text) | {"category": "devices", "kind": "idea"})
        assert response.status_code in {200, 302, 422}

    post()


@pytest.mark.parametrize("text", [IVS, KANJI, GAIJI, unicodedata.normalize("NFC", COMBINING)])
def test_names_are_kept_to_the_letter_and_shown_escaped(cast: Cast, browser_client: Client, text: str) -> None:
    cast.login(browser_client, cast.okutama)
    title = f"{text}<b>"
    response = browser_client.post(
        "/voices/new/", {"title": title, "body": text, "category": "devices", "kind": "idea"}
    )
    assert response.status_code == 302
    voice = Voice.objects.latest("pk")
    assert (voice.title, voice.body) == (title, text)
    page = browser_client.get(f"/voices/{voice.pk}/").content.decode()
    assert escape(title) in page
    assert title not in page


def test_ten_megabytes_of_text_are_refused_with_a_sentence(cast: Cast, browser_client: Client) -> None:
    cast.login(browser_client, cast.okutama)
    fields: Mapping[str, str] = {
        "title": "長い",
        "body": "あ" * (10 * 1024 * 1024 // 3),
        "category": "devices",
        "kind": "idea",
    }
    response = browser_client.post("/voices/new/", fields)
    assert response.status_code == 422
    assert "4000" in response.content.decode().replace(",", "")
    assert not Voice.objects.filter(title="長い").exists()


def test_a_search_takes_any_text(browser_client: Client, stage: Stage) -> None:
    for text in (IVS, GAIJI, COMBINING, RIGHT_TO_LEFT, "\x00", "%", "_", "'", "あ" * 5000):
        assert browser_client.get("/search/", {"q": text}).status_code == 200
