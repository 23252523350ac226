import pytest
from django.template import Context, Engine
from django.utils import translation

from dejiro.ui.signs import SIGNS, signs

TYPED = "「表」、（裏）：１・２〜３"
PAGE = "{% load i18n ui %}{{ typed }}（{% if typed %}{{ typed }}：{% translate '件名' %}{% endif %}）"


def shown(source: str, language: str) -> str:
    """Return a page made of a template that the house's loader has read, the second time as well as the first."""
    texts = ("django.template.loaders.locmem.Loader", {"page.html": source})
    engine = Engine(
        loaders=[("dejiro.ui.signs.Loader", [texts])],
        libraries={"ui": "dejiro.ui.templatetags.ui", "i18n": "django.templatetags.i18n"},
    )
    with translation.override(language):
        first, second = (engine.get_template("page.html").render(Context({"typed": TYPED})) for _time in range(2))
    assert first == second
    return first


def test_signs_between_words_follow_the_language() -> None:
    assert signs("、").join(["青梅市", "奥多摩町"]) == "青梅市、奥多摩町"
    with translation.override("en"):
        assert signs("、").join(["Ome", "Okutama"]) == "Ome, Okutama"
        assert signs("「{}」：").format("表") == "‘表’: "


def test_the_signs_of_a_template_follow_the_language_and_what_was_typed_stays() -> None:
    assert shown(PAGE, "ja") == f"{TYPED}（{TYPED}：件名）"
    assert shown(PAGE, "en") == f"{TYPED} ({TYPED}: Title)"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_signs_within_the_block_tags_of_the_house_follow_too(language: str) -> None:
    page = shown("{% load ui %}{% for one in typed %}{% banner 'info' '' %}あ、い{% endbanner %}{% endfor %}", language)
    assert page.count("あ、い" if language == "ja" else "あ, い") == len(TYPED)


def test_no_sign_stays_full_width() -> None:
    assert not any(0x3000 <= ord(sign) <= 0xFFFF for text in SIGNS.values() for sign in str(text))
