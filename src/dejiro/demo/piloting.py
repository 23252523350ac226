"""Plays the pilots: one that runs, one adopted and certified, one stopped, one that could not tell. All fictional."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final

from dejiro.apps.challenges.public import ideas_to_pilot
from dejiro.apps.pilots import services
from dejiro.apps.pilots.models import Certification, Pilot
from dejiro.apps.pilots.services import Line, Product
from dejiro.apps.pilots.terms import PilotTerms, Validity
from dejiro.demo.conversations import day
from dejiro.demo.stage import Script, Stage
from dejiro.foundation.organizations.models import Organization

COMPANY: Final = "9700150000031"
EARLIER: Final = "夜間うけとり箱（架空）"
GUIDE: Final = PilotTerms(
    title="窓口の手続を画面で案内する実証（架空）",
    product="まどぐち案内（架空）",
    summary="町役場の窓口に案内の画面を置き、用意する書類を先に示す。来た人を、画面のある窓口とない窓口に交互に案内する。",
    metric="1回の来庁で終わった手続の割合",
    unit="割合",
    baseline=0.55,
    baseline_source="令和8年3月の窓口の記録（架空）",
    design="proportions",
    better="higher",
    adopt_above=0,
    worthwhile=0.1,
    start=date(2026, 5, 11),
    end=date(2026, 7, 31),
    due=date(2026, 8, 7),
    size=120,
    expected=0.2,
    base=0.55,
    adopt_rule="全窓口に広げ、製品の認定を検討する。",
    stop_rule="画面を返し、理由を公開する。",
    origin="多摩まちづくり市民会議（架空）の提案",
)
FORM: Final = replace(
    GUIDE,
    title="申請書の自動読み取りの実証（架空）",
    product="よみとり君（架空）",
    summary="手書きの申請書を自動で読み取り、入力し直しの要らなかった割合を、これまでの入力と比べる。",
    metric="入力し直しの要らなかった申請の割合",
    baseline=0.8,
    base=0.7,
    worthwhile=0.15,
    size=150,
)
BUS: Final = replace(
    GUIDE,
    title="バス停の混雑表示の実証（架空）",
    product="バスみえる（架空）",
    summary="バス停に混雑を表示し、次の便を待つ人の割合を比べる。",
    metric="混んだ便を避けて次の便に乗った人の割合",
    baseline=0.3,
    base=0.3,
    size=40,
    small_reason="乗り降りの多いバス停が二つしかなく、これより多くは数えられない。",
)
CALL: Final = replace(
    GUIDE,
    title="電話の自動応答の実証（架空）",
    product="こたえる電話（架空）",
    summary="よくある問い合わせに自動で答え、折り返しの要らなかった割合を比べる。企業も記録を入れる。",
    metric="折り返しの要らなかった電話の割合",
    start=date(2026, 9, 14),
    end=date(2026, 11, 30),
    due=date(2026, 12, 7),
    company_enters=True,
)
SNOW: Final = replace(
    GUIDE,
    title="雪の日の電話に自動で答える実証（架空）",
    product="ゆきの声（架空）",
    summary="二つの地区で、除雪の予定を自動の声で答える。職員への取り次ぎの要らなかった電話の割合を、ほかの地区と比べる。",
    metric="取り次ぎの要らなかった電話の割合",
    baseline=0.3,
    baseline_source="令和8年1月の電話の記録（架空）",
    base=0.3,
    start=date(2026, 12, 1),
    end=date(2027, 2, 26),
    due=date(2027, 3, 5),
    origin="",
)
# Who runs it, its plan, successes with and without among so many, and what the chief says of the verdict.
ENDED: Final = (
    ("okutama", GUIDE, 96, 64, "書類の不足による出直しが減った。案内の画面を全窓口に置く。"),
    ("ome", FORM, 104, 106, "手書きの字の読み違いが多く、効果がなかった。様式を先に直すべきだった。"),
    ("hinohara", BUS, 17, 13, "数えられた人が少なく、効果があるともないとも言えなかった。観光の季節にもう一度試す。"),
)


def write_pilots(script: Script, stage: Stage) -> None:
    """Write down every pilot and certification, as far as the cast has taken it."""
    for who, terms, good, otherwise, words in ENDED:
        script.at(day(2026, 4, 20), partial(_register, stage, who, terms))
        script.at(day(2026, 8, 3), partial(_fill, stage, who, terms, good, otherwise))
        script.at(day(2026, 8, 17), partial(_publish, stage, who, terms, words))
    script.at(day(2026, 8, 31), partial(_certify, stage))
    script.at(day(2026, 9, 7), partial(_reuse, stage))
    script.at(day(2026, 8, 24), partial(_depart, stage))
    script.at(day(2026, 8, 31, 11), partial(_certify_earlier, stage))
    script.at(day(2026, 9, 24), partial(_renew, stage))
    script.at(day(2026, 9, 7, 11), partial(_register, stage, "hachioji", CALL))
    script.at(day(2026, 9, 9), partial(_lengthen, stage))
    script.at(day(2026, 10, 2, 11), partial(_begin, stage))
    script.at(day(2026, 9, 30, 10), partial(_register_chosen, stage))


def _register(stage: Stage, who: str, terms: PilotTerms) -> None:
    company = Organization.objects.get(code=COMPANY)
    need = stage.need("windows") if terms is GUIDE else None
    pilot = services.pilot_create(actor=stage.actor(who), terms=replace(terms, company=company, need=need))
    services.pilot_submit(actor=stage.actor(who), pilot=pilot)
    services.pilot_register(actor=stage.chief(who), pilot=pilot)


def _register_chosen(stage: Stage) -> None:
    """Let a pilot grow from the idea that its body has chosen."""
    [idea] = ideas_to_pilot(stage.actor("chizu"))
    terms = replace(SNOW, idea_id=idea.pk, company=idea.proposer)
    pilot = services.pilot_create(actor=stage.actor("chizu"), terms=terms)
    services.pilot_submit(actor=stage.actor("chizu"), pilot=pilot)
    services.pilot_register(actor=stage.chief("chizu"), pilot=pilot)


def _pilot(terms: PilotTerms) -> Pilot:
    return Pilot.objects.get(title=terms.title)


def _fill(stage: Stage, who: str, terms: PilotTerms, good: int, otherwise: int) -> None:
    lines = [
        Line(f"{name}{number + 1:03}", arm, date(2026, 5, 11 + number % 20), float(number < many))
        for name, arm, many in (("案内あり", "pilot", good), ("案内なし", "comparison", otherwise))
        for number in range(terms.size)
    ]
    services.observations_add(actor=stage.actor(who), pilot=_pilot(terms), lines=lines)


def _publish(stage: Stage, who: str, terms: PilotTerms, words: str) -> None:
    services.verdict_publish(actor=stage.chief(who), pilot=_pilot(terms), reasons=words)


def _certify(stage: Stage) -> None:
    pilot = _pilot(GUIDE)
    assert pilot.company is not None
    services.certification_create(
        actor=stage.chief("okutama"),
        product=Product(pilot.product, pilot.company.name, "窓口で出直す人を減らす。", pilot.company),
        basis="奥多摩町新製品認定要綱（架空）第5条",
        decision="実証で、1回で終わる手続が増えた。",
        certified_on=date(2026, 8, 31),
        validity=Validity("fiscal_year", 2, 1),
        pilot=pilot,
    )


def _reuse(stage: Stage) -> None:
    services.certification_reuse(
        actor=stage.chief("ome"),
        source=Certification.objects.get(product=GUIDE.product),
        basis="青梅市新製品活用要綱（架空）第3条",
        decision="奥多摩町の実証のデータを確かめ、青梅市の窓口にも当てはまると判断した。",
        validity=Validity("years", 3, 0),
    )


def _depart(stage: Stage) -> None:
    services.decision_depart(
        actor=stage.chief("hinohara"),
        pilot=_pilot(BUS),
        choice="stop",
        reason="判断できないまま費用を払い続けることはできないため、次に試すまで表示を止める。",
    )


def _certify_earlier(stage: Stage) -> None:
    services.certification_create(
        actor=stage.chief("ome"),
        product=Product(EARLIER, "株式会社うめのさと（架空）", "夜間と休日にも届出を受け取る。", None),
        basis="青梅市新製品認定要綱（架空）第4条",
        decision="二つの支所で1年使い、受け取りの漏れがなかった。",
        certified_on=date(2024, 10, 1),
        validity=Validity("years", 2, 2),
        pilot=None,
    )


def _renew(stage: Stage) -> None:
    services.certification_renew(actor=stage.chief("ome"), certification=Certification.objects.get(product=EARLIER))


def _lengthen(stage: Stage) -> None:
    services.pilot_amend(
        actor=stage.chief("hachioji"),
        pilot=_pilot(CALL),
        terms=replace(
            CALL,
            company=Organization.objects.get(code=COMPANY),
            end=date(2026, 12, 11),
            due=date(2026, 12, 18),
        ),
        reason="11月の最後の週は回線の工事で電話を受けられないため、2週間のばす。",
    )


def _begin(stage: Stage) -> None:
    lines = [
        Line(f"電話{number + 1:03}", arm, date(2026, 9, 15 + number % 14), float(number % 4 > 0))
        for number, arm in enumerate(("pilot", "comparison") * 15)
    ]
    services.observations_add(actor=stage.actor("company"), pilot=_pilot(CALL), lines=lines)
