import argparse
import json
import re
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import jsonschema_rs
import pytest

from dejiro.cores.opinion.cli import add_arguments, run
from dejiro.cores.opinion.report import report
from dejiro.cores.opinion.tests.conversations import DATA

VOTES, COMMENTS = DATA / "london.votes.csv.gz", DATA / "london.comments.csv.gz"


def dejiro(*words: str | Path) -> int:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return run(parser.parse_args([str(word) for word in words]))


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("opinion") / "result.json"
    assert dejiro("analyze", VOTES, "--comments", COMMENTS, "--seed", "3", "--slate", "4", "-o", path) == 0
    return path


@pytest.mark.parametrize("mode", ["model", "reference"])
def test_a_result_follows_the_schema(mode: str, capsys: pytest.CaptureFixture[str]) -> None:
    schema = json.loads(files("dejiro.cores.opinion").joinpath("result.schema.json").read_text("utf-8"))

    assert dejiro("analyze", VOTES, "--comments", COMMENTS, "--mode", mode) == 0

    jsonschema_rs.validate(schema, json.loads(capsys.readouterr().out))


def test_a_published_result_can_be_checked_from_the_votes(result: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert dejiro("check", VOTES, result, "--comments", COMMENTS) == 0
    assert "同じ" in capsys.readouterr().out


def test_an_altered_result_is_found_out(result: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    altered = json.loads(result.read_bytes())
    altered["slate"]["statements"] = altered["slate"]["statements"][:3]
    (tmp_path / "altered.json").write_text(json.dumps(altered), encoding="utf-8")

    assert dejiro("check", VOTES, tmp_path / "altered.json", "--comments", COMMENTS) == 1

    told = capsys.readouterr().err
    assert "意見の数が違います: 3" in told
    assert "一字一句同じではありません" in told


class Page(HTMLParser):
    """Counts what a page holds."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not any(name.startswith("on") for name, _ in attrs)
        self.tags.append(tag)


def test_the_page_loads_nothing_and_names_nobody(result: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert dejiro("report", result, "--comments", COMMENTS, "--title", "<警察と若者>") == 0

    text = capsys.readouterr().out
    page = Page(text)
    assert not re.search(r"https?:|src=|href=|@import|url\(", text)
    assert (page.tags.count("h1"), page.tags.count("table")) == (1, 2)
    assert "&lt;警察と若者&gt;" in text
    assert "グループは描きません。意見を半分ずつ" in text
    assert "意見1<" not in text


def test_groups_that_can_be_trusted_are_drawn_with_letters_and_tables(result: Path) -> None:
    drawn = json.loads(result.read_bytes())
    drawn["reliability"]["draw"] = True
    drawn["groups"][1]["size"] = 4
    drawn["base_clusters"][0]["members"] = [1, 2, 3, 4, 5]
    drawn["notes"] = ["気をつけること"]

    text = report(drawn, {}, title="題")

    tags = Page(text).tags
    assert (tags.count("svg"), tags.count("circle"), tags.count("text")) == (1, 1, 1)
    assert "5人より少ないため" in text
    assert '<p class="note">気をつけること</p>' in text
    assert tags.count("table") == len(drawn["groups"]) + 1


def test_a_page_can_do_without_model_slate_and_reliability(result: Path) -> None:
    bare = json.loads(result.read_bytes()) | dict.fromkeys(("model", "slate", "reliability", "robustness"))

    text = report(bare, {}, title="題")

    assert "全グループの合意" in text
    assert "全体を代表する" not in text
    assert "一部の人を除く" not in text


def test_a_page_tells_what_changes_without_a_part_of_the_people(result: Path) -> None:
    told = json.loads(result.read_bytes())
    change = told["robustness"]["without"][1] | {"people": 7, "votes": 70, "slate_lost": [], "slate_gained": []}
    moved = {"consensus_lost": [3], "consensus_gained": [4]}
    told["robustness"]["without"] = [
        change | moved | {"kind": "influential", "label": ""},
        change | {"kind": "cohort", "label": "<若者>"},
        change | {"label": "4人の日", "people": 4},
    ]
    told["robustness"]["blocs"] = [{"people": [1, 2, 3, 4, 5], "votes": 9, "first": None, "last": None, "bits": 30}]

    text = report(told, {3: "<警察>"}, title="題")

    assert "影響の大きい5%の人（7人、70票）" in text
    assert "外れる: &lt;警察&gt;<br>加わる: 意見4" in text
    assert "&lt;若者&gt;（7人" in text
    assert "変わらない" in text
    assert "4人の日" not in text
    assert "ほとんど同じ人の集まりが1組（5人）" in text


def test_cohorts_are_left_out_one_by_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "c.csv").write_text("participant,cohort\n1,市外\n2,市外\n3,市内\n", encoding="utf-8")
    (tmp_path / "bad.csv").write_text("participant,cohort\n1,市外\n1,市内\n", encoding="utf-8")

    assert dejiro("analyze", VOTES, "--cohorts", tmp_path / "c.csv", "-o", tmp_path / "r.json") == 0
    found = json.loads((tmp_path / "r.json").read_bytes())["robustness"]["without"]
    assert [(one["label"], one["people"]) for one in found if one["kind"] == "cohort"] == [("市内", 1), ("市外", 2)]
    assert dejiro("check", VOTES, tmp_path / "r.json", "--cohorts", tmp_path / "c.csv") == 0
    assert dejiro("analyze", VOTES, "--cohorts", tmp_path / "bad.csv") == 2
    assert "3行目 participant: 重複しています: 1" in capsys.readouterr().err


def test_a_page_is_written_to_a_file(result: Path, tmp_path: Path) -> None:
    assert dejiro("report", result, "-o", tmp_path / "page.html") == 0
    assert "意見の地図" in (tmp_path / "page.html").read_text("utf-8")


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"format": "dejiro-opinion/1", "slate": null}'])
def test_what_is_no_result_is_refused(content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "no.json").write_text(content, encoding="utf-8")

    assert dejiro("report", tmp_path / "no.json") == 2
    assert dejiro("check", VOTES, tmp_path / "no.json") == 2
    assert "結果のファイルではありません" in capsys.readouterr().err


def test_bad_input_is_told_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "v.csv").write_text("voter-id,comment-id,vote\n1,2,3\n", encoding="utf-8")

    assert dejiro("analyze", tmp_path / "v.csv") == 2
    assert dejiro("analyze", tmp_path / "none.csv") == 2
    assert capsys.readouterr().err.startswith("2行目 vote: 読めない値です: '3'")


@pytest.mark.parametrize("words", [("--seed", "-1"), ("--slate", "0"), ("--slate", "x")])
def test_a_wrong_argument_is_refused(words: tuple[str, str]) -> None:
    with pytest.raises(SystemExit):
        dejiro("analyze", VOTES, *words)
