"""Similar texts at scale, beside a plain evaluation of the formula and what the machine could do at best.

    python benchmarks/textmatch/run.py [--small]              the index in memory
    python benchmarks/textmatch/run.py --database [--small]   the index in the migrated database of DATABASE_URL;
                                                              what it enters is undone

The peer is the formula as a reader would write it: for each document, for each term of the query. The limit is the time
to read the query's postings and the documents' lengths once at the machine's copying speed.
"""

import argparse
import math
import os
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

import django
import numpy as np

from dejiro.cores.textmatch import CHARACTERS, Document, Index
from dejiro.cores.textmatch.text import fold

if TYPE_CHECKING:
    from dejiro.foundation.organizations.models import Organization

THINGS = """
端末 パソコン タブレット 公印 道路台帳 住民票 税証明 申請書 会議録 電子契約 電子決裁 庁内ネットワーク
無線LAN 仮想デスクトップ 複合機 防災無線 避難所 備蓄品 ごみ収集 粗大ごみ 図書館 学校給食 保育所 学童保育
子育て支援 介護認定 国民健康保険 後期高齢者 予防接種 健康診断 窓口予約 コールセンター 公式サイト 広報紙
オープンデータ 地図情報 固定資産 償却資産 ふるさと納税 水道料金 下水道 街路灯 公園遊具 橋りょう点検 除雪
鳥獣被害 空き家 移住相談 観光案内 施設予約 入札 契約管理 財務会計 人事給与 勤怠管理 文書管理 生成AI
音声認識 議事録作成 ノーコード RPA セキュリティ研修 標準化 ガバメントクラウド マイナンバー 公金収納
キャッシュレス
"""
ACTS = """
更新 共同購入 導入 廃止 見直し 委託 電子化 標準化 一元化 調達 検証 研修 運用 改善 共同利用 比較 再構築
縮小 拡大 試行
"""
REASONS = """
職員が足りず 予算が限られ 契約の満了が近く 住民から要望があり 議会で指摘があり 機器が古く 法改正があり
近隣と足並みをそろえたく 手作業が多く 様式がばらばらで 費用が高く 災害に備えて 問い合わせが増え
担当が一人しかおらず
"""
ENDS = """
進め方を相談したい。 仕様書の例がほしい。 近隣の状況を知りたい。 費用の目安を教えてほしい。
一緒に進める団体を探している。 来年度の予算要求に間に合わせたい。 効果の測り方を知りたい。
ほかの団体の事例を参考にしたい。
"""
PLACES = [
    f"{first}{second}{kind}" for first in "東西南北中上下大小新" for second in "山川田野原島沢浜" for kind in "市町村"
]


def texts(number: int) -> Iterator[str]:
    """Yield fictional consultations of 60 to 200 characters; things and places follow Zipf's law."""
    chance, things = random.Random(1), THINGS.split()
    weights = [1 / rank for rank in range(1, len(things) + 1)]
    places = [1 / rank for rank in range(1, len(PLACES) + 1)]
    for _ in range(number):
        yield "".join(
            f"{chance.choices(PLACES, places)[0]}では{chance.choices(things, weights)[0]}の"
            f"{chance.choice(ACTS.split())}について、"
            f"{chance.choice(REASONS.split())}、令和{chance.randint(6, 12)}年度に{chance.randint(2, 900)}件を見込む。"
            f"{chance.choice(ENDS.split())}"
            for _ in range(chance.randint(1, 3))
        )


def median_ms(
    act: Callable[[str], object], queries: Sequence[str], clock: Callable[[], float] = time.perf_counter
) -> float:
    """Return the median time of one call in milliseconds."""
    spent = []
    for query in queries:
        started = clock()
        act(query)
        spent.append((clock() - started) * 1000)
    return statistics.median(spent)


def naive(query: str, counts: Sequence[Counter[str]]) -> list[float]:
    """Evaluate the formula document by document."""
    asked = Counter(CHARACTERS.terms(fold(query)))
    average = sum(document.total() for document in counts) / len(counts)
    idf = {}
    for term in asked:
        df = sum(term in document for document in counts)
        idf[term] = math.log(1 + (len(counts) - df + 0.5) / (df + 0.5))

    def one(found: Counter[str]) -> float:
        base = 1.2 * (0.25 + 0.75 * found.total() / average)
        return sum(idf[term] * found[term] * 2.2 / (found[term] + base) for term in asked)

    own = one(asked)
    return [one(document) / own for document in counts]


def copying_speed() -> float:
    """Return bytes a second that numpy copies."""
    block = np.zeros(50_000_000, dtype=np.uint8)
    block.copy()
    started = time.perf_counter()
    block.copy()
    return block.nbytes / (time.perf_counter() - started)


def memory(number: int) -> None:
    """Measure the index in memory."""
    documents = [Document(str(key), text) for key, text in enumerate(texts(number))]
    queries = [document.text for document in random.Random(2).sample(documents, 50)]
    short = [query[query.find("では") + 2 :].split("について")[0] for query in queries]
    started = time.perf_counter()
    index = Index(documents, fields=(CHARACTERS,))
    built = time.perf_counter() - started
    print(f"{number} documents entered in {built:.2f} s ({number / built:.0f}/s)")
    counts = [Counter(CHARACTERS.terms(fold(document.text))) for document in documents]
    for name, asked in (("short", short), ("whole text", queries)):
        took = median_ms(lambda query: index.search(query, limit=20), asked)
        peer = median_ms(lambda query: naive(query, counts), asked[:2])
        read = statistics.median(postings_bytes(index, query) for query in asked) + 4 * number
        limit = read / copying_speed() * 1000
        print(f"{name}: {took:.2f} ms; plain formula {peer:.0f} ms; limit {limit:.2f} ms ({read / 1e6:.1f} MB)")
        expected = naive(asked[0], counts)
        assert all(math.isclose(hit.score, expected[int(hit.key)]) for hit in index.search(asked[0], limit=20))
    changed = random.Random(3).sample(documents, 200)
    took = median_ms(lambda key: index.update(Document(key, changed[0].text)), [each.key for each in changed])
    print(f"{took:.2f} ms a change")


def postings_bytes(index: Index, query: str) -> int:
    """Return how many bytes the query's postings fill."""
    postings = index._fields[0].postings
    return 8 * sum(len(postings[term].slots) for term in set(CHARACTERS.terms(fold(query))) if term in postings)


def database(number: int) -> None:
    """Measure the index in the database, inside a transaction that is undone."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dejiro.config.settings")
    django.setup()
    from django.db import connection, transaction  # noqa: PLC0415  # after the settings

    with transaction.atomic():
        with_database(number)
        transaction.set_rollback(True)
    connection.close()


def with_database(number: int) -> None:
    """Fill, analyse, ask."""
    from django.db import connection  # noqa: PLC0415  # after the settings

    from dejiro.foundation.accounts.actors import Actor  # noqa: PLC0415  # after the settings
    from dejiro.foundation.accounts.models import Role  # noqa: PLC0415  # after the settings
    from dejiro.foundation.organizations.models import Organization  # noqa: PLC0415  # after the settings
    from dejiro.foundation.search.selectors import search, similar  # noqa: PLC0415  # after the settings
    from dejiro.foundation.search.services import index, unindex  # noqa: PLC0415  # after the settings

    area = Organization.objects.create(code="999999", name="計測県", kind="prefecture", valid_from=date(2000, 1, 1))
    asked = list(texts(number))
    started = time.perf_counter()
    fill(area, asked)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{connection.vendor}: {number} documents in {time.perf_counter() - started:.0f} s")
    actor = Actor(organization=area, roles=frozenset({Role.MEMBER}))
    queries = random.Random(2).sample(asked, 40)
    short = [query[query.find("では") + 2 :].split("について")[0] for query in queries]
    search(actor, short[0])
    for name, act, given in (
        ("search, short", lambda query: search(actor, query), short),
        ("search, whole text", lambda query: search(actor, query), queries),
        ("similar, whole text", lambda query: similar(actor, query, kinds=["need"]), queries),
    ):
        wall, cpu = median_ms(act, given), median_ms(act, given, time.process_time)
        print(f"{name}: {wall:.1f} ms, of these {cpu:.1f} ms in the worker")

    def enter(query: str) -> None:
        index(kind="x", key=1, area=area, organization=None, public=True, title="計測", text=query, url="/")
        unindex("x", 1)

    wall, cpu = median_ms(enter, queries), median_ms(enter, queries, time.process_time)
    print(f"enter and take out: {wall:.1f} ms, of these {cpu:.1f} ms in the worker")


def fill(area: "Organization", asked: Sequence[str]) -> None:
    """Enter many documents at once, the way `index` would one by one."""
    from dejiro.foundation.search import terms  # noqa: PLC0415  # after the settings
    from dejiro.foundation.search.models import Content, Corpus, Document, Posting, Term  # noqa: PLC0415

    ids: dict[str, int] = {}
    seen: Counter[int] = Counter()
    totals: Counter[str] = Counter()
    for start in range(0, len(asked), 2000):
        block = asked[start : start + 2000]
        counts = [terms.count(text) for text in block]
        new = sorted({term for count in counts for found in count.values() for term in found} - ids.keys())
        ids |= {term.text: term.pk for term in Term.objects.bulk_create([Term(area=area, text=text) for text in new])}
        rows = [
            Document(
                kind="need" if (start + place) % 4 == 0 else "voice",
                key=start + place,
                area=area,
                public=place % 3 > 0,
                **{name: found.total() for name, found in count.items()},
            )
            for place, count in enumerate(counts)
        ]
        documents = Document.objects.bulk_create(rows)
        Content.objects.bulk_create(
            [Content(document=d, title=t[:60], text=t, url="/") for d, t in zip(documents, block, strict=True)]
        )
        postings = []
        for document, count in zip(documents, counts, strict=True):
            for name, found in count.items():
                totals[name] += found.total()
                for term, frequency in found.items():
                    seen[ids[term]] += 1
                    postings.append(Posting(term_id=ids[term], document=document, frequency=frequency))
        Posting.objects.bulk_create(postings, batch_size=10_000)
    Term.objects.bulk_update(
        [Term(pk=pk, documents=number) for pk, number in seen.items()], ["documents"], batch_size=500
    )
    Corpus.objects.update_or_create(
        area=area, defaults={"documents": len(asked), "words": 0, "characters": 0, **totals}
    )


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", action="store_true", help="a few seconds")
    parser.add_argument("--database", action="store_true", help="measure the index in the database")
    arguments = parser.parse_args()
    if arguments.database:
        database(2_000 if arguments.small else 80_000)
    else:
        memory(2_000 if arguments.small else 100_000)


if __name__ == "__main__":
    main()
