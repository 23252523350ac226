"""The people of the cast: fictional, on the real bodies of Tokyo and Tottori. Tests and the demo know the same ones."""

from dataclasses import dataclass
from typing import Final

from dejiro.foundation.accounts.models import Role

PASSWORD: Final = "dejiro-demo-password"  # noqa: S105  # printed on the screen; production has no such people
DOMAIN: Final = "example.lg.jp"


@dataclass(frozen=True)
class Person:
    """A person of the cast. `key` names them in tests, `body` is the organization's code."""

    key: str
    name: str
    kana: str
    body: str
    unit: str
    roles: tuple[Role, ...]
    phone: str = ""

    @property
    def email(self) -> str:
        """The login."""
        return f"{self.key.replace('_', '-')}@{DOMAIN}"


@dataclass(frozen=True)
class Body:
    """A fictional body that acts beside the real ones."""

    code: str
    name: str
    kana: str
    kind: str
    area: str


TOKYO: Final = "130001"
TOTTORI: Final = "310000"
PLATFORM: Final = "9700150000014"
TOTTORI_PLATFORM: Final = "9700150000022"

BODIES: Final = (
    Body(PLATFORM, "東京共同デジタル機構（架空）", "とうきょうきょうどうでじたるきこう", "platform", TOKYO),
    Body(TOTTORI_PLATFORM, "因伯デジタル推進センター（架空）", "いんぱくでじたるすいしんせんたー", "platform", TOTTORI),
    Body("9700150000031", "あさぎ情報サービス株式会社（架空）", "あさぎじょうほうさーびす", "company", TOKYO),
    Body("9700150000049", "株式会社こだま通信（架空）", "こだまつうしん", "company", TOKYO),
    Body("9700150000057", "多摩まちづくり市民会議（架空）", "たままちづくりしみんかいぎ", "residents", TOKYO),
)

_MEMBER = (Role.MEMBER,)
_APPROVER = (Role.APPROVER,)
_ALONE = (Role.MEMBER, Role.ADMINISTRATOR)

PEOPLE: Final = (
    Person("okutama", "杉本 葵", "すぎもと あおい", "133086", "総務課情報係", _ALONE, "0428-00-1001"),
    Person("okutama_chief", "原島 一郎", "はらしま いちろう", "133086", "総務課", _APPROVER, "0428-00-1000"),
    Person("okutama_next", "大沢 晴", "おおさわ はる", "133086", "総務課", (), "0428-00-1002"),
    Person("ome", "田中 舞", "たなか まい", "132055", "情報システム課", _ALONE, "0428-00-2001"),
    Person("ome_chief", "木村 健", "きむら けん", "132055", "情報システム課", _APPROVER, "0428-00-2000"),
    Person("hinohara", "峰岸 実", "みねぎし みのる", "133078", "企画財政課", _ALONE, "042-000-3001"),
    Person("hinohara_chief", "清水 恵", "しみず めぐみ", "133078", "企画財政課", _APPROVER, "042-000-3000"),
    Person("hachioji", "小林 大輔", "こばやし だいすけ", "132012", "デジタル推進室", _ALONE, "042-000-4001"),
    Person("hachioji_chief", "高橋 京子", "たかはし きょうこ", "132012", "デジタル推進室", _APPROVER, "042-000-4000"),
    Person("akiruno", "宮田 陽", "みやた よう", "132284", "情報政策課", _ALONE, "042-000-5001"),
    Person("akiruno_chief", "石川 誠", "いしかわ まこと", "132284", "情報政策課", _APPROVER, "042-000-5000"),
    Person("hinode", "野口 彩", "のぐち あや", "133051", "総務課", _ALONE, "042-000-6001"),
    Person("hinode_chief", "森田 浩", "もりた ひろし", "133051", "総務課", _APPROVER, "042-000-6000"),
    Person("mizuho", "村上 空", "むらかみ そら", "133035", "企画課", _ALONE, "042-000-7001"),
    Person("mizuho_chief", "関谷 明", "せきや あきら", "133035", "企画課", _APPROVER, "042-000-7000"),
    Person("fussa", "岡本 翔", "おかもと しょう", "132187", "情報システム課", _ALONE, "042-000-8001"),
    Person("fussa_chief", "内山 文", "うちやま ふみ", "132187", "情報システム課", _APPROVER, "042-000-8000"),
    Person("setagaya", "藤井 真帆", "ふじい まほ", "131121", "ＤＸ推進担当課", _ALONE, "03-0000-1101"),
    Person("setagaya_chief", "坂本 隆", "さかもと たかし", "131121", "ＤＸ推進担当課", _APPROVER, "03-0000-1100"),
    Person("chiyoda", "伊藤 凛", "いとう りん", "131016", "デジタル政策課", _ALONE, "03-0000-1201"),
    Person("chiyoda_chief", "山口 徹", "やまぐち とおる", "131016", "デジタル政策課", _APPROVER, "03-0000-1200"),
    Person("oshima", "沖山 渚", "おきやま なぎさ", "133612", "政策推進課", _ALONE, "04992-0-1301"),
    Person("oshima_chief", "高田 昇", "たかだ のぼる", "133612", "政策推進課", _APPROVER, "04992-0-1300"),
    Person("hachijo", "菊池 航", "きくち わたる", "134015", "企画財政課", _ALONE, "04996-0-1401"),
    Person("hachijo_chief", "浅沼 幸", "あさぬま さち", "134015", "企画財政課", _APPROVER, "04996-0-1400"),
    Person(
        "coordinator",
        "佐藤 由美",
        "さとう ゆみ",
        TOKYO,
        "区市町村ＤＸ協働課",
        (Role.COORDINATOR, Role.ADMINISTRATOR),
        "03-0000-0001",
    ),
    Person(
        "coordinator_two", "鈴木 拓", "すずき たく", TOKYO, "区市町村ＤＸ協働課", (Role.COORDINATOR,), "03-0000-0002"
    ),
    Person("auditor", "中村 静", "なかむら しずか", TOKYO, "監査事務局", (Role.AUDITOR,), "03-0000-0003"),
    Person("expert", "渡辺 樹", "わたなべ いつき", PLATFORM, "専門人材室", (Role.EXPERT,), "03-0000-0101"),
    Person("expert_security", "加藤 蓮", "かとう れん", PLATFORM, "専門人材室", (Role.EXPERT,), "03-0000-0102"),
    Person("expert_network", "吉田 紬", "よしだ つむぎ", PLATFORM, "専門人材室", (Role.EXPERT,), "03-0000-0103"),
    Person("platform_admin", "山田 望", "やまだ のぞみ", PLATFORM, "総務室", (Role.ADMINISTRATOR,), "03-0000-0100"),
    Person("company", "松本 圭", "まつもと けい", "9700150000031", "営業部", (Role.COMPANY,), "03-0000-0201"),
    Person(
        "company_kodama", "井上 直", "いのうえ なお", "9700150000049", "公共営業部", (Role.COMPANY,), "03-0000-0202"
    ),
    Person("resident", "林 さくら", "はやし さくら", "9700150000057", "", (Role.RESIDENT,)),
    Person(
        "tottori_coordinator",
        "西尾 和",
        "にしお なごみ",
        TOTTORI,
        "デジタル局",
        (Role.COORDINATOR, Role.ADMINISTRATOR),
        "0857-00-0001",
    ),
    Person(
        "tottori_expert", "谷口 悠", "たにぐち ゆう", TOTTORI_PLATFORM, "専門人材室", (Role.EXPERT,), "0857-00-0101"
    ),
    Person("tottori_city", "福田 結", "ふくだ ゆい", "312011", "情報政策課", _ALONE, "0857-00-1001"),
    Person("tottori_city_chief", "前田 守", "まえだ まもる", "312011", "情報政策課", _APPROVER, "0857-00-1000"),
    Person("chizu", "国岡 岳", "くにおか がく", "313289", "企画課", _ALONE, "0858-00-2001"),
    Person("chizu_chief", "寺谷 梓", "てらたに あずさ", "313289", "企画課", _APPROVER, "0858-00-2000"),
    Person("wakasa", "矢部 光", "やべ ひかる", "313254", "総務課", _ALONE, "0858-00-3001"),
    Person("wakasa_chief", "小谷 忍", "こだに しのぶ", "313254", "総務課", _APPROVER, "0858-00-3000"),
)


@dataclass(frozen=True)
class Login:
    """A login that the demo prints."""

    name: str
    organization: str
    roles: str
    email: str


_SHOWN: Final = {
    "okutama": "奥多摩町",
    "okutama_chief": "奥多摩町",
    "coordinator": "東京都",
    "expert": "東京共同デジタル機構（架空）",
    "auditor": "東京都",
    "company": "あさぎ情報サービス株式会社（架空）",
    "resident": "多摩まちづくり市民会議（架空）",
    "tottori_coordinator": "鳥取県",
}


def logins() -> list[Login]:
    """Return the logins that `dejiro demo` prints, in the order of the story."""
    by_key = {person.key: person for person in PEOPLE}
    return [
        Login(by_key[key].name, body, "・".join(str(role.label) for role in by_key[key].roles), by_key[key].email)
        for key, body in _SHOWN.items()
    ]
