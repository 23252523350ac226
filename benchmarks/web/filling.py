"""Fills a database with as much as the nation could have, in bulk: the services would take hours for it."""

# ruff: noqa: E402  # Django must be set up before its models are imported
import argparse
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import django

django.setup()

from django.core.management import call_command
from django.db import connection

from dejiro.apps.commitments import outlooks
from dejiro.apps.commitments.models import Commitment, Round, Tier
from dejiro.apps.needs.models import Need, NeedVoice, Voice
from dejiro.demo.cast import cast_load
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import SYSTEM
from dejiro.foundation.accounts.models import User
from dejiro.foundation.notices.models import DeskItem
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.services import bodies_load
from dejiro.foundation.search.models import Content, Corpus, Document, Posting, Term
from dejiro.foundation.search.terms import count

BATCH = 5000
SUBJECTS = (
    "窓口",
    "端末",
    "回線",
    "会議録",
    "電子契約",
    "研修",
    "避難所",
    "メール",
    "照会",
    "予約",
    "税務",
    "子育て",
    "介護",
    "道路",
)
WISHES = (
    "を安くしたい",
    "の更新を急ぎたい",
    "を共同で使いたい",
    "の手間を減らしたい",
    "の事故を防ぎたい",
    "を住民に見せたい",
)
PLACES = ("山間部", "島しょ", "本庁舎", "支所", "図書館", "学校", "保健所", "公民館", "消防署", "水道局")
REASONS = (
    "担当者が一人しかいない",
    "費用が年々増えている",
    "契約が来年度で切れる",
    "住民から要望がある",
    "議会で質問があった",
    "国の通知が出た",
)


@dataclass(frozen=True)
class Size:
    """How much."""

    needs: int
    commitments: int
    desk_items: int


FULL = Size(needs=20_000, commitments=200_000, desk_items=50_000)
SMALL = Size(needs=1_000, commitments=10_000, desk_items=2_500)


def main() -> int:
    """Fill the empty database of `DATABASE_URL`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a twentieth of the size")
    call_command("migrate", verbosity=0)
    started = time.perf_counter()
    fill(SMALL if parser.parse_args().small else FULL)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(f"filled in {time.perf_counter() - started:.0f} s", flush=True)
    return 0


def fill(size: Size) -> None:
    """Make bodies, people, needs, voices, rounds, commitments, desk items and the search index."""
    draw = random.Random(20261005)
    bodies_load(actor=SYSTEM)
    cast_load()
    tokyo = Organization.objects.get(code="130001", valid_to=None)
    municipalities = list(Organization.objects.filter(kind="municipality", valid_to=None))
    Organization.objects.filter(pk__in=[body.pk for body in municipalities]).update(area=tokyo)
    author = User.objects.get(email="coordinator@example.lg.jp")
    needs = _needs(draw, size, tokyo, author)
    _voices(draw, needs, municipalities, tokyo, author)
    _rounds(draw, size, needs, municipalities, tokyo, author)
    _desk(draw, size, municipalities)
    _index(needs, tokyo)


def _needs(draw: random.Random, size: Size, area: Organization, author: User) -> list[Need]:
    now = clock.now()
    rows = [
        Need(
            area=area,
            title=f"{draw.choice(PLACES)}の{draw.choice(SUBJECTS)}{draw.choice(WISHES)}（{number}）",
            summary="。".join(draw.sample(REASONS, 3))
            + f"。{draw.choice(SUBJECTS)}と{draw.choice(SUBJECTS)}を合わせて考える。",
            category=draw.choice(("devices", "software", "network", "security", "systems")),
            status=draw.choice(("candidate", "adopted", "committed", "solved")),
            bodies_required=2,
            created_by=author,
            created_at=now - timedelta(hours=number),
        )
        for number in range(size.needs)
    ]
    return Need.objects.bulk_create(rows, batch_size=BATCH)


def _voices(
    draw: random.Random, needs: list[Need], bodies: list[Organization], area: Organization, author: User
) -> None:
    now = clock.now()
    wanted = [(need, body) for need in needs for body in draw.sample(bodies, 3)]
    voices = Voice.objects.bulk_create(
        [
            Voice(
                kind="idea",
                status="linked",
                area=area,
                organization=body,
                author=author,
                category=need.category,
                title=need.title,
                body=draw.choice(REASONS),
                created_at=now,
            )
            for need, body in wanted
        ],
        batch_size=BATCH,
    )
    NeedVoice.objects.bulk_create(
        [NeedVoice(need=need, voice=voice, joined_at=now) for (need, _body), voice in zip(wanted, voices, strict=True)],
        batch_size=BATCH,
    )


def _rounds(  # noqa: PLR0917  # the stage of a benchmark
    draw: random.Random, size: Size, needs: list[Need], bodies: list[Organization], area: Organization, author: User
) -> None:
    count_of_rounds = max(1, size.commitments // len(bodies))
    for need in needs[:count_of_rounds]:
        round_ = Round.objects.create(
            area=area,
            need=need,
            title=need.title[:100],
            object="端末と管理サービス",
            scheme="A",
            unit="台",
            months=36,
            fixed_cost=5_000_000,
            fixed_share={"equal": "1/2", "weight": "1/2"},
            starts=["2027-04", "2027-07"],
            minimum_members=2,
            minimum_authority=2,
            closes_at=clock.now() + timedelta(days=14),
            measure="時間",
            measure_unit="分",
            measure_method="平均",
            direction="lower",
            contact=author,
            status="open",
            created_at=clock.now(),
        )
        Tier.objects.bulk_create(
            Tier(round=round_, min_quantity=1 + 20_000 * step, unit_price=3600 - 150 * step) for step in range(8)
        )
        _commitments(draw, round_, bodies, author)
        outlooks.refresh(round_)


def _commitments(draw: random.Random, round_: Round, bodies: list[Organization], author: User) -> None:
    now = clock.now()
    Commitment.objects.bulk_create(
        [
            Commitment(
                round=round_,
                organization=body,
                quantity=draw.randint(5, 400),
                max_unit_price=draw.randint(2600, 6000),
                starts=draw.choice((["2027-04"], ["2027-07"], ["2027-04", "2027-07"])),
                min_members=draw.choice((1, 1, 5)),
                authority=draw.randint(2, 5),
                baseline=Decimal(draw.randint(5, 20)),
                baseline_on=clock.today(),
                baseline_source="記録",
                status="in_force",
                prepared_by=author,
                prepared_at=now,
                approved_by=author,
                approved_at=now,
            )
            for body in bodies
        ],
        batch_size=BATCH,
    )


def _desk(draw: random.Random, size: Size, bodies: list[Organization]) -> None:
    own = Organization.objects.get(code="133086", valid_to=None)
    now = clock.now()
    DeskItem.objects.bulk_create(
        [
            DeskItem(
                organization=own if number < 40 else draw.choice(bodies),  # a full desk
                kind="round.answer",
                subject=f"commitments.round:{number}",
                title=f"参加するか答える：{draw.choice(SUBJECTS)}",
                url="/rounds/1/",
                due_at=now + timedelta(hours=draw.randint(-40, 400)),
                opened_at=now,
            )
            for number in range(size.desk_items)
        ],
        batch_size=BATCH,
    )


def _index(needs: list[Need], area: Organization) -> None:
    texts = [f"{need.title}\n{need.summary}" for need in needs]
    counts = [count(text) for text in texts]
    documents = Document.objects.bulk_create(
        [
            Document(
                kind="need",
                key=need.pk,
                area=area,
                public=True,
                characters=found["characters"].total(),
                words=found["words"].total() if "words" in found else 0,
            )
            for need, found in zip(needs, counts, strict=True)
        ],
        batch_size=BATCH,
    )
    Content.objects.bulk_create(
        [
            Content(document=document, title=need.title, text=need.summary, url=f"/needs/{need.pk}/")
            for document, need in zip(documents, needs, strict=True)
        ],
        batch_size=BATCH,
    )
    _postings(area, documents, counts)
    Corpus.objects.create(
        area=area,
        documents=len(documents),
        characters=sum(document.characters for document in documents),
        words=sum(document.words for document in documents),
    )


def _postings(area: Organization, documents: list[Document], counts: list[dict[str, Counter[str]]]) -> None:
    frequencies = [{term: times for terms in found.values() for term, times in terms.items()} for found in counts]
    standing = Counter(term for found in frequencies for term in found)
    terms = Term.objects.bulk_create(
        [Term(area=area, text=text, documents=number) for text, number in sorted(standing.items())], batch_size=BATCH
    )
    ids = {term.text: term.pk for term in terms}
    rows = [
        Posting(term_id=ids[term], document=document, frequency=times)
        for document, found in zip(documents, frequencies, strict=True)
        for term, times in found.items()
    ]
    Posting.objects.bulk_create(rows, batch_size=20_000)


if __name__ == "__main__":
    sys.exit(main())
