"""One HTML file that shows an analysis: it loads nothing, and nobody in it can be told apart."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Final

from dejiro.cores.opinion.result import Json

FEWEST_SHOWN: Final = 5
"""Groups and circles of fewer people are not described."""
_SIZE: Final = 320
_MARKS: Final = ("A", "B", "C", "D", "E")
_FILLS: Final = ("#0017c1", "#c74700", "#197a4b", "#6c3fb5", "#595959")
_STYLE: Final = """
body{font-family:sans-serif;line-height:1.7;max-width:60rem;margin:0 auto;padding:1rem;color:#1a1a1a}
table{border-collapse:collapse;width:100%}caption{text-align:left;font-weight:bold}
th,td{border-bottom:1px solid #767676;padding:.4rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
.scroll{overflow-x:auto}.note{border-left:.3rem solid #0017c1;padding-left:1rem}svg{max-width:100%;height:auto}
"""
_PAGE: Final = """<!doctype html>
<html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title}</title><style>{style}</style></head><body><main><h1>{title}</h1>
{body}
</main></body></html>
"""


def report(result: Mapping[str, Json], texts: Mapping[int, str], *, title: str) -> str:
    """The page of an analysis.

    Args:
        result: what `result.document` or the JSON file holds.
        texts: of the statements, by id.
        title: heading of the page.
    """
    parts = [
        _counts(result),
        _notes(result),
        _consensus(result, texts),
        _slate(result, texts),
        _groups(result, texts),
        _robustness(result, texts),
    ]
    return _PAGE.format(title=escape(title), style=_STYLE, body="\n".join(parts))


def _counts(result: Mapping[str, Json]) -> str:
    counts = result["counts"]
    return (
        f"<p>参加者{counts['participants']:,}人、意見{counts['statements']:,}件、投票{counts['votes']:,}件。"
        f"このうち{counts['inside']:,}人の投票でグループを調べました。</p>"
    )


def _notes(result: Mapping[str, Json]) -> str:
    return "".join(f'<p class="note">{escape(note)}</p>' for note in result["notes"])


def _table(caption: str, heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = "".join(f'<th scope="col">{one}</th>' for one in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{caption}"><table><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _text(texts: Mapping[int, str], key: int) -> str:
    return escape(texts.get(key, f"意見{key}"))


def _shares(statement: Mapping[str, Json]) -> str:
    seen = max(statement["seen"], 1)
    return f"賛成{100 * statement['agree'] / seen:.0f}%、反対{100 * statement['disagree'] / seen:.0f}%（{seen:,}人）"


def _consensus(result: Mapping[str, Json], texts: Mapping[int, str]) -> str:
    """The ten statements that most bridge the camps; in reference mode by group-aware consensus."""
    model = result["model"]
    shown = [
        (model["bridging"][at] if model else one["group_aware_consensus"], at, one)
        for at, one in enumerate(result["statements"])
        if one["seen"] >= FEWEST_SHOWN and not one["rejected"] and not one["meta"]
    ]
    shown.sort(key=lambda entry: (-entry[0], entry[1]))
    rows = [
        (
            _text(texts, one["id"]),
            _shares(one),
            f"{value:.2f}" + (f"（{model['low'][at]:.2f}〜{model['high'][at]:.2f}）" if model else ""),
        )
        for value, at, one in shown[:10]
    ]
    heads = ("意見", "投票", "橋渡しの合意（90%の区間）" if model else "全グループの合意")
    return "<h2>立場をこえて賛成が多い意見</h2>" + _table("立場をこえて賛成が多い意見", heads, rows)


def _slate(result: Mapping[str, Json], texts: Mapping[int, str]) -> str:
    if result["slate"] is None:
        return ""
    slate = result["slate"]
    items = "".join(f"<li>{_text(texts, key)}</li>" for key in slate["statements"])
    return (
        f"<h2>全体を代表する{len(slate['statements'])}件</h2><p>同じ考えの人が参加者の{slate['size']}分の1以上いれば、"
        f"その人たちが賛成する意見が必ず入っています。証明はデータにあり、だれでも確かめられます。</p><ul>{items}</ul>"
    )


def _groups(result: Mapping[str, Json], texts: Mapping[int, str]) -> str:
    reliability = result["reliability"]
    if reliability is not None and not reliability["draw"]:
        return f'<h2>グループ</h2><p class="note">グループは描きません。{escape(reliability["reason"])}</p>'
    trust = ""
    if reliability is not None:
        trust = (
            f"<p>意見を半分ずつに分けて計算したときのグループの一致度は{reliability['statements_halved']:.2f}です。</p>"
        )
    return f"<h2>グループ</h2>{trust}{_map(result)}" + "".join(_group(one, texts) for one in result["groups"])


def _robustness(result: Mapping[str, Json], texts: Mapping[int, str]) -> str:
    """What changes without a part of the people; parts of fewer than five are not described."""
    robustness = result["robustness"]
    if robustness is None:
        return ""
    shown = [one for one in robustness["without"] if one["people"] >= FEWEST_SHOWN]
    rows = [
        (_part(one), _change(one, "consensus", texts), _change(one, "slate", texts), f"{one['rand']:.2f}")
        for one in shown
    ]
    heads = ("除いた投票", "合意の上位10件", "代表の意見", "グループの一致度")
    text = "<h2>一部の人を除くと結果は変わるか</h2>" + _table("一部の人を除くと結果は変わるか", heads, rows)
    people = sum(len(one["people"]) for one in robustness["blocs"])
    if people:
        text += (
            f'<p class="note">投票がほとんど同じ人の集まりが{len(robustness["blocs"])}組（{people:,}人）あります。'
            f"不正の証拠ではありませんが、確かめてください。</p>"
        )
    return text


def _part(one: Mapping[str, Json]) -> str:
    name = "影響の大きい5%の人" if one["kind"] == "influential" else one["label"]
    return f"{escape(name)}（{one['people']:,}人、{one['votes']:,}票）"


def _change(one: Mapping[str, Json], what: str, texts: Mapping[int, str]) -> str:
    signs = (("外れる: ", f"{what}_lost"), ("加わる: ", f"{what}_gained"))
    return "<br>".join(sign + _text(texts, key) for sign, name in signs for key in one[name]) or "変わらない"


def _map(result: Mapping[str, Json]) -> str:
    """Circles of at least five people each, marked by letter and colour."""
    circles = [one for one in result["base_clusters"] if len(one["members"]) >= FEWEST_SHOWN]
    reach = max((abs(value) for one in circles for value in one["centre"]), default=0) or 1
    drawn = "".join(_circle(one, reach) for one in circles)
    return (
        f'<svg viewBox="0 0 {2 * _SIZE} {2 * _SIZE}" width="{2 * _SIZE}" role="img" aria-label="意見の地図。'
        f'近い人ほど投票が似ています。グループの内容は下の表にあります。">{drawn}</svg>'
    )


def _circle(one: Mapping[str, Json], reach: float) -> str:
    x, y = (_SIZE + sign * 0.9 * _SIZE * value / reach for sign, value in zip((1, -1), one["centre"], strict=True))
    group, radius = one["group"] % len(_MARKS), 7 + len(one["members"]) ** 0.5
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{_FILLS[group]}"/>'
        f'<text x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle" font-size="12" fill="#fff">{_MARKS[group]}</text>'
    )


def _group(group: Mapping[str, Json], texts: Mapping[int, str]) -> str:
    name = f"グループ{_MARKS[group['id'] % len(_MARKS)]}"
    if group["size"] < FEWEST_SHOWN:
        return f"<h3>{name}</h3><p>{FEWEST_SHOWN}人より少ないため、内容は示しません。</p>"
    rows = [
        (
            _text(texts, one["id"]),
            "賛成" if one["side"] == "agree" else "反対",
            f"{one['trials']:,}人のうち{one['success']:,}人",
        )
        for one in group["representative"]
    ]
    caption = f"{name}（{group['size']:,}人）を表す意見"
    return f"<h3>{name}</h3>" + _table(caption, ("意見", "立場", "人数"), rows)
