from collections import Counter
from datetime import date

import pytest
from django.core.management import call_command
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from dejiro.cores.textmatch import Document as CoreDocument
from dejiro.cores.textmatch import Index
from dejiro.cores.textmatch.reading import CHARACTERS, Field, Token
from dejiro.foundation.accounts.actors import NOBODY, Actor
from dejiro.foundation.accounts.models import Role, User
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.search import candidates, services, terms
from dejiro.foundation.search.models import Corpus, Document, Posting, Term
from dejiro.foundation.search.selectors import Hit, search, similar
from dejiro.foundation.search.services import index, reindex, unindex

pytestmark = pytest.mark.django_db
TEXTS = {
    1: ("端末の共同購入", "庁内の端末が古いので、近隣の町村と共同で購入したい。"),
    2: ("公印の廃止", "公印を廃止した団体の進め方を知りたい。"),
    3: ("端末の更新", "来年度に端末400台を更新する。"),
    4: ("道路台帳", "道路台帳の電子化を委託したい。"),
}


def _words(text: str) -> list[Token]:
    known = {"端末": "端末", "パソコン": "端末", "購入": "購入", "調達": "購入"}
    found = [(text.find(word), word) for word in known if word in text]
    return [Token(f"s:{known[word]}", start, start + len(word)) for start, word in found]


WORDS = Field("words", 2, _words, lambda text: [token.term for token in _words(text)])


@pytest.fixture(params=[(CHARACTERS,), (WORDS, CHARACTERS)], ids=["characters", "words"], autouse=True)
def fields(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> tuple[Field, ...]:
    chosen: tuple[Field, ...] = request.param
    monkeypatch.setattr(terms, "readings", lambda: chosen)
    return chosen


def body(code: str, name: str, kind: Organization.Kind, area: Organization | None = None) -> Organization:
    defaults = {"name": name, "kind": kind, "area": area, "valid_from": date(2000, 1, 1)}
    return Organization.objects.get_or_create(code=code, valid_to=None, defaults=defaults)[0]


@pytest.fixture
def tokyo() -> Organization:
    return body("130001", "東京都", Organization.Kind.PREFECTURE)


@pytest.fixture
def okutama(tokyo: Organization) -> Organization:
    return body("133086", "奥多摩町", Organization.Kind.MUNICIPALITY, tokyo)


@pytest.fixture
def ome(tokyo: Organization) -> Organization:
    return body("132055", "青梅市", Organization.Kind.MUNICIPALITY, tokyo)


@pytest.fixture
def tottori() -> Organization:
    return body("310000", "鳥取県", Organization.Kind.PREFECTURE)


def actor(organization: Organization, *roles: Role) -> Actor:
    return Actor(User(name="担当"), organization, frozenset(roles or {Role.MEMBER}))


def enter(
    okutama: Organization, key: int, title: str, text: str, *, public: bool = True, area: Organization | None = None
) -> None:
    assert okutama.area is not None
    index(
        kind="voice",
        key=key,
        area=area or okutama.area,
        organization=okutama,
        public=public,
        title=title,
        text=text,
        url=f"/voices/{key}/",
    )


@pytest.fixture
def voices(okutama: Organization) -> None:
    for key, (title, text) in TEXTS.items():
        enter(okutama, key, title, text)


def keys(hits: list[Hit]) -> list[int]:
    return [hit.key for hit in hits]


def state() -> tuple[object, ...]:
    """Everything the index holds, without row numbers."""
    postings = Posting.objects.values_list("term__text", "document__key", "frequency")
    counted = {term.text: term.documents for term in Term.objects.filter(documents__gt=0)}
    sizes = Document.objects.values_list("key", "characters", "words")
    corpus = Corpus.objects.filter(documents__gt=0).values_list("documents", "characters", "words")
    return sorted(postings), counted, sorted(sizes), list(corpus)


def test_scores_equal_those_of_the_core(voices: None, okutama: Organization, fields: tuple[Field, ...]) -> None:
    core = Index((CoreDocument(str(key), "\n".join(texts)) for key, texts in TEXTS.items()), fields=fields)
    for query in ("端末の共同購入をしたい", "公印", "道路台帳の更新", "パソコンの調達"):
        expected = {int(hit.key): hit.score for hit in core.search(query)}
        hits = search(actor(okutama), query)
        assert {hit.key: hit.score for hit in hits} == pytest.approx(expected, rel=1e-9)
        assert keys(hits) == [int(hit.key) for hit in core.search(query)]


def test_counts_agree_with_the_postings(voices: None) -> None:
    postings, counted, *_ = state()
    assert isinstance(postings, list)
    assert counted == Counter(term for term, _, _ in postings)


def test_changing_and_taking_out_leave_what_entering_the_rest_would(voices: None, okutama: Organization) -> None:
    before = state()
    enter(okutama, 2, "印鑑登録", "端末端末端末の公印")
    enter(okutama, 9, "空", "")
    assert state() != before
    unindex("voice", 9)
    enter(okutama, 2, *TEXTS[2])
    assert state() == before


def test_an_abandoned_transaction_leaves_no_trace(voices: None, okutama: Organization) -> None:
    before = state()
    with transaction.atomic():
        enter(okutama, 5, "消える", "消える文書")
        assert state() != before
        transaction.set_rollback(True)
    assert state() == before


def test_taking_out_what_was_never_in_does_nothing(voices: None) -> None:
    before = state()
    unindex("voice", 99)
    assert state() == before


def test_reading_again_changes_nothing(voices: None, tokyo: Organization, capsys: pytest.CaptureFixture[str]) -> None:
    before = state()
    Term.objects.create(area=tokyo, text="使われない語")
    call_command("search_reindex")
    assert "4件" in capsys.readouterr().out
    assert state() == before
    assert not Term.objects.filter(documents=0).exists()


def test_reading_again_brings_in_a_new_field(okutama: Organization, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "readings", lambda: (CHARACTERS,))
    enter(okutama, 1, "端末", "購入")
    monkeypatch.setattr(terms, "readings", lambda: (WORDS, CHARACTERS))
    assert reindex() == 1
    assert keys(search(actor(okutama), "調達")) == [1]


def test_the_number_of_queries_does_not_grow(
    voices: None, okutama: Organization, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for key in range(10, 40):
        enter(okutama, key, f"端末{key}", "端末の共同購入" * (key % 3))
    with django_assert_num_queries(6):
        assert len(search(actor(okutama), "端末の共同購入")) == 20


def test_what_is_not_public_is_found_by_its_own_body_and_the_area(
    okutama: Organization, ome: Organization, tokyo: Organization
) -> None:
    enter(okutama, 1, *TEXTS[1], public=False)
    finders = {
        "own": actor(okutama),
        "neighbour": actor(ome),
        "coordinator": actor(tokyo, Role.COORDINATOR),
        "expert": actor(ome, Role.EXPERT),
        "auditor": actor(tokyo, Role.AUDITOR),
        "resident": actor(okutama, Role.RESIDENT),
        "nobody": NOBODY,
    }
    found = {name for name, who in finders.items() if search(who, "共同購入")}
    assert found == {"own", "coordinator", "expert"}


def test_an_expert_of_a_body_of_no_prefecture_finds_what_is_public(okutama: Organization) -> None:
    enter(okutama, 1, *TEXTS[1], public=False)
    enter(okutama, 2, *TEXTS[2])
    nationwide = actor(body("0000000000000", "全国の団体", Organization.Kind.PLATFORM), Role.EXPERT)
    assert keys(search(nationwide, "共同購入")) == []
    assert keys(search(nationwide, "公印")) == [2]


def test_another_area_is_not_found_even_by_its_coordinator(
    voices: None, okutama: Organization, tottori: Organization
) -> None:
    enter(okutama, 9, "端末の共同購入", "鳥取", area=tottori)
    assert keys(search(actor(tottori, Role.COORDINATOR), "端末の共同購入")) == [9]
    assert 9 not in keys(search(actor(okutama), "端末の共同購入"))


def test_moving_to_another_area_takes_every_count_along(
    voices: None, okutama: Organization, tottori: Organization
) -> None:
    before = state()
    enter(okutama, 2, *TEXTS[2], area=tottori)
    assert keys(search(NOBODY, "公印")) == []
    assert keys(search(actor(tottori), "公印")) == [2]
    unindex("voice", 2)
    enter(okutama, 2, *TEXTS[2])
    assert state() == before


def test_an_area_without_documents_finds_nothing(voices: None, tottori: Organization) -> None:
    assert search(actor(tottori), "公印") == []
    assert similar(actor(tottori), "公印") == []


def test_nobody_finds_what_is_public_in_the_installations_own_area(voices: None) -> None:
    assert keys(search(NOBODY, "公印")) == [2]


def test_a_kind_that_was_not_asked_for_is_left_out(voices: None, okutama: Organization) -> None:
    assert search(actor(okutama), "公印", kinds=["need", "adoption"]) == []
    assert keys(search(actor(okutama), "公印", kinds=["voice"])) == [2]


def test_the_limit_cuts_the_list(voices: None, okutama: Organization) -> None:
    assert keys(search(actor(okutama), "端末の共同購入", limit=1)) == [1]


def test_one_character_finds_what_holds_it(voices: None, okutama: Organization) -> None:
    assert keys(search(actor(okutama), "印")) == [2]


@pytest.mark.parametrize("query", ["", " 　\n", "zzz", "☃", "'; DROP TABLE search_term; --", "%_\\"])
def test_a_query_without_meaning_finds_nothing(voices: None, okutama: Organization, query: str) -> None:
    assert search(actor(okutama), query) == []


def test_an_empty_index_finds_nothing(okutama: Organization) -> None:
    assert search(actor(okutama), "端末") == []


def test_passages_are_pieces_of_the_text_never_markup(okutama: Organization) -> None:
    enter(okutama, 1, "端末", "<b>端末</b>の共同購入")
    (hit,) = search(actor(okutama), "共同購入")
    assert hit.passages == (("<b>端末</b>の", False), ("共同購入", True))


def test_a_synonym_is_marked_where_characters_show_nothing(okutama: Organization, fields: tuple[Field, ...]) -> None:
    enter(okutama, 1, "端末", "新しい端末がほしい")
    enter(okutama, 2, "印", "公印")
    marked = [hit.passages for hit in search(actor(okutama), "パソコン")]
    assert marked == ([(("新しい", False), ("端末", True), ("がほしい", False))] if WORDS in fields else [])


def test_similar_leaves_out_what_shares_only_endings(voices: None, okutama: Organization) -> None:
    text = "端末が古くなったので共同で購入したい。"
    assert keys(similar(actor(okutama), text, kinds=["voice"]))[0] == 1
    assert 4 not in keys(similar(actor(okutama), text, kinds=["voice"]))
    assert 4 in keys(similar(actor(okutama), text, kinds=["voice"], minimum=0))


def test_over_the_budget_the_most_telling_term_alone_decides(
    okutama: Organization, fields: tuple[Field, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    for key, text in enumerate(("公印", "端末端末", "端末", "端末購入")):
        enter(okutama, key, text, "")
    monkeypatch.setattr(candidates, "BUDGET", 1)
    assert keys(search(actor(okutama), "端末と公印")) == ([2, 1, 3] if WORDS in fields else [0])


def test_a_very_long_text_is_read_up_to_its_limit(okutama: Organization) -> None:
    text = "".join(chr(0x4E00 + number % 9000) for number in range(30_000))
    enter(okutama, 1, "長い", text)
    assert Document.objects.get().characters < 21_000
    assert keys(search(actor(okutama), text)) == [1]


def test_a_document_that_went_in_the_meantime_is_not_read_again(voices: None) -> None:
    before = state()
    services._reindex_one(0)
    assert state() == before


def test_this_installation_reads_characters_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert CHARACTERS in terms.readings()


def test_rows_name_themselves(okutama: Organization) -> None:
    enter(okutama, 1, "端", "")
    posting = Posting.objects.get(term__text="端")
    assert str(posting) == f"{posting.term_id} {posting.document_id}"
    assert [str(posting.document), str(posting.document.content), str(posting.term)] == ["voice:1", "端", "端"]
    assert str(Corpus.objects.get()) == "1"
