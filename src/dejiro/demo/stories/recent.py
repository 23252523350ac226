"""What was said in the last days; it waits for triage, an expert, an answer or a rating. All of it is 架空."""

from datetime import datetime
from typing import Final

from dejiro.demo.stories.told import Said
from dejiro.foundation.clock import JST


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of 2026 in Japan."""
    return datetime(2026, month, day, hour, minute, tzinfo=JST)


RECENT: Final = (
    (
        "procedures",
        Said(
            "ome",
            "施設予約のキャンセル",
            "公共施設の予約の無断キャンセルを減らしたいです。",
            at=at(9, 28, 11),
        ),
    ),
    (
        "procedures",
        Said(
            "company_kodama",
            "窓口の混雑予報",
            "窓口の混雑を予測して知らせる仕組みを、実証させていただけないでしょうか。",
            kind="idea",
            at=at(9, 28, 15, 20),
        ),
    ),
    (
        "other",
        Said(
            "fussa",
            "庁舎の空調の更新",
            "庁舎の空調を、近隣の団体と一緒に更新できないでしょうか。",
            kind="idea",
            at=at(9, 29, 9, 40),
            declined="設備の更新は、この場で扱うデジタルの課題に当たりません。庁舎管理の担当者の連絡会を紹介しました。",
        ),
    ),
    (
        "procedures",
        Said(
            "resident",
            "ごみの分別の案内",
            "外国語を話す近所の人にも、ごみの分別がわかるようにしてほしいです。",
            kind="idea",
            at=at(9, 29, 13, 10),
        ),
    ),
    (
        "software",
        Said(
            "hachioji",
            "電子契約の規則",
            "電子契約に合わせた契約規則の改正例を探しています。",
            answer="都内で公表されている改正例を3つ添えます。押印の規定を電子署名に読み替える方式が、最も少ない改正で済みます。",
            at=at(9, 29, 16),
            rating=4,
        ),
    ),
    (
        "network",
        Said(
            "okutama",
            "避難所のWi-Fi",
            "避難所のWi-Fiを災害のときだけ開放したいのですが、ふだんの契約で足りるでしょうか。",
            answer="災害時だけ認証を外す設定が、今の機器でできます。回線の契約はそのままで足ります。手順書を添えます。",
            expert="expert_network",
            rating=None,
            at=at(9, 30, 10, 30),
            file="避難所の無線機器の一覧（架空）\n第一避難所 2台\n第二避難所 3台\n第三避難所 1台\n",
        ),
    ),
    (
        "procedures",
        Said(
            "oshima",
            "防災無線の聞き逃し",
            "防災無線の内容を、聞き逃した人がスマートフォンで確かめられるようにしたいです。",
            kind="idea",
            at=at(9, 30, 14),
        ),
    ),
    (
        "procedures",
        Said(
            "akiruno",
            "道路の損傷の通報",
            "道路の穴を写真で知らせてもらう仕組みを検討しています。",
            at=at(10, 1, 9, 15),
            taken=True,
        ),
    ),
    (
        "devices",
        Said(
            "okutama",
            "端末の廃棄の証明",
            "返却する端末の消去証明は、業者の書面だけで足りるでしょうか。",
            answer="機密性の高い端末は、消去の方法と機器の番号が載った証明書に加え、抜き取りの立会いを仕様に入れてください。",
            expert="expert_security",
            rating=None,
            at=at(10, 1, 11),
        ),
    ),
    (
        "procedures",
        Said(
            "hinohara",
            "獣害の目撃情報",
            "クマの目撃情報を、住民と猟友会に早く知らせる仕組みを相談したいです。",
            at=at(10, 2, 10),
        ),
    ),
    (
        "procedures",
        Said(
            "mizuho",
            "給付金の口座確認",
            "給付金の口座確認の書類をなくす方法はありますか。",
            at=at(10, 2, 13, 30),
            expert="expert_security",
            taken=True,
        ),
    ),
    (
        "software",
        Said(
            "chiyoda",
            "グループウェアの更新",
            "令和9年度にグループウェアの契約が満了します。同じ時期の団体と一緒に選びたいです。",
            kind="renewal",
            contract="グループウェア利用",
            at=at(10, 2, 16),
        ),
    ),
)
