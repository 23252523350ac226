"""The specialists of the cast and what the bodies ask for in FY2027, drawn from a fixed seed. All of it is 架空."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from dejiro.apps.talent.entries import Entry, Terms
from dejiro.apps.talent.importing import PoolLine
from dejiro.apps.talent.models import Paper, Specialist
from dejiro.apps.talent.standards import Ask, Situation, roles, situations
from dejiro.foundation.organizations.models import Organization

SEED: Final = 2027
PEOPLE: Final = 60
REQUESTS: Final = 180
YEAR: Final = (date(2026, 4, 1), date(2028, 3, 31))
FIRST: Final = date(2027, 4, 5)
LAST_START: Final = 39
FAMILIES: Final = (
    "青柳 あおやぎ,秋庭 あきば,岩瀬 いわせ,植草 うえくさ,大槻 おおつき,柏木 かしわぎ,"
    "北条 ほうじょう,久我 くが,桑原 くわばら,"
    "小菅 こすげ,榊 さかき,篠原 しのはら,島津 しまづ,白石 しらいし,杉浦 すぎうら,瀬川 せがわ,高梨 たかなし,津田 つだ,"
    "土岐 とき,中里 なかざと"
)
GIVENS: Final = (
    "明日香 あすか,梓 あずさ,一真 かずま,楓 かえで,薫 かおる,慶 けい,空良 そら,匠 たくみ,"
    "千尋 ちひろ,遥 はるか,光 ひかる,真 まこと"
)
PROFILES: Final = (
    "自治体の基幹業務システムの移行を3件担当しました。",
    "民間企業で10年、開発とチームづくりを経験しました。",
    "調達仕様書の作成と、提案の評価を支援してきました。",
    "住民の声を聞きながら、画面と手続を作り直すのが得意です。",
)
KINDS: Final = ("staff", "staff", "fixed", "side", "side", "side", "lent")


def pool_lines(bodies: Sequence[Organization]) -> list[PoolLine]:
    """Return sixty specialists; the lent ones come from the bodies."""
    draw = random.Random(SEED)  # noqa: S311  # a cast, not a secret
    names = _names(draw)
    return [_line(draw, number, next(names), bodies) for number in range(1, PEOPLE + 1)]


def asked(bodies: Sequence[Organization]) -> list[tuple[Organization, Terms]]:
    """Return 180 requests for FY2027: one of each body, the rest by the size of the body."""
    draw = random.Random(SEED + 1)  # noqa: S311  # a cast, not a secret
    weights = [(body.population or 1) ** 0.5 for body in bodies]
    chosen = [*bodies, *draw.choices(bodies, weights=weights, k=REQUESTS - len(bodies))]
    return [(body, _terms(draw)) for body in chosen]


def _names(draw: random.Random) -> Iterator[tuple[str, str]]:
    families, givens = FAMILIES.split(","), GIVENS.split(",")
    pairs = [(family.split(), given.split()) for family in families for given in givens]
    draw.shuffle(pairs)
    for (family, family_kana), (given, given_kana) in pairs:
        yield f"{family} {given}", f"{family_kana} {given_kana}"


def _line(draw: random.Random, number: int, name: tuple[str, str], bodies: Sequence[Organization]) -> PoolLine:
    kind = draw.choice(KINDS)
    codes = draw.sample(list(roles()), k=draw.randint(1, 3))
    skills = tuple((code, draw.randint(2, 4) if not at else draw.randint(1, 3)) for at, code in enumerate(codes))
    onsite = draw.choice(("anywhere", "anywhere", "some", "remote"))
    entry = Entry(
        key=f"T-{number:03d}",
        name=name[0],
        kana=name[1],
        employment=kind,
        lender=draw.choice(bodies) if kind == Specialist.Employment.LENT else None,
        onsite=onsite,
        places=tuple(draw.sample(list(bodies), k=12)) if onsite == Specialist.Onsite.SOME else (),
        languages=draw.choice(("日本語", "日本語、英語", "日本語、日本手話")),
        profile=f"{draw.choice(PROFILES)}（架空の人物です）",
        max_parallel=draw.randint(2, 4),
    )
    half_days = draw.randint(2, 4) if kind == Specialist.Employment.SIDE else draw.randint(5, 9)
    return PoolLine(number, entry, skills, (*YEAR, half_days), _papers(draw, kind))


def _papers(draw: random.Random, kind: str) -> tuple[tuple[str, date], ...]:
    soon = date(2026, 11, 20) if draw.random() < 0.08 else YEAR[1]  # noqa: PLR2004  # one in twelve
    papers = [(str(Paper.Kind.NDA), YEAR[1])]
    if kind == Specialist.Employment.SIDE:
        papers += [(str(Paper.Kind.SIDE_JOB), soon), (str(Paper.Kind.INSURANCE), YEAR[1])]
    return tuple(papers)


def _terms(draw: random.Random) -> Terms:
    situation: Situation = draw.choice(list(situations().values()))
    ask: Ask = draw.choice(situation.asks)
    weeks = min(ask.weeks, draw.choice((8, 13, 26, 39)))
    starts_on = FIRST + timedelta(weeks=draw.randint(0, min(LAST_START, 51 - weeks)))
    return Terms(
        title=situation.name["ja"],
        problem=f"{situation.text}（架空の依頼です）",
        situation=situation.key,
        role=ask.role,
        level=max(ask.level - draw.randint(0, 1), 1),
        half_days=draw.choice((1, 2, 2, 3, 4)),
        starts_on=starts_on,
        weeks=weeks,
        supervisor="情報担当課長（架空）",
        onsite=draw.random() < 0.3,  # noqa: PLR2004  # three in ten
        priority=draw.choice((1, 1, 1, 2, 2, 3)),
        share_percent=draw.choice((100, 100, 50)),
    )
