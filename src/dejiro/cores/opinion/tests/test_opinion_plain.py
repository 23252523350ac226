"""The fast reader takes nothing that the careful one would refuse or read otherwise."""

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dejiro.cores.opinion import io, plain
from dejiro.cores.opinion.faults import VotesError
from dejiro.cores.opinion.io import read_votes
from dejiro.cores.opinion.plain import plain_columns

HEAD = "timestamp,comment-id,voter-id,vote,note"
NUMBERS = st.sampled_from(["0", "1", "7", "12", "007", "123456789012345678"])
ODD = st.sampled_from(["", "-1", "-0", "+1", " 1", "1.0", "x", "1234567890123456789", '"1"', "１", "2", "\0", "1\r"])
CELLS = st.one_of(NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS, ODD)
ROWS = st.tuples(
    CELLS, CELLS, CELLS, st.sampled_from(["1", "0", "-1", "1", "0", "-1", "2", ""]), st.text('ab,;"あ', max_size=2)
)
TABLES = st.lists(ROWS.map(",".join), max_size=4)


def told(path: Path, comments: Path | None = None) -> object:
    """All that is read from a file, or what is said against it."""
    try:
        export = read_votes(path, comments)
    except VotesError as error:
        return str(error)
    votes = export.votes
    figures = (votes.participants, votes.statements, votes.rows, votes.columns, votes.values, votes.first, votes.times)
    return export.repeated, [None if part is None else part.tolist() for part in figures]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TABLES, st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from([0, 1]), st.sampled_from([3, 40, 1 << 22]))
def test_both_readers_agree_on_any_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: list[str], end: str, ended: int, block: int
) -> None:
    monkeypatch.setattr(plain, "_BLOCK", block)
    (tmp_path / "v.csv").write_bytes((end.join([HEAD, *rows]) + end * ended).encode())
    fast = told(tmp_path / "v.csv")

    with monkeypatch.context() as careful:
        careful.setattr(io, "plain_columns", lambda *_: None)
        assert told(tmp_path / "v.csv") == fast


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_plain_file_is_read_by_the_fast_reader(tmp_path: Path, end: str) -> None:
    text = end.join(["\ufeffnote,comment-id,voter-id,vote", "a,1,20,-1", "b,2,3,0"]).encode()
    (tmp_path / "v.csv").write_bytes(text)
    (tmp_path / "v.csv.gz").write_bytes(gzip.compress(text))

    for name in ("v.csv", "v.csv.gz"):
        read = plain_columns(tmp_path / name, ("comment-id", "voter-id", "vote"), ("timestamp",))
        assert read is not None
        assert {column: figures.tolist() for column, figures in read.items()} == {
            "comment-id": [1, 2],
            "voter-id": [20, 3],
            "vote": [-1, 0],
        }


def test_lines_of_unequal_width_need_the_careful_reader(tmp_path: Path) -> None:
    (tmp_path / "v.csv").write_text(f"{HEAD}\n1,2,3,1,\n1,2,3\n1,2,3,1,x,y,z\n", encoding="utf-8")

    assert plain_columns(tmp_path / "v.csv", ("vote",)) is None
    assert told(tmp_path / "v.csv") == told(tmp_path / "v.csv")
    with pytest.raises(VotesError, match="3行目"):
        read_votes(tmp_path / "v.csv")


@pytest.mark.parametrize("cell", ["", "-", "1234567890123456789", "x", "-0"])
def test_what_is_no_plain_number_needs_the_careful_reader(tmp_path: Path, cell: str) -> None:
    (tmp_path / "v.csv").write_text(f"{HEAD}\n1,2,3,{cell},\n", encoding="utf-8")

    assert plain_columns(tmp_path / "v.csv", ("vote",)) is None


def test_a_vote_on_an_unknown_statement_is_named_by_its_row(tmp_path: Path) -> None:
    (tmp_path / "v.csv").write_text(f"{HEAD}\n1,2,3,1,\n1,9,3,1,\n", encoding="utf-8")
    (tmp_path / "c.csv").write_text("comment-id,moderated,comment-body\n2,1,text\n", encoding="utf-8")

    assert "3行目 comment-id" in str(told(tmp_path / "v.csv", tmp_path / "c.csv"))


def test_millions_of_rows_are_kept_as_figures_only(tmp_path: Path) -> None:
    rows = 20_000
    (tmp_path / "v.csv").write_text(
        f"{HEAD}\n" + "".join(f"{at},{at % 50},{at // 50},{at % 3 - 1},\n" for at in range(rows)), encoding="utf-8"
    )

    votes = read_votes(tmp_path / "v.csv").votes

    assert votes.count == rows
    assert votes.times is not None
    assert np.array_equal(np.sort(votes.times), np.arange(rows))
