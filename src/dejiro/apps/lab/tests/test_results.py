"""What is published of a conversation: honest when it is small, exact when it is large, about nobody."""

import csv
import io
import json
from collections.abc import Sequence

import numpy as np
import pytest
from django.test import Client

from conftest import Cast, Clock
from dejiro.apps.lab import services
from dejiro.apps.lab.computing import digest, result_compute
from dejiro.apps.lab.figures import share_of, wilson
from dejiro.apps.lab.models import Conversation, Result, Vote
from dejiro.apps.lab.planning import FEWEST, Computed, document_of, empty_document, votes_of_rows
from dejiro.apps.lab.selectors import votes_cast
from dejiro.apps.lab.tests.conftest import Answer, SignIn, camps, page_of
from dejiro.cores.opinion.check import check
from dejiro.cores.opinion.slate import Claim, Slate
from dejiro.foundation.ledger.selectors import entries


def compute(conversation: Conversation) -> Result:
    assert result_compute(conversation_id=conversation.pk)
    return Result.objects.get(conversation=conversation)


@pytest.mark.parametrize("people", [0, 1, 2, 4])
def test_under_five_people_nothing_is_told(opened: Conversation, answer: Answer, sign_in: SignIn, people: int) -> None:
    for number in range(people):
        answer(opened, f"p{number}", (1, -1, 0))
    document = compute(opened).figures
    assert document["counts"]["participants"] is None
    assert document["statements"] == []
    page = page_of(sign_in(), f"/lab/{opened.pk}/result/")
    assert "5人より少ないため" in page
    assert "答えた人" in page


@pytest.mark.parametrize(
    ("values", "says"),
    [((1, 1, 1, 1, 1, 1), "すべての答えが同じです"), ((0, 0, 0, 0, 0, 0), "すべての答えがパスです")],
)
def test_when_all_answer_the_same_the_page_says_so(
    opened: Conversation, answer: Answer, sign_in: SignIn, values: Sequence[int], says: str
) -> None:
    for number in range(8):
        answer(opened, f"p{number}", values)
    assert compute(opened).figures["groups"] == []
    page = page_of(sign_in(), f"/lab/{opened.pk}/result/")
    assert says in page
    assert "グループに分けられるだけの違いがありません" in page
    assert "違いが小さいため、地図は描きません" in page


def test_two_camps_are_found_with_what_they_share_and_where_they_part(
    opened: Conversation, answer: Answer, sign_in: SignIn
) -> None:
    camps(opened, answer)
    document = compute(opened).figures
    assert document["agreed"][0] == 1
    assert set(document["divided"]) == {2, 3, 4, 5, 6}
    assert 1 in document["slate"]["statements"]
    page = page_of(sign_in(), f"/lab/{opened.pk}/result/")
    assert "賛成 100%（90〜100%）" in page


def test_the_slate_carries_a_certificate_that_the_cores_checker_accepts(opened: Conversation, answer: Answer) -> None:
    camps(opened, answer)
    raw = compute(opened).figures["slate"]
    claims = tuple(Claim(one["statement"], tuple(one["short"])) for one in raw["claims"])
    slate = Slate(raw["people"], raw["size"], tuple(raw["statements"]), raw["owed"], claims)
    night, day = (1, 2, 3, 4), (1, 5, 6)
    assert list(check([night if number % 2 == 0 else day for number in range(24)], slate)) == []


def reliable(people: int = 80, statements: int = 24) -> list[tuple[int, int, int]]:
    """Return the votes of two camps that part on most of what they were asked."""
    chance = np.random.default_rng(3)
    side = np.where(np.arange(people) % 2 == 0, 1, -1)
    pull = np.where(np.arange(statements) % 4 == 0, 0, np.where(np.arange(statements) % 2 == 0, 1, -1))
    noisy = side[:, None] * pull[None, :] * 1.5 + 0.4 + chance.normal(0, 0.6, (people, statements))
    votes = np.where(noisy > 0.3, 1, np.where(noisy < -0.3, -1, 0))
    return [(who, what, int(votes[who, what])) for who in range(people) for what in range(statements)]


def test_reliable_groups_are_drawn_in_circles_of_five_or_more() -> None:
    document = document_of(votes_of_rows(reliable(), shown=range(24)))
    assert document["reliability"]["draw"]
    assert [group["size"] for group in document["groups"]] == [40, 40]
    circles = document["map"]["circles"]
    assert sum(circle["people"] for circle in circles) == 80
    assert min(circle["people"] for circle in circles) >= FEWEST
    assert {circle["group"] for circle in circles} == {0, 1}


def test_a_group_under_five_is_not_described() -> None:
    cast = [row for row in reliable() if row[0] % 2 == 0 or row[0] < 6]
    document = document_of(votes_of_rows(cast, shown=range(24)))
    sizes = [group["size"] for group in document["groups"]]
    small = [group for group in document["groups"] if group["size"] is None]
    assert all(size is None or size >= FEWEST for size in sizes)
    assert all(not group["representative"] and not group["shares"] for group in small)
    assert all(circle["people"] >= FEWEST for circle in document["map"]["circles"])


def test_no_position_of_a_person_and_no_count_under_five_is_in_the_document() -> None:
    cast = [*reliable(), (0, 99, 1), (1, 99, -1)]
    document = document_of(votes_of_rows(cast, shown=[*range(24), 99]))
    rare = next(row for row in document["statements"] if row["number"] == 99)
    assert (rare["seen"], rare["agree"], rare["disagree"], rare["bridging"]) == (2, None, None, None)
    assert "people" not in document
    assert not any("position" in row for row in document["statements"])


def test_the_same_votes_in_another_order_give_the_same_document() -> None:
    cast = reliable()
    one, other = (document_of(votes_of_rows(rows, shown=range(24))) for rows in (cast, cast[::-1]))
    assert digest(one) == digest(other)


def test_a_rejected_statement_takes_no_part_in_the_result() -> None:
    document = document_of(votes_of_rows(reliable(), shown=range(24), rejected=[0], meta=[4]))
    named = {*document["agreed"], *document["divided"], *document["slate"]["statements"]}
    assert named.isdisjoint({0, 4})


def test_the_result_is_asked_for_at_most_every_five_seconds(opened: Conversation, clock: Clock) -> None:
    assert services.result_ask(conversation=opened)
    assert not services.result_ask(conversation=opened)
    clock.move_to("2026-10-05T10:00:05+09:00")
    assert services.result_ask(conversation=opened)


def test_votes_that_come_in_while_it_is_computed_are_noticed(
    opened: Conversation, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def compute_and_a_late_vote(*_args: object) -> Computed:
        answer(opened, "late", (1,))
        return Computed(empty_document(6), None)

    monkeypatch.setattr("dejiro.apps.lab.computing._computed", compute_and_a_late_vote)
    assert not result_compute(conversation_id=opened.pk)


def test_a_final_result_changes_no_more(closed: Conversation) -> None:
    first = compute(closed)
    assert first.published_at is not None
    Vote.objects.filter(conversation=closed).delete()
    assert compute(closed).document == first.document
    assert len(entries(action="lab.conversation.publish")) == 1


def test_the_report_holds_everything_and_its_files_give_the_same_result(closed: Conversation, sign_in: SignIn) -> None:
    compute(closed)
    client = sign_in()
    page = page_of(client, f"/lab/{closed.pk}/report/")
    for words in ("平日の夜を延ばします。", "すべての意見と答え", "掲載の判断の記録", "dejiro opinion analyze"):
        assert words in page
    stored = json.loads(client.get(f"/lab/{closed.pk}/result.json").content)
    assert stored["final"]
    rows = list(csv.DictReader(io.StringIO(page_of(client, f"/lab/{closed.pk}/votes.csv"))))
    cast = [(int(row["voter-id"]), int(row["comment-id"]), int(row["vote"])) for row in rows]
    again = document_of(votes_of_rows(cast, shown=range(1, 7)))
    assert digest(again) == digest(stored["result"])
    assert "comment-body" in page_of(client, f"/lab/{closed.pk}/comments.csv")


def test_votes_are_not_given_out_before_the_end(opened: Conversation, sign_in: SignIn) -> None:
    for path in ("votes.csv", "comments.csv", "report/"):
        assert sign_in().get(f"/lab/{opened.pk}/{path}").status_code == 404


def test_the_export_numbers_people_by_their_hash_and_names_no_time(opened: Conversation, answer: Answer) -> None:
    for who in ("c", "a", "b"):
        answer(opened, who, (1,))
    assert [row[0] for row in votes_cast(opened)] == [0, 1, 2]


def test_the_table_of_statements_is_there_as_csv_and_excel(closed: Conversation, sign_in: SignIn) -> None:
    compute(closed)
    table = sign_in().get(f"/lab/{closed.pk}/statements.csv").content.decode("utf-8-sig")
    assert table.splitlines()[1].startswith("1,夜も開いている図書館がほしい,24,24,0,0")
    assert sign_in().get(f"/lab/{closed.pk}/statements.xlsx").content[:2] == b"PK"
    assert sign_in().get(f"/lab/{closed.pk}/statements.pdf").status_code == 404


def test_shares_are_whole_and_their_interval_holds_them() -> None:
    share = share_of({"number": 1, "seen": 3, "agree": 1, "disagree": 1}, "意見")
    assert share.agree + share.disagree + share.passed == 100
    assert share.low <= share.agree <= share.high
    assert wilson(0, 10)[0] == 0
    assert wilson(10, 10)[1] == pytest.approx(1)


def test_the_widget_may_stand_in_any_frame_and_no_other_page_may(opened: Conversation, browser_client: Client) -> None:
    framed = browser_client.get(f"/lab/{opened.pk}/widget/")
    assert framed.status_code == 200
    assert "X-Frame-Options" not in framed
    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert not framed.cookies
    assert "<form" not in framed.content.decode()
    other = browser_client.get(f"/lab/{opened.pk}/")
    assert other["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in other["Content-Security-Policy"]


def test_a_draft_is_not_in_any_frame_even_for_its_owner(cast: Cast, draft: Conversation, sign_in: SignIn) -> None:
    assert sign_in(cast.okutama).get(f"/lab/{draft.pk}/widget/").status_code == 404


def test_what_changes_without_the_loudest_is_told_in_numbers() -> None:
    robust = document_of(votes_of_rows(reliable(), shown=range(24)))["robustness"]
    assert [part["people"] for part in robust["without"]] == [4]
    assert set(robust["without"][0]) == {
        "kind",
        "label",
        "people",
        "lost",
        "gained",
        "groups",
        "slate_lost",
        "slate_gained",
    }


def test_of_those_who_vote_as_one_only_their_number_is_told() -> None:
    chance = np.random.default_rng(5)
    others = [(who, what, int(chance.integers(-1, 2))) for who in range(60) for what in range(24)]
    alike = [(1000 + who, what, 1 if what % 3 else -1) for who in range(9) for what in range(24)]
    document = document_of(votes_of_rows([*others, *alike], shown=range(24)))
    assert document["robustness"]["blocs"] == [9]


def test_the_page_says_what_changes_without_the_loudest(opened: Conversation, answer: Answer, sign_in: SignIn) -> None:
    camps(opened, answer)
    compute(opened)
    assert "影響の大きい5%の人" in page_of(sign_in(), f"/lab/{opened.pk}/result/")


def test_a_conversation_reads_in_english_as_english_is_written(opened: Conversation) -> None:
    page = page_of(Client(HTTP_ACCEPT_LANGUAGE="en"), f"/lab/{opened.pk}/")
    assert "Until 31 October 2026 (Sat)" in page
    assert "Everyone (one vote per device)" in page
