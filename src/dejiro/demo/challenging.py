"""Plays the challenges: three in different states, their ideas and questions, and a reverse call. All 架空."""

from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Final

from dejiro.apps.challenges import services as challenges
from dejiro.apps.challenges.models import Challenge, Idea, Question, Sponsor
from dejiro.apps.challenges.terms import ChallengeTerms
from dejiro.demo.conversations import day
from dejiro.demo.stage import Script, Stage

SHOPPING: Final = ChallengeTerms(
    title="山あいの集落への買い物の足（架空）",
    summary=(
        "バスの通らない集落で、車を手放した人が買い物に行けません。\n"
        "週に1回、店まで行って帰れるようになれば成功です。車でも、店が来る形でも、解き方は問いません。"
    ),
    category="other",
    unit="総務課情報係",
    data="集落ごとの人口と年齢、町の送迎車の運行記録（個人の情報はありません）",
    budget=1_000_000,
    budget_note="実証の上限額（税込）。架空の金額です。",
    site="町内の三つの集落",
    questions_until=day(2026, 10, 17, 0),
    ideas_until=day(2026, 11, 1, 0),
    pilot_from=date(2027, 1, 12),
    pilot_to=date(2027, 3, 19),
    sponsors=("檜原村",),
)
WINDOW: Final = replace(
    SHOPPING,
    title="申請書を書かない窓口を、今のシステムのまま（架空）",
    summary="引っ越しの届けで、同じ住所と名前を6回書いてもらっています。システムの改修は高額です。今のシステムを変えずに、書く回数を1回にしたい。",
    category="procedures",
    unit="情報システム課",
    data="届け出の種類と件数（月ごと）",
    site="市役所の市民課の窓口",
    questions_until=day(2026, 9, 10, 0),
    ideas_until=day(2026, 9, 26, 0),
    sponsors=(),
)
SNOW: Final = replace(
    SHOPPING,
    title="除雪車がいまどこかを知らせる（架空）",
    summary="除雪がいつ来るかの電話が、雪の日に200件かかります。電話を半分にしたい。",
    unit="企画課",
    data="除雪車の運行計画",
    site="町内の全域",
    questions_until=day(2026, 5, 20, 0),
    ideas_until=day(2026, 6, 1, 0),
    sponsors=(),
)
CALL: Final = replace(
    SHOPPING,
    title="小さな町の窓口を、3か月いっしょに変えませんか（架空）",
    summary=(
        "窓口の待ち時間を減らす仕組みを、町といっしょに確かめたい。費用は当社が持ちます。\n"
        "どの手続きで困っているか、だれが一緒に動けるかを提案してください。"
    ),
    unit="営業部",
    data="",
    budget=3_000_000,
    budget_note="実証の費用として当社が用意します。架空の金額です。",
    site="提案する自治体の庁舎",
    questions_until=day(2026, 10, 20, 0),
    ideas_until=day(2026, 11, 10, 0),
    sponsors=(),
)

OFFICERS: Final = {SNOW.title: "chizu", WINDOW.title: "ome", SHOPPING.title: "okutama"}

MAP: Final = ("除雪車の位置を地図に出す", "除雪車に位置を知らせる端末を載せ、町の地図に5分ごとに示します。")
VOICE: Final = ("電話の自動応答", "雪の日の電話に、地区ごとの除雪の予定を自動の声で答えます。")
DESK: Final = (
    "聞き取って印刷する窓口",
    "職員が聞き取って一度だけ入力し、すべての申請書に印刷します。住民は署名だけをします。",
)
HOME: Final = (
    "家で先に入力できる申請書",
    "家のスマートフォンで先に入力し、窓口では二次元コードを見せるだけにします。",
)
RIDE: Final = ("送迎車の空き時間で買い物", "学校の送迎車が空く昼に、電話で予約して店まで行けるようにします。")
SHOP: Final = ("集会所に来る店", "店の車が、曜日を決めて集会所に来ます。お茶の会と一緒に開きます。")
ORDER: Final = ("まとめて届ける注文", "注文を集会所でまとめ、週に1回、一つの車で運びます。")
Answers = tuple[tuple[datetime, str], ...]
# When and by whom each question was asked, and when each answer came.
QUESTIONS: Final[tuple[tuple[datetime, str, ChallengeTerms, str, Answers], ...]] = (
    (
        day(2026, 5, 12, 14),
        "company",
        SNOW,
        "除雪車は何台ありますか。",
        (
            (day(2026, 5, 14, 10), "12台です。"),
            (day(2026, 5, 19, 11), "このうち3台は、委託した会社の車です。"),
        ),
    ),
    (
        day(2026, 9, 3, 16),
        "company",
        WINDOW,
        "紙の申請書は、なくすことが前提ですか。",
        ((day(2026, 9, 7, 10), "いいえ。書きたい人のために、紙も残します。"),),
    ),
    (
        day(2026, 9, 18, 15),
        "company",
        SHOPPING,
        "学校の送迎車は、昼の何時から何時まで使えますか。",
        (
            (day(2026, 9, 24, 10), "平日の9時30分から14時までです。"),
            (day(2026, 9, 28, 14), "夏休みの間は、終日使えます。"),
        ),
    ),
    (
        day(2026, 9, 24, 18),
        "company_kodama",
        SHOPPING,
        "運転手の費用は、予算に入りますか。",
        ((day(2026, 9, 30, 9), "入ります。町の運転手が運転するときは、費用はかかりません。"),),
    ),
    (day(2026, 10, 1, 11), "resident", SHOPPING, "三つの集落は、もう決まっていますか。", ()),
)


def write_challenges(script: Script, stage: Stage) -> None:
    """Write down every challenge, as far as the cast has taken it."""
    script.at(day(2026, 4, 20, 10), partial(_publish, stage, "chizu", SNOW))
    script.at(day(2026, 5, 11, 10), partial(_offer, stage, "company", SNOW, *MAP))
    script.at(day(2026, 5, 13, 16), partial(_offer, stage, "company_kodama", SNOW, *VOICE))
    script.at(day(2026, 6, 2, 10), partial(_snow_ends, stage))
    script.at(day(2026, 8, 24, 10), partial(_publish, stage, "ome", WINDOW))
    script.at(day(2026, 9, 2, 10), partial(_offer, stage, "company", WINDOW, *DESK))
    script.at(day(2026, 9, 5, 20), partial(_offer, stage, "resident", WINDOW, *HOME))
    script.at(day(2026, 9, 28, 10), partial(_window_choice, stage))
    script.at(day(2026, 9, 14, 11), partial(_publish, stage, "okutama", SHOPPING))
    script.at(day(2026, 9, 16, 11), partial(_joins, stage))
    script.at(day(2026, 9, 18, 11), partial(_offer, stage, "company", SHOPPING, *RIDE))
    script.at(day(2026, 9, 19, 20), partial(_offer, stage, "resident", SHOPPING, *SHOP))
    script.at(day(2026, 9, 24, 17), partial(_offer, stage, "company_kodama", SHOPPING, *ORDER))
    script.at(day(2026, 9, 25, 11), partial(_shopping_grows, stage))
    script.at(day(2026, 9, 29, 11), partial(_reverse, stage))
    for asked, who, terms, text, answers in QUESTIONS:
        script.at(asked, partial(_ask, stage, who, terms, text))
        for at, answer in answers:
            script.at(at, partial(_answer, stage, terms, text, answer))


def challenge_of(title: str) -> Challenge:
    """Return a challenge of the cast as it stands now."""
    return Challenge.objects.select_related("area", "organization", "need").get(title=title)


def _publish(stage: Stage, who: str, terms: ChallengeTerms) -> None:
    need = stage.need("windows") if terms is WINDOW else None
    made = challenges.challenge_create(actor=stage.actor(who), terms=terms, need=need)
    challenges.challenge_ask(actor=stage.actor(who), challenge=made)
    challenges.challenge_publish(actor=stage.chief(who), challenge=made)


def _offer(stage: Stage, who: str, terms: ChallengeTerms, title: str, body: str) -> Idea:
    return challenges.idea_submit(actor=stage.actor(who), challenge=challenge_of(terms.title), title=title, body=body)


def _ask(stage: Stage, who: str, terms: ChallengeTerms, text: str) -> None:
    challenges.question_ask(actor=stage.actor(who), challenge=challenge_of(terms.title), text=text)


def _answer(stage: Stage, terms: ChallengeTerms, text: str, answer: str) -> None:
    """Let an officer of the body that owns the challenge answer, or supplement the answer."""
    asked = Question.objects.select_related("challenge__organization", "challenge__area").get(
        challenge__title=terms.title, text=text
    )
    challenges.question_answer(actor=stage.actor(OFFICERS[terms.title]), question=asked, text=answer)


def _snow_ends(stage: Stage) -> None:
    chief, snow = stage.chief("chizu"), challenge_of(SNOW.title)
    challenges.challenge_close(actor=chief, challenge=snow)
    map_, voice = Idea.objects.filter(challenge=snow).select_related("challenge__organization", "challenge__area")
    reason = "委託した会社の車に端末を載せる契約がなく、冬までに間に合わないため、採択しません。"
    challenges.idea_reject(actor=chief, idea=map_, reason=reason)
    reason = "電話の数を直接減らせ、町の設備を変えずに始められるため、採択します。"
    challenges.idea_choose(actor=chief, idea=voice, reason=reason)
    conclusion = (
        "電話の自動応答を、次の冬に二つの地区で試します。位置を示す案は、委託の契約を見直すときにもう一度考えます。"
    )
    challenges.challenge_conclude(actor=chief, challenge=challenge_of(SNOW.title), conclusion=conclusion)


def _window_choice(stage: Stage) -> None:
    challenges.challenge_close(actor=stage.chief("ome"), challenge=challenge_of(WINDOW.title))


def _joins(stage: Stage) -> None:
    asked = Sponsor.objects.select_related("organization", "challenge__organization")
    challenges.sponsor_answer(actor=stage.chief("hinohara"), sponsor=asked.get(organization__name="檜原村"), joins=True)


def _shopping_grows(stage: Stage) -> None:
    """A second version, an amendment that is accepted and one that merges two ideas."""
    ride, shop, order = Idea.objects.filter(challenge__title=SHOPPING.title).select_related(
        "challenge__organization", "challenge__area", "organization"
    )
    text = (
        "学校の送迎車が空く昼に、電話で前の日までに予約して、店まで行けるようにします。帰りの荷物は運転手が運びます。"
    )
    company = stage.actor("company")
    challenges.idea_revise(actor=company, idea=ride, title=ride.title, body=text, change="予約と荷物のことを足した")
    offered = challenges.amendment_propose(
        actor=stage.actor("resident"),
        idea=ride,
        title=ride.title,
        body=f"{text}一人で乗るのが不安な人には、近所の人が付き添えるようにします。",
        why="初めて使う人は、一人では不安です。",
    )
    challenges.amendment_accept(actor=company, amendment=offered)
    merged = challenges.amendment_propose(
        actor=stage.actor("company_kodama"),
        idea=shop,
        title="集会所に来る店と、まとめた注文",
        body="店の車が、曜日を決めて集会所に来ます。店にない物は、前の週に集会所で注文をまとめ、同じ車で運びます。",
        why="同じ車で運べば、費用が半分になります。",
        source=order,
    )
    challenges.amendment_accept(actor=stage.actor("resident"), amendment=merged)


def _reverse(stage: Stage) -> None:
    company = stage.actor("company")
    made = challenges.challenge_create(actor=company, terms=CALL, need=stage.need("windows"))
    challenges.challenge_publish(actor=company, challenge=made)
    _offer(
        stage,
        "hinode",
        CALL,
        "引っ越しの手続きを一つの窓口に",
        "春の引っ越しの手続きで、四つの窓口を回ります。総務課の二人が一緒に動けます。",
    )
