"""Plays careers: a catalogue, people who learn and are confirmed, and 奥多摩町's posts with a risk in 令和10年度."""

from datetime import date
from functools import partial
from typing import Final

from django.core.files.uploadedfile import SimpleUploadedFile

from dejiro.apps.careers import services as careers
from dejiro.apps.careers.models import Certificate, Course, Enrolment
from dejiro.apps.careers.terms import CertificateTerms, CourseTerms, PostTerms
from dejiro.demo.conversations import day
from dejiro.demo.stage import Script, Stage

ACADEMY: Final = "東京共同デジタル機構（架空）"
CLOUD, WORK, GUARD, DESIGN = "software-cloud", "ba-internal", "security-manager", "design-service"
# Number, title, role, level, hours, credits, first day, days, last day to apply, seats, yen; a place when on site.
COURSES: Final = (
    ("K-01", "業務の流れを図にする", WORK, 1, 6, 2, date(2026, 7, 7), date(2026, 6, 26), 30, 0, ""),
    ("K-02", "委託先と話すための見積の読み方", WORK, 2, 12, 3, date(2026, 7, 14), date(2026, 7, 3), 20, 5_000, ""),
    ("K-03", "標準準拠システムの運用", CLOUD, 2, 12, 3, date(2026, 11, 17), date(2026, 11, 6), 20, 5_000, ""),
    ("K-04", "ガバメントクラウドの費用管理", CLOUD, 3, 18, 4, date(2027, 1, 19), date(2026, 12, 25), 15, 12_000, ""),
    ("K-05", "情報セキュリティの基礎", GUARD, 1, 6, 2, date(2026, 8, 4), date(2026, 7, 24), 40, 0, ""),
    ("K-06", "監査の計画を自分で作る", GUARD, 2, 12, 3, date(2026, 11, 10), date(2026, 10, 30), 2, 8_000, "立川"),
    ("K-07", "インシデント対応の机上演習", GUARD, 3, 8, 3, date(2027, 2, 9), date(2027, 1, 22), 12, 8_000, "新宿"),
    ("K-08", "窓口の利用者に話を聞く", DESIGN, 1, 6, 2, date(2026, 11, 25), date(2026, 11, 13), 20, 0, "八王子"),
    ("K-09", "データで政策を考える", "data-strategist", 1, 6, 2, date(2026, 12, 8), date(2026, 11, 27), 30, 0, ""),
    ("K-10", "表計算からデータ基盤へ", "data-engineer", 2, 12, 3, date(2027, 1, 13), date(2026, 12, 25), 20, 5_000, ""),
    ("K-11", "改革を部署をまたいで進める", WORK, 3, 18, 4, date(2027, 1, 27), date(2027, 1, 8), 12, 12_000, "新宿"),
    ("K-12", "CIO補佐官の実務", "ba-improve", 3, 30, 6, date(2027, 2, 16), date(2027, 1, 29), 8, 30_000, "新宿"),
)  # fmt: skip
# The skill items that a course teaches.
TAUGHT: Final = {
    "K-01": ("item-analysis",),
    "K-02": ("item-project", "item-services"),
    "K-03": ("item-cloud", "item-sre"),
    "K-04": ("item-cloud", "item-enterprise"),
    "K-05": ("item-security-management", "item-privacy"),
    "K-06": ("item-security-management",),
    "K-07": ("item-incidents",),
    "K-08": ("item-users", "item-value"),
    "K-09": ("item-data", "item-statistics"),
    "K-10": ("item-data-platform", "item-data-running"),
    "K-11": ("item-change", "item-leadership"),
    "K-12": ("item-strategy", "item-enterprise", "item-leadership"),
}
# Who, which skill items they state and why; the superior of PEOPLE confirms all but the last.
ITEMS: Final = (
    ("okutama", (("item-cloud", 2, "庁内システムのクラウド移行を担当"), ("item-project", 2, "更新の工程を管理"))),
    ("okutama_chief", (("item-security-management", 2, "対策基準を改定"), ("item-change", 1, "窓口の見直しに参加"))),
    ("ome", (("item-sre", 2, "監視の手順を整備"), ("item-security-running", 2, "ログの点検を担当"))),
    ("hachioji", (("item-data-platform", 3, "統計の基盤を設計"), ("item-statistics", 2, "需要の分析を担当"))),
    ("hachioji_chief", (("item-strategy", 3, "DX推進計画を策定"), ("item-leadership", 4, "部を越えた改革を指揮"))),
    ("hinohara", (("item-analysis", 1, "業務の流れを図にした"), ("item-users", 1, "窓口で話を聞いた"))),
)
# Who, what they state, who confirms it; a path.
PEOPLE: Final = (
    ("okutama", ((CLOUD, 2), (WORK, 2), (GUARD, 1)), "okutama_chief", "systems"),
    ("okutama_chief", ((GUARD, 2), (WORK, 2)), "okutama", "business"),
    ("ome", ((GUARD, 2), (CLOUD, 3)), "ome_chief", "systems"),
    ("ome_chief", ((WORK, 3),), "ome", "business"),
    ("hachioji", (("data-engineer", 3), (WORK, 2)), "hachioji_chief", "data"),
    ("hachioji_chief", ((WORK, 4), ("ba-improve", 3)), "hachioji", "business"),
    ("hinohara", ((WORK, 1),), "hinohara_chief", "business"),
)
POSTS: Final = (
    ("system", "庁内ネットワーク（架空）", CLOUD, 2, 1, ("okutama",)),
    ("system", "住民記録・税のシステム（架空）", WORK, 2, 2, ("okutama", "okutama_chief")),
    ("duty", "情報セキュリティの管理（架空）", GUARD, 2, 1, ("okutama_chief",)),
    ("duty", "窓口のデジタル化（架空）", WORK, 1, 1, ("okutama",)),
)
# 青梅市 leans on a specialist of the published plan in 令和9年度.
OME: Final = (
    ("system", "庁内ネットワーク（架空）", CLOUD, 2, 1, ("ome",)),
    ("duty", "業務の見直し（架空）", WORK, 2, 2, ("ome_chief",)),
)
PROOF: Final = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def write_careers(script: Script, stage: Stage) -> None:
    """Write down how people of the cast have learned, and what 奥多摩町 must be able to run."""
    script.at(day(2026, 5, 11, 10), lambda: careers.courses_import(actor=stage.actor("coordinator"), lines=_courses()))
    script.at(day(2026, 5, 18, 10), partial(_state, stage))
    script.at(day(2026, 5, 25, 10), partial(_confirm, stage))
    script.at(day(2026, 6, 8, 10), partial(_certify, stage))
    script.at(day(2026, 6, 15, 15), partial(_enrol, stage, "K-02", ("okutama", "hinohara")))
    script.at(day(2026, 7, 20, 10), partial(_complete, stage, "K-02"))
    script.at(day(2026, 9, 1, 10), partial(_plan, stage))
    script.at(day(2026, 9, 8, 10), partial(_enrol, stage, "K-06", ("ome", "hachioji", "hinohara")))
    script.at(
        day(2026, 10, 1, 14), lambda: careers.enrolment_apply(actor=stage.actor("okutama"), course=_course("K-03"))
    )
    script.at(day(2026, 10, 1, 15), partial(_ask, stage))
    script.at(day(2026, 10, 5, 9), careers.certificates_remind)


def _courses() -> list[CourseTerms]:
    return [
        CourseTerms(
            code=code,
            title=f"{title}（架空）",
            provider=ACADEMY,
            summary="自治体の実例で、手を動かして学びます。（架空の講座です）",
            role=role,
            level=level,
            hours=hours,
            credits=credits_,
            starts_on=first,
            ends_on=first if hours <= 8 else date.fromordinal(first.toordinal() + 1),  # noqa: PLR2004  # one day's hours
            apply_by=apply_by,
            capacity=seats,
            fee=fee,
            mode="onsite" if place else "online",
            place=place,
            items=TAUGHT[code],
        )
        for code, title, role, level, hours, credits_, first, apply_by, seats, fee, place in COURSES
    ]


def _state(stage: Stage) -> None:
    for key, skills, _superior, path in PEOPLE:
        careers.path_choose(actor=stage.actor(key), path=path)
        for role, level in skills:
            careers.skill_state(actor=stage.actor(key), skill=role, level=level)
    for key, items in ITEMS:
        for item, level, evidence in items:
            careers.skill_state(actor=stage.actor(key), skill=item, level=level, evidence=evidence)


def _confirm(stage: Stage) -> None:
    for key, skills, superior, _path in PEOPLE:
        careers.look_record(actor=stage.actor(superior), person=stage.users[key])
        for role, level in skills:
            careers.skill_confirm(actor=stage.actor(superior), person=stage.users[key], skill=role, level=level)
    superiors = {key: superior for key, _skills, superior, _path in PEOPLE}
    for key, items in ITEMS:
        for item, level, _evidence in items[:-1]:
            actor = stage.actor(superiors[key])
            careers.skill_confirm(actor=actor, person=stage.users[key], skill=item, level=level)


def _certify(stage: Stage) -> None:
    made: list[Certificate] = []
    for key, expires_on in (("okutama_chief", date(2026, 12, 20)), ("okutama", date(2029, 5, 31))):
        terms = CertificateTerms(
            name="自治体情報セキュリティ管理者（架空）",
            issuer="架空資格協会",
            issued_on=date(2023, 12, 21),
            expires_on=expires_on,
            role=GUARD,
            level=2 if key == "okutama_chief" else 1,
            number=f"A-{len(made) + 1:04d}",
        )
        proof = SimpleUploadedFile("合格証（架空）.pdf", PROOF)
        made.append(careers.certificate_add(actor=stage.actor(key), terms=terms, file=proof))
    careers.certificate_check(actor=stage.actor("okutama"), certificate=made[0])


def _enrol(stage: Stage, code: str, keys: tuple[str, ...]) -> None:
    for key in keys:
        made = careers.enrolment_apply(actor=stage.actor(key), course=_course(code))
        careers.enrolment_decide(actor=stage.chief(key), enrolment=made, approve=True)


def _complete(stage: Stage, code: str) -> None:
    for enrolment in Enrolment.objects.filter(course=_course(code)).select_related("user"):
        careers.enrolment_finish(actor=stage.actor("coordinator"), enrolment=enrolment, completed=True)


def _plan(stage: Stage) -> None:
    for who, posts in (("okutama", POSTS), ("ome", OME)):
        actor = stage.actor(who)
        for kind, name, role, level, people, holders in posts:
            post = careers.post_save(actor=actor, terms=PostTerms(kind, name, role, level, people))
            for key in holders:
                person, starts_on = stage.users[key], date(2023, 4, 1)
                careers.holding_save(actor=actor, post=post, person=person, starts_on=starts_on, ends_on=None)
    chief = stage.users["okutama_chief"]
    careers.leaving_plan(actor=stage.actor("okutama"), person=chief, kind="retirement", last_on=date(2028, 3, 31))


def _ask(stage: Stage) -> None:
    """Let 杉本さん ask for a confirmation that her superior has not answered yet."""
    actor = stage.actor("okutama")
    claim = careers.skill_state(actor=actor, skill=DESIGN, level=1)
    careers.skill_ask(actor=actor, claim=claim, superior=stage.users["okutama_chief"])


def _course(code: str) -> Course:
    return Course.objects.get(code=code)
