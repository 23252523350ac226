"""The second prefecture, whose rules are others. All of it is 架空."""

from typing import Final

from dejiro.demo.stories.told import Said, Story

SIGNING: Final = Story(
    "signing",
    "procedures",
    "電子契約を県内でそろえて始めたい",
    "契約規則の改正と電子契約サービスの選定を、県内の団体が一緒に進める。",
    (
        Said(
            "tottori_city",
            "電子契約の導入",
            "印紙と郵送の費用を減らすため、電子契約を始めたいです。",
            answer="規則の改正案と、契約の相手方への案内文を添えます。",
            expert="tottori_expert",
        ),
        Said("chizu", "相手方の環境", "町内の事業者が電子契約に対応できるか心配です。", kind="idea"),
        Said(
            "wakasa",
            "規則の改正",
            "規則の改正の進め方を知りたいです。",
            answer="3町で同じ改正案を使うと、議会への説明も共通にできます。",
            expert="tottori_expert",
            rating=4,
        ),
    ),
)
