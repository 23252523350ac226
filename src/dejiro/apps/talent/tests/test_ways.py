from datetime import date

import pytest

from conftest import Cast
from dejiro.apps.talent.selectors.ways import way_lines
from dejiro.apps.talent.tests.conftest import approved
from dejiro.cores.allocation.model import WouldTake

MONDAY = date(2027, 4, 5)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("level", 1), "レベルを1に下げれば"),
        (("half_days", 2), "週2半日に減らせば"),
        (("onsite", False), "リモートでよければ"),
        (("from", 2), "2027年4月19日（月）からにすれば"),
        (("to", 12), "2027年6月27日（日）までにすれば"),
    ],
)
def test_one_change_of_a_request_is_told_in_words(change: tuple[str, int], words: str) -> None:
    assert way_lines(WouldTake(None, change), MONDAY, {}) == [f"{words}、受けられる人がいます。"]


def test_others_that_would_give_way_are_named_only_to_who_may_know_them(cast: Cast) -> None:
    other = approved(cast, "ome")
    way = WouldTake((str(other.pk),), None)
    assert way_lines(way, MONDAY, {}) == ["今の計画で受けると、ほかの依頼が1件外れます。"]
    assert way_lines(way, MONDAY, {str(other.pk): other}) == [
        "今の計画で受けると、ほかの依頼が1件外れます。 青梅市 標準化のデータ移行"
    ]
    assert way_lines(WouldTake((), None), MONDAY, {}) == [
        "ほかの依頼の担当を入れ替えれば、だれも外さずに受けられます。"
    ]
