"""Plays the hiring: two openings on their own, and a joint recruiting of five bodies with made-up candidates."""

from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Final

from dejiro.apps.hiring import services as hiring
from dejiro.apps.hiring.models import Choice, Joint, Opening, Reviewer
from dejiro.apps.hiring.terms import ApplicationTerms, OpeningTerms
from dejiro.apps.talent import public as talent
from dejiro.demo.conversations import day
from dejiro.demo.stage import Script, Stage
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import User

ROLES: Final = tuple(talent.roles())
JOINT: Final = "令和9年度 デジタル人材の合同採用（架空）"
BODIES: Final = (
    ("okutama", "西多摩"),
    ("hinohara", "西多摩"),
    ("hinode", "西多摩"),
    ("ome", ""),
    ("oshima", "島しょ"),
)
PLACES: Final = {
    "okutama": "奥多摩町役場",
    "hinohara": "檜原村役場",
    "hinode": "日の出町役場",
    "ome": "青梅市役所",
    "oshima": "大島町役場",
    "hachioji": "八王子市役所",
}
NAMES: Final = (
    "林 さくら", "石田 海", "上野 陸", "遠藤 星", "岡田 光", "川村 風",
    "北川 雪", "久保 森", "小山 花", "佐野 泉", "島田 月", "杉山 葉",
)  # fmt: skip
CLOSES: Final = day(2026, 8, 31, 17)
SINGLE: Final = (("hachioji", "窓口のデジタル化の担当（架空）"), ("ome", "情報セキュリティの専門員（副業・架空）"))


def write_hiring(script: Script, stage: Stage) -> None:
    """Write down every opening, as far as the cast has taken it."""
    script.at(day(2026, 7, 1, 10), partial(_open, stage))
    script.at(day(2026, 8, 3, 20), partial(_apply, stage))
    script.at(day(2026, 9, 7, 10), partial(_score, stage))
    script.at(day(2026, 9, 18, 10), partial(_settle, stage))
    script.at(day(2026, 9, 24, 20), partial(_answer, stage))
    script.at(day(2026, 9, 28, 10), partial(_singles, stage))


def _terms(title: str, place: str, **changes: object) -> OpeningTerms:
    facts: dict[str, object] = {
        "title": title,
        "role": ROLES[2],
        "duties": "情報システムの見直しと、職員への手ほどきをします。",
        "place": place,
        "region": "",
        "system": "municipal",
        "unit": "year",
        "pay_low": 6_500_000,
        "pay_high": 9_000_000,
        "legal_basis": "地方公共団体の一般職の任期付職員の採用に関する法律 第3条",
        "starts_on": date(2027, 4, 1),
        "ends_on": date(2030, 3, 31),
        "posts": 2,
        "deadline": CLOSES,
        "criteria": (("実務経験", 3), ("住民に説明する力", 2), ("一緒に働く力", 1)),
    }
    return OpeningTerms(**facts | changes)  # type: ignore[arg-type]  # named once above


def _open(stage: Stage) -> None:
    joint = hiring.joint_create(
        actor=stage.actor("coordinator"),
        title=JOINT,
        deadline=CLOSES,
        caps=(("西多摩", 4), ("島しょ", 1)),
        secret="架空の種",  # noqa: S106  # the same lot every time
    )
    for key, region in BODIES:
        terms = _terms(f"{PLACES[key][:-2]}のデジタル担当（架空）", PLACES[key], region=region, joint=joint)
        _publish(stage, key, terms)


def _publish(stage: Stage, key: str, terms: OpeningTerms) -> Opening:
    made = hiring.opening_create(actor=stage.actor(key), terms=terms)
    hiring.opening_publish(actor=stage.chief(key), opening=made)
    users = [stage.users[key], stage.users[f"{key}_chief"]]
    return hiring.reviewers_name(actor=stage.actor(key), opening=made, users=users)


def _apply(stage: Stage) -> None:
    openings = list(Joint.objects.get().openings.order_by("pk"))
    for number, name in enumerate(NAMES):
        chance = Random(f"candidate-{number}")  # noqa: S311  # the same people every time
        email = f"candidate-{number + 1}@example.com"
        user = stage.users["resident"] if number == 0 else User.objects.create_user(email, name=name, fictional=True)
        actor = Actor(user=user)
        found = hiring.application_save(actor=actor, terms=_paper(name, email, chance))
        wanted = chance.sample(openings, chance.randint(2, 4))
        ranks = {opening.pk: rank for rank, opening in enumerate(wanted, start=1)}
        hiring.choices_send(actor=actor, application=found, ranks=ranks)


def _paper(name: str, email: str, chance: Random) -> ApplicationTerms:
    return ApplicationTerms(
        name=f"{name}（架空）",
        contact=email,
        years=chance.randint(3, 25),
        role=chance.choice(ROLES[:6]),
        skills="業務の流れを図にして、むだを減らすこと。",
        experience="窓口の手続を見直し、待ち時間を減らした。（架空の経験です）",
        wanted_pay=chance.choice((6_000_000, 7_000_000, 9_000_000)),
    )


def _score(stage: Stage) -> None:
    for opening, (key, _region) in zip(Joint.objects.get().openings.order_by("pk"), BODIES, strict=True):
        choices = list(opening.choices.select_related("opening", "application").order_by("application"))
        for who in (key, f"{key}_chief"):
            for at, choice in enumerate(choices):
                _give(stage, who, choice, near=key == "ome" and who == key and at == 0)
        chief = stage.chief(key)
        hiring.interviews_begin(actor=chief, opening=opening, choices=choices[: max(3, len(choices) - 1)])
        hiring.scores_close(actor=chief, opening=opening)


def _give(stage: Stage, who: str, choice: Choice, *, near: bool) -> None:
    actor = stage.actor(who)
    reviewer = Reviewer.objects.get(opening=choice.opening, user=actor.user)
    if near:
        hiring.conflict_declare(actor=actor, choice=choice, reviewer=reviewer)
        return
    hiring.look_record(actor=actor, choice=choice)
    chance = Random(f"{who}-{choice.application_id}")  # noqa: S311  # the same scores every time
    lowest = 5 if choice.application.user_id == stage.users["resident"].pk else 2
    points = {one.pk: chance.randint(lowest, 5) for one in choice.opening.criteria.all()}
    hiring.scores_give(actor=actor, choice=choice, reviewer=reviewer, points=points)


def _settle(stage: Stage) -> None:
    hiring.joint_settle(actor=stage.actor("coordinator"), joint=Joint.objects.get(), answer_by=day(2026, 10, 16, 17))


def _answer(stage: Stage) -> None:
    """Let most of those who have an offer answer; the resident of the cast still thinks about it."""
    offers = Choice.objects.filter(offer__status="waiting").exclude(application__user=stage.users["resident"])
    for at, choice in enumerate(offers.select_related("offer__choice__application__user", "offer__choice__opening")):
        reason = "" if at % 4 else "pay"
        hiring.offer_answer(
            actor=Actor(user=choice.application.user), offer=choice.offer, accept=not reason, reason=reason
        )


def _singles(stage: Stage) -> None:
    """Publish one opening, and leave one as a draft."""
    (first, title), (second, other) = SINGLE
    deadline: datetime = day(2026, 10, 30, 17)
    _publish(stage, first, _terms(title, PLACES[first], posts=1, deadline=deadline))
    side = _terms(
        other,
        PLACES[second],
        role=ROLES[-1],
        system="side_job",
        unit="day",
        pay_low=40_000,
        pay_high=60_000,
        legal_basis="業務委託契約（地方自治法 第234条）",
        posts=1,
        deadline=deadline + timedelta(days=14),
    )
    hiring.opening_create(actor=stage.actor(second), terms=side)
