"""The cast's joint purchases, in every state a round can have. All of it is 架空."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dejiro.apps.commitments.terms import RoundTerms
from dejiro.demo.sizes import access_points, staff
from dejiro.foundation.clock import JST

HALF: Final = {"equal": "1/2", "weight": "1/2"}


@dataclass(frozen=True)
class Promise:
    """A body's commitment: its units, its cap in yen a unit and month, its measure now, its months and conditions.

    `quantity` may follow from the population. Without `at` its place among the promises says when it was made.
    """

    who: str
    quantity: int | Callable[[int], int]
    cap: int | None
    baseline: str | None = None
    starts: tuple[str, ...] = ()
    authority: int = 2
    min_members: int = 1
    at: datetime | None = None
    waits: bool = False

    @property
    def approved(self) -> bool:
        """True when the chief approved it two hours later; an estimate (authority 1) needs no approval."""
        return not self.waits and self.authority > 1


@dataclass(frozen=True)
class Purchase:
    """A round and how far the cast has taken it; dates are days of its acts."""

    story: str
    terms: RoundTerms
    opened: datetime
    promises: tuple[Promise, ...]
    decided: datetime | None = None
    reason: str = ""
    started: datetime | None = None
    effects: tuple[tuple[str, str, str], ...] = ()
    measured: datetime | None = None
    adopted_by: str = ""


def day(year: int, month: int, number: int, hour: int = 10) -> datetime:
    """Return an hour of a day in Japan."""
    return datetime(year, month, number, hour, tzinfo=JST)


def closing(year: int, month: int, number: int) -> datetime:
    """Return the end of an office day."""
    return datetime(year, month, number, 17, 15, tzinfo=JST)


TABLETS: Final = Purchase(
    "tablets",
    RoundTerms(
        title="窓口用タブレット端末の共同調達",
        object="通信つきタブレット端末（10型以上）と、初期設定・紛失時の遠隔消去・故障時の交換を含む管理サービス。",
        specification="画面10型以上、通信量は月10GB以上。遠隔での設定と消去ができること。故障時は翌開庁日までに代替機を届けること。"
        "利用者の操作記録を1年間保存できること。",
        scheme="A",
        unit="台",
        months=36,
        tiers=((1, 3600), (200, 3200), (500, 2800), (1000, 2480)),
        fixed_cost=120_000,
        fixed_share=HALF,
        starts=("2027-04", "2027-07"),
        minimum_members=2,
        minimum_authority=2,
        closes_at=closing(2026, 10, 23),
        measure="窓口1件あたりの案内時間",
        measure_unit="分",
        measure_method="開庁日の5日間、案内の開始から終了までを記録し、平均する。",
        direction="lower",
    ),
    day(2026, 9, 14),
    (
        Promise("ome", 120, 3100, "12.4", ("2027-04", "2027-07"), 3),
        Promise("hachioji", 420, 3000, "9.8", ("2027-04",), 3, 3),
        Promise("akiruno", 90, 3200, "11.0", ("2027-04", "2027-07")),
        Promise("hinode", 30, 3400, "10.5", ("2027-07", "2027-04")),
        Promise("fussa", 50, 2900, None, ("2027-04",), 1),
        Promise("hachijo", 20, 3300, "13.1", ("2027-04",), at=day(2026, 9, 25, 9)),
        Promise("fussa", 60, 2900, "11.6", ("2027-04",), at=day(2026, 9, 28, 10)),
        Promise("fussa", 80, 2900, "11.6", ("2027-04",), at=day(2026, 9, 30, 15), waits=True),
        Promise("hinohara", 15, 3300, "14.0", ("2027-04",), at=day(2026, 10, 2, 15), waits=True),
    ),
)
MAIL: Final = Purchase(
    "mail",
    RoundTerms(
        title="メール誤送信対策サービスの共同調達",
        object="送信前の宛先確認、上長承認、添付ファイルの自動分離ができるメール誤送信対策サービス。",
        specification="LGWAN接続系のメールに対応すること。承認の対象を所属と宛先で絞れること。送信記録を3年間保存できること。",
        scheme="C",
        unit="人",
        months=60,
        tiers=((1, 300), (1000, 240), (4000, 180)),
        fixed_cost=90_000,
        fixed_share="weight",
        starts=("2027-01", "2027-04"),
        minimum_members=3,
        minimum_authority=2,
        closes_at=closing(2026, 10, 2),
        measure="年間の誤送信件数",
        measure_unit="件",
        measure_method="情報セキュリティ事故の報告書から、直近12か月のメール誤送信を数える。",
        direction="lower",
        capacity=8000,
    ),
    day(2026, 8, 31),
    (
        Promise("hachioji", staff, 260, "7", ("2027-01", "2027-04"), 3),
        Promise("fussa", staff, 320, "3", ("2027-01",)),
        Promise("mizuho", staff, 300, "4", ("2027-01", "2027-04")),
        Promise("chiyoda", staff, 270, "2", ("2027-01", "2027-04"), 3),
        Promise("ome", staff, 280, "5", ("2027-04",)),
        Promise("hinode", staff, 300, "1", ("2027-04",), at=day(2026, 10, 2, 15), waits=True),
    ),
)
WRITING: Final = Purchase(
    "writing",
    RoundTerms(
        title="文書作成支援（生成AI）の共同利用",
        object="LGWAN接続系から使える文書作成支援サービス。入力した情報を学習に使わないもの。",
        specification="入力情報を学習に使わないことを契約で定めること。利用記録を団体ごとに取り出せること。",
        scheme="C",
        unit="人",
        months=24,
        tiers=((1, 1500), (300, 1180), (1000, 940)),
        fixed_cost=150_000,
        fixed_share=HALF,
        starts=("2027-01", "2027-04"),
        minimum_members=2,
        minimum_authority=2,
        closes_at=closing(2026, 9, 18),
        measure="通知文1件あたりの作成時間",
        measure_unit="分",
        measure_method="同じ種類の通知文20件について、着手から決裁までの作業時間を記録し、平均する。",
        direction="lower",
    ),
    day(2026, 8, 3),
    (
        Promise("setagaya", 600, 1300, "38", ("2027-01", "2027-04"), 4),
        Promise("oshima", 60, 1400, "52", ("2027-01",)),
        Promise("hachijo", 80, 1500, "47", ("2027-01", "2027-04")),
        Promise("akiruno", 300, 1250, "41", ("2027-01",), 3),
        Promise("chiyoda", 260, 900, "24", ("2027-01",), 3),
    ),
    decided=day(2026, 9, 24),
    reason="5団体の約束のうち、条件を満たす4団体で成立とする。千代田区は単価の上限を超えるため今回は含まない。",
)
MEETING: Final = Purchase(
    "meeting",
    RoundTerms(
        title="ウェブ会議サービスの共同契約",
        object="同時利用数で契約するウェブ会議サービスと、会議室の標準機材の相談。",
        specification="同時利用数で契約できること。会議ごとに録画の可否を決められること。",
        scheme="D",
        unit="同時利用",
        months=36,
        tiers=((1, 5200), (20, 4300), (60, 3600)),
        fixed_cost=30_000,
        fixed_share="equal",
        starts=("2026-07",),
        minimum_members=2,
        minimum_authority=2,
        closes_at=closing(2026, 5, 29),
        measure="会議のための移動時間",
        measure_unit="時間/月",
        measure_method="旅行命令の記録から、会議を目的とする移動の時間を1か月分合計する。",
        direction="lower",
    ),
    day(2026, 4, 20),
    (
        Promise("hachijo", 12, 7000, "164", ("2026-07",), 3),
        Promise("oshima", 10, 7000, "142", ("2026-07",), 3),
        Promise("okutama", 8, 6800, "58", ("2026-07",)),
        Promise("hinohara", 6, 8000, "63", ("2026-07",)),
    ),
    decided=day(2026, 6, 5),
    reason="4団体すべてが条件を満たし、令和8年7月から開始する。",
    started=day(2026, 7, 1),
    effects=(("oshima", "61.5", "旅行命令簿（令和8年9月分）"),),
    measured=day(2026, 10, 1),
)
MINUTES: Final = Purchase(
    "minutes",
    RoundTerms(
        title="会議録作成支援サービスの共同利用",
        object="録音から会議録の下書きを作るサービス。固有名詞の辞書を参加団体で共有する。",
        specification="発言者を分けて書き起こせること。辞書を団体間で共有できること。録音は国内に保管し、確定後に消すこと。",
        scheme="C",
        unit="時間",
        months=24,
        tiers=((1, 2600), (100, 1900), (300, 1450)),
        fixed_cost=60_000,
        fixed_share="quantity",
        starts=("2026-04",),
        minimum_members=2,
        minimum_authority=2,
        closes_at=closing(2026, 1, 30),
        measure="会議録の公開までの日数",
        measure_unit="日",
        measure_method="直近10回の審議会について、開催日から公開日までの日数を平均する。",
        direction="lower",
    ),
    day(2025, 12, 1),
    (
        Promise("hachioji", 180, 2100, "34", ("2026-04",), 4),
        Promise("ome", 70, 2400, "40", ("2026-04",), 4),
        Promise("fussa", 40, 2500, "29", ("2026-04",), 3),
        Promise("mizuho", 25, 2600, "31", ("2026-04",)),
    ),
    decided=day(2026, 2, 6),
    reason="4団体で成立とする。300時間を超えたため、最も安い段階の単価となった。",
    started=day(2026, 4, 1),
    effects=(
        ("hachioji", "15.5", "会議録の公開簿"),
        ("ome", "13", "審議会事務の記録"),
        ("fussa", "18.2", "会議録の公開簿"),
        ("mizuho", "33", "総務課の集計。担当者の交代で、確認に時間がかかった。"),
    ),
    measured=day(2026, 8, 20),
    adopted_by="akiruno",
)
WIFI: Final = Purchase(
    "wifi",
    RoundTerms(
        title="庁内Wi-Fi保守の共同化",
        object="無線LAN機器の監視、翌営業日の交換、年2回の点検。",
        specification="監視は24時間。交換機は都内に在庫すること。",
        scheme="B",
        unit="台",
        months=60,
        tiers=((1, 1900), (400, 1650)),
        fixed_cost=280_000,
        fixed_share="equal",
        starts=("2027-04",),
        minimum_members=3,
        minimum_authority=2,
        closes_at=closing(2026, 7, 31),
        measure="無線LANの停止時間",
        measure_unit="時間/月",
        measure_method="監視記録から、1か月の停止時間を合計する。",
        direction="lower",
    ),
    day(2026, 6, 22),
    (
        Promise("hinode", access_points, 1800, "4.5", ("2027-04",)),
        Promise("mizuho", access_points, 1900, "3.0", ("2027-04",)),
        Promise("setagaya", access_points, 1700, "6.2", ("2027-04",), 3),
    ),
    decided=day(2026, 8, 7),
    reason="共通費用の分担を含む単価が、どの組み合わせでも各団体の上限を超えるため、不成立とする。保守の水準を見直して再募集を検討する。",
)
SIGNING: Final = Purchase(
    "signing",
    RoundTerms(
        title="電子契約サービスの共同利用",
        object="電子契約サービスと、契約の相手方への説明会。",
        specification="相手方に費用がかからないこと。長期の署名検証に対応すること。",
        scheme="B",
        unit="件",
        months=36,
        tiers=((1, 420), (100, 310), (300, 240)),
        fixed_cost=45_000,
        fixed_share="weight",
        starts=("2027-04", "2027-10"),
        minimum_members=3,
        minimum_authority=3,
        closes_at=closing(2026, 11, 27),
        measure="契約1件あたりの印紙と郵送の費用",
        measure_unit="円",
        measure_method="直近3か月の契約について、印紙と郵送の費用を合計し、件数で割る。",
        direction="lower",
    ),
    day(2026, 9, 28),
    (
        Promise("tottori_city", 260, 520, "1180", ("2027-04",), 3),
        Promise("chizu", 18, 900, "940", ("2027-04", "2027-10"), 3),
    ),
)
PURCHASES: Final = (MINUTES, MEETING, WIFI, WRITING, MAIL, TABLETS)
