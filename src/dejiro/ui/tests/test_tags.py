import pytest
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory


def show(source: str, **context: object) -> str:
    """Return what a template with our tags shows."""
    return Template("{% load ui %}" + source).render(Context(context))


def test_a_banner_says_its_kind_in_words() -> None:
    html = show('{% banner "warning" title %}<p>{{ body }}</p>{% endbanner %}', title="締切 < 明日", body="<b>")
    assert 'class="banner banner-warning"' in html
    assert "注意：" in html
    assert "締切 &lt; 明日" in html
    assert "<p>&lt;b&gt;</p>" in html


def test_a_banner_without_a_body_is_short() -> None:
    assert "banner-short" in show('{% banner "success" "済みました" %}{% endbanner %}')


@pytest.mark.parametrize("tag", ['{% banner "loud" "a" %}{% endbanner %}', '{% chip "a" "loud" %}'])
def test_an_unknown_kind_is_a_mistake_of_the_author(tag: str) -> None:
    with pytest.raises(TemplateSyntaxError, match="loud"):
        show(tag)


def test_a_chip_escapes_its_label() -> None:
    assert show("{% chip label %}", label="<b>") == '<span class="chip chip-neutral">&lt;b&gt;</span>'


def test_a_table_gets_its_caption_and_is_reachable_by_keyboard() -> None:
    html = show(
        "{% table_region label %}<table class='a'><tr><td>1</td></tr></table>{% endtable_region %}", label="1 & 2"
    )
    assert "<table class='a'><caption>1 &amp; 2</caption>" in html
    assert 'aria-label="1 &amp; 2" tabindex="0"' in html


def test_a_table_keeps_a_caption_of_its_own() -> None:
    html = show('{% table_region "外" %}<table><caption>内</caption></table>{% endtable_region %}')
    assert html.count("<caption>") == 1


@pytest.mark.parametrize("current", [2, "課題"])
def test_steps_mark_what_is_done_and_where_one_stands(current: int | str) -> None:
    html = show("{% steps labels current %}", labels=["声", "課題", "約束"], current=current)
    assert html.count("step-done") == 1
    assert 'aria-current="step">課題' in html


def test_pagination_keeps_the_query() -> None:
    request = RequestFactory().get("/", {"q": "端末", "page": "3"})
    html = show("{% pagination page %}", request=request, page=Paginator(range(100), 10).page(3))
    assert 'href="?q=%E7%AB%AF%E6%9C%AB&amp;page=2" rel="prev"' in html
    assert "全100件中 21〜30件" in html
    assert html.count('aria-current="page"') == 1


def test_pagination_of_one_page_shows_nothing() -> None:
    request = RequestFactory().get("/")
    assert show("{% pagination page %}", request=request, page=Paginator([1], 10).page(1)).strip() == ""


def test_pagination_without_a_query_names_the_page_alone() -> None:
    request = RequestFactory().get("/")
    assert 'href="?page=2"' in show("{% pagination page %}", request=request, page=Paginator([1, 2], 1).page(1))


def test_an_empty_state_offers_what_to_do() -> None:
    html = show('{% empty_state "まだありません。" "/voices/new/" "声を上げる" %}')
    assert '<a class="button button-secondary" href="/voices/new/">声を上げる</a>' in html
    assert "href" not in show('{% empty_state "まだありません。" %}')


def test_a_submit_button_can_carry_a_choice() -> None:
    assert 'type="submit" name="act" value="close"' in show('{% submit_button "締める" "danger" "act" "close" %}')
    assert "name=" not in show('{% submit_button "送る" %}')


def test_the_filters_write_as_the_formats_do() -> None:
    html = show('{{ 3000|yen }} {{ 1200|number }} {{ 40|count:"台" }} {{ "2027-04"|month_label }}')
    assert html == "3,000円 1,200 40台 2027年4月"


def test_the_filters_show_a_dash_for_a_missing_value() -> None:
    html = show("{{ x|jdate }}{{ x|jdatetime }}{{ x|wareki }}{{ x|due }}", x="")
    assert html == "————"
