import pytest

from dejiro.cores.textmatch import CHARACTERS, Document, Index
from dejiro.cores.textmatch.score import Statistics, damping, field_score, gains, shares

COUNTS = {"端末": 1, "末更": 1}


def test_a_document_scored_alone_scores_as_in_the_index() -> None:
    index = Index([Document("a", "端末更新端末"), Document("b", "公印")], fields=(CHARACTERS,))
    statistics = Statistics(2, 6, {"端末": 1, "末更": 1})
    alone = field_score(gains({"端末": 1}, statistics), {"端末": 2, "末更": 1}, damping(5, statistics.average))
    assert index.search("端末")[0].score == pytest.approx(alone, rel=1e-12)


def test_nothing_is_gained_without_documents_or_without_terms() -> None:
    assert gains(COUNTS, Statistics(0, 0, {})) == {}
    assert gains({}, Statistics(2, 6, {})) == {}
    assert Statistics(0, 0, {}).average == 0


def test_a_field_without_terms_of_the_query_has_no_share() -> None:
    assert shares([(2, {}), (1, {"端末": 1.0})]) == [0.0, 1.0]


def test_the_rarer_term_gains_more() -> None:
    gained = gains(COUNTS, Statistics(10, 60, {"端末": 9, "末更": 1}))
    assert gained["末更"] > gained["端末"]
