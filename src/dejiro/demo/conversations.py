"""The cast's conversations: a real one that took place elsewhere, one that runs, one by invitation, and a draft.

All but the first are 架空, and so is everybody who votes in them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dejiro.apps.lab.services import ImportTerms
from dejiro.apps.lab.terms import ConversationTerms
from dejiro.foundation.clock import JST

UBER: Final = ImportTerms(
    title="UberX 自用車載客（台湾・vTaiwan、2015年）",
    question="自家用車による有料の送迎（UberX）を、どう扱うとよいですか。",
    background=(
        "台湾の vTaiwan で2015年に行われた、実際の対話です。1,921人が、意見に賛成・反対・パスで答えました。\n"
        "意見の文は、もとの中国語のままです。結果は、公開された投票データから、この場所で計算し直したものです。"
    ),
    credit=(
        "Data was gathered using the Polis software (compdemocracy.org/polis) and is sub-licensed under CC BY 4.0 with "
        "Attribution to The Computational Democracy Project. The data and more information about how the data was "
        "collected can be found at compdemocracy.org/case-studies."
    ),
    words=(
        "ほかの国の対話を、使い方の例として載せています。参加した団体が受け止めを述べたものではありません。"
        "台湾では、この対話の後に、配車サービスの法令が見直されました。"
    ),
)


def day(year: int, month: int, date: int, hour: int = 9) -> datetime:
    """Return a moment in Japan."""
    return datetime(year, month, date, hour, tzinfo=JST)


@dataclass(frozen=True)
class Seed:
    """A statement, how gladly everybody agrees (-1 to 1), and how far the two camps pull (positive: the first does)."""

    text: str
    common: float
    pull: float = 0.0


OFFICE: Final = (
    Seed("手続きの前に、電話をしないで必要な書類が分かるようにしてほしい", 1.1),
    Seed("申請書に、住所と名前を何度も書かせないでほしい", 1.3),
    Seed("スマートフォンだけで終わる手続きを増やしてほしい", 0.2, 1.1),
    Seed("どの手続きにも、紙の方法を必ず残してほしい", 0.3, -1.1),
    Seed("役場へ行けない人のために、月に一度は職員が集会所へ来てほしい", 0.9, -0.3),
    Seed("窓口の混み具合を、家から見られるようにしてほしい", 0.7, 0.4),
    Seed("平日の昼に行けないので、夜の窓口がほしい", 0.3, 0.7),
    Seed("窓口の時間を延ばすより、職員が休めるようにしてほしい", -0.1, -0.8),
    Seed("マイナンバーカードで、書かない窓口にしてほしい", 0.1, 1.0),
    Seed("機械ではなく、人に説明してほしい", 0.2, -1.0),
    Seed("説明は、やさしい日本語で書いてほしい", 1.0),
    Seed("外国語で相談できる日を決めてほしい", 0.5),
    Seed("支所は、今の数のまま残してほしい", 0.1, -0.9),
    Seed("支所を減らしてでも、移動窓口の車を走らせてほしい", -0.2, 0.9),
    Seed("証明書は、コンビニで取れれば十分だ", -0.1, 0.9),
    Seed("手続きが終わったら、いつ届くかを知らせてほしい", 1.0),
    Seed("となりの市や町の窓口でも、手続きができるようにしてほしい", 0.7, 0.2),
    Seed("町の職員は、これ以上減らさないでほしい", 0.4, -0.6),
    Seed("人工知能が質問に答える仕組みを入れてほしい", -0.2, 0.8),
    Seed("困ったときの電話番号を、大きな字で一つだけ載せてほしい", 1.0, -0.2),
)
OFFICE_TERMS: Final = ConversationTerms(
    title="町の窓口のこれから",
    question="町の窓口を、どう変えると使いやすくなりますか。",
    background=(
        "来年度、窓口のやり方を見直します。まだ何も決まっていません。\n"
        "みなさんの答えを見て、12月に案をまとめ、その理由と一緒に公表します。取り入れないことも、理由を公表します。"
    ),
    policy="open",
    takes_statements=True,
    closes_at=day(2026, 11, 1, 0),
    seeds=tuple(seed.text for seed in OFFICE),
)
SCHOOL_TERMS: Final = ConversationTerms(
    title="中学校の端末の持ち帰り",
    question="中学校の学習用端末を、家でどう使うとよいですか。",
    background="招待状を受け取った保護者の方に聞いています。一つの招待コードで、一人が答えられます。",
    policy="codes",
    takes_statements=True,
    closes_at=day(2026, 10, 25, 0),
    seeds=(
        "毎日、家に持ち帰ってほしい",
        "宿題のあるときだけ、持ち帰ってほしい",
        "夜9時からは使えないようにしてほしい",
        "家での使い方は、家庭で決めたい",
        "家に通信がない子には、学校で使う時間をとってほしい",
    ),
)
BUS_TERMS: Final = ConversationTerms(
    title="予約で走るバス",
    question="予約で走る小さなバスは、どんな乗り方なら使えますか。",
    background="",
    policy="registered",
    takes_statements=True,
    closes_at=day(2026, 12, 1, 0),
    seeds=("電話でも予約したい", "前の日までに予約を終えるのは難しい", "駅と病院をまっすぐ結んでほしい"),
)
ADDED: Final = (
    ("雨の日に並ばなくてよいように、番号札を家から取りたい", "approve", ""),
    ("窓口の○○さんを代えてほしい", "personal", "職員の名前があります"),
    ("病院をもっと増やしてほしい", "off_topic", "窓口のことを聞いています"),
    ("町の車で、家まで書類を届けてほしい", "", ""),
)
# What residents wrote when the town asked for comments on its plan, as the table in which it was gathered.
COMMENTS: Final = """受付番号,意見
1,平日は仕事で役場に行けません。土曜の午前だけでも窓口を開けてほしいです。
2,仕事があるので平日は行けない。土曜の午前だけでも窓口を開けてほしい。
3,引っ越しのとき、四つの窓口を回りました。一か所で済むようにしてください。赤ちゃんを連れて回るのは大変でした。
4,機械ばかりになるのは心配です。相談できる人を残してください。
5,機械だけになるのは心配。相談できる人を残してほしい。
6,駐車場の入口が分かりにくいです。
"""
CUT: Final = (
    (2, "土曜の午前だけでも、窓口を開けてほしい"),
    (5, "機械を増やしても、相談できる人を窓口に残してほしい"),
)
