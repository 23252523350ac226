import gzip
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dejiro.cores.opinion.faults import VotesError
from dejiro.cores.opinion.io import read_comments, read_votes
from dejiro.cores.opinion.model import votes_of
from dejiro.cores.opinion.tests.conversations import conversation, with_times

HEAD = "timestamp,datetime,comment-id,voter-id,vote\n"
COMMENTS = "comment-id,moderated,comment-body\n"


def faults(tmp_path: Path, text: str | bytes, comments: str | None = None) -> list[str]:
    path = tmp_path / "votes.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    beside = None
    if comments is not None:
        beside = tmp_path / "comments.csv"
        beside.write_text(comments, encoding="utf-8")
    with pytest.raises(VotesError) as error:
        read_votes(path, beside)
    return str(error.value).splitlines()


def test_the_last_vote_wins_by_time_and_then_by_place() -> None:
    votes = votes_of([5, 5, 5, 4], [1, 1, 1, 1], [1, -1, 0, 1], [30, 20, 10, 5])

    assert votes.participants.tolist() == [4, 5]
    assert votes.values.tolist() == [1, 1]
    assert votes_of([5, 5], [1, 1], [1, -1], [10, 10]).values.tolist() == [-1]


def test_the_order_of_statements_is_that_of_their_first_votes() -> None:
    assert votes_of([1, 1, 2], [8, 9, 8], [1, 1, 1], [20, 10, 30]).first.tolist() == [1, 0]
    assert votes_of([1, 1], [9, 8], [1, 1]).first.tolist() == [0, 1]


def test_a_statement_without_votes_can_have_its_column() -> None:
    votes = votes_of([1], [2], [0], statements=[7], rejected=[7], meta=[2])

    assert (votes.shape, votes.count) == ((1, 2), 1)
    assert votes.excluded.tolist() == [True, True]


def test_a_part_keeps_the_statements() -> None:
    votes = votes_of([1, 1, 2], [1, 2, 1], [1, -1, 0], [1, 2, 3])

    people = votes.part(participants=np.array([False, True]))
    early = votes.part(votes=np.array([True, False, False]))

    assert (people.shape, people.values.tolist(), people.times) == ((1, 2), [0], np.array([3]))
    assert (early.shape, early.values.tolist(), early.starts.tolist()) == ((2, 2), [1], [0, 1, 1])
    assert votes_of([1], [1], [1]).part().times is None
    assert people.matrix(np.array([0.5])).toarray().tolist() == [[0.5, 0.0]]


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.sampled_from([-1, 0, 1])), max_size=30), st.randoms()
)
def test_the_order_of_rows_does_not_matter_when_votes_are_timed(
    rows: list[tuple[int, int, int]], chance: random.Random
) -> None:
    timed = [(*row, at) for at, row in enumerate(rows)]
    shuffled = chance.sample(timed, len(timed))
    last = {(who, what): vote for who, what, vote in rows}

    one, other = (
        votes_of(*(np.array([row[at] for row in table], dtype=np.int64) for at in range(4)))
        for table in (timed, shuffled)
    )

    read = zip(one.participants[one.rows], one.statements[one.columns], one.values, strict=True)
    assert {(int(who), int(what)): int(vote) for who, what, vote in read} == last
    assert (one.first.tolist(), one.values.tolist()) == (other.first.tolist(), other.values.tolist())


def test_both_exports_of_a_conversation_hold_the_same_votes() -> None:
    for name, repeated in (("london", 2), ("seattle", 123), ("biodiversity", 83)):
        wide, long = conversation(name), with_times(name)
        assert np.array_equal(wide.votes.participants[wide.votes.rows], long.votes.participants[long.votes.rows])
        assert np.array_equal(wide.votes.statements[wide.votes.columns], long.votes.statements[long.votes.columns])
        assert np.array_equal(wide.votes.values, long.votes.values)
        assert np.array_equal(wide.votes.excluded, long.votes.excluded)
        assert (wide.repeated, long.repeated) == (0, repeated)
    assert len(conversation("biodiversity").groups) == 443


def test_a_file_in_shift_jis_with_other_columns_is_read(tmp_path: Path) -> None:
    (tmp_path / "v.csv").write_bytes("vote,備考,comment-id,voter-id\n1,電話で受付,3,4\n\n0,窓口,5,4\n".encode("cp932"))
    (tmp_path / "c.csv").write_bytes(
        "comment-id,comment-body,moderated,is-meta\n3,ぼくは,-1,0\n5,<b>話,0,true\n".encode("cp932")
    )

    votes = read_votes(tmp_path / "v.csv", tmp_path / "c.csv").votes

    assert [statement.text for statement in read_comments(tmp_path / "c.csv")] == ["ぼくは", "<b>話"]
    assert (votes.rejected.tolist(), votes.meta.tolist(), votes.times) == ([True, False], [False, True], None)


def test_the_external_id_of_a_participant_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "long.csv").write_text("xid,comment-id,voter-id,vote\nann@example,3,4,1\n", encoding="utf-8")
    (tmp_path / "wide.csv").write_text("participant,xid,group-id,3\n4,ann@example,,1\n", encoding="utf-8")

    for name in ("long.csv", "wide.csv"):
        votes = read_votes(tmp_path / name).votes
        assert (votes.participants.tolist(), votes.statements.tolist(), votes.values.tolist()) == ([4], [3], [1])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_end_of_line_is_read_and_rows_are_counted_by_it(tmp_path: Path, end: str) -> None:
    text = end.join(["comment-id,voter-id,vote,note", '1,2,1,"a' + end + 'b"', "", "1,3,7,c"])

    assert faults(tmp_path, text) == ["5行目 vote: 読めない値です: '7' → 1、0、-1 のいずれか"]


def test_who_votes_twice_on_everything_counts_once_with_the_later_votes(tmp_path: Path) -> None:
    first, later = (
        [f"{at},x,{what},9,{vote}\n" for at, what in enumerate(range(8), at)] for at, vote in ((1, 1), (50, -1))
    )
    (tmp_path / "votes.csv").write_text(HEAD + "".join(later + first), encoding="utf-8")

    export = read_votes(tmp_path / "votes.csv")

    assert (export.repeated, export.votes.values.tolist()) == (8, [-1] * 8)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("1,x,2,3,5\n", "2行目 vote: 読めない値です: '5' → 1、0、-1 のいずれか"),
        ("1,x,2,-3,1\n", "2行目 voter-id: 番号ではありません: '-3' → 0以上の整数"),
        ("1,x,2,3\n", "2行目: セルが4個あります → 見出しと同じ5個"),
        ("1,x,9,3,1\n", "2行目 comment-id: 知らない意見です: 9 → comments.csvにある番号"),
        ('1,"x,2,3,1\n', "2行目: セルが2個あります → 見出しと同じ5個"),
    ],
)
def test_a_faulty_row_is_named_with_its_column(tmp_path: Path, row: str, complaint: str) -> None:
    assert faults(tmp_path, HEAD + row, COMMENTS + "2,1,文\n") == [complaint]


def test_many_faults_are_told_only_in_part(tmp_path: Path) -> None:
    told = faults(tmp_path, HEAD + "1,x,2,3,9\n" * 50)

    assert (len(told), told[-1]) == (21, "ほかに1件")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "1行目 comment-id、voter-id、vote: 列がありません → Polisのエクスポートと同じ見出し"),
        ("participant,7,x\n", "1行目 x: 意見の列ではありません → 意見の番号"),
        ("participant,7,n-votes\n", "1行目 n-votes: 意見の列ではありません → 意見の番号"),
        ("participant,7,7\n", "1行目: 同じ見出しが二つあります → 意見ごとに一列"),
        ("participant,7\n1,1\n1,0\n", "3行目 participant: 重複しています: 1 → 参加者ごとに一行"),
        (b"\xff\xfe\x00", "ファイル: 文字として読めません → UTF-8またはShift_JISのCSV"),
        (b"a\x00", "ファイル: 文字として読めません → UTF-8またはShift_JISのCSV"),
        (gzip.compress(b"participant,7\n" * 9, mtime=0)[:-9], "ファイル: 展開できません: "),
        ("x" * 200_000, "1行目: CSVとして読めません: field larger than field limit (131072) → "),
        (HEAD + "x" * 200_000, "2行目: CSVとして読めません: field larger than field limit (131072) → "),
    ],
)
def test_a_faulty_file_is_refused(tmp_path: Path, text: str | bytes, complaint: str) -> None:
    assert [line[: len(complaint)] for line in faults(tmp_path, text)] == [complaint]


def test_a_statement_twice_is_refused(tmp_path: Path) -> None:
    told = faults(tmp_path, HEAD, COMMENTS + "2,1,文\n2,1,文\n")

    assert told == ["3行目 comment-id: 重複しています: 2 → 意見ごとに別の番号"]


def test_a_value_that_is_no_vote_is_refused_by_its_place() -> None:
    with pytest.raises(VotesError, match="2行目 vote: 投票の値ではありません: 2"):
        votes_of([1, 1], [1, 2], [1, 2])
