"""Plays the sharing of specialists: the pool, requests, a support that runs, one that ended, and answers awaited."""

from datetime import date, timedelta
from functools import partial
from typing import Any, Final

from dejiro.apps.needs.models import Consultation
from dejiro.apps.talent import services
from dejiro.apps.talent.models import Engagement, Handover, Request, Specialist
from dejiro.apps.talent.services import Entry, Terms
from dejiro.demo.people import TOKYO
from dejiro.demo.pool import YEAR, asked, pool_lines
from dejiro.demo.rounds import day
from dejiro.demo.stage import Script, Stage
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.selectors import municipalities_of

EXPERTS: Final = (
    ("expert", "P-001", ("ba-internal", "data-engineer"), 6),
    ("expert_security", "P-002", ("security-manager", "security-engineer"), 6),
    ("expert_network", "P-003", ("software-cloud", "software-backend"), 5),
)
LOGS: Final = 12


def write_pool(script: Script, stage: Stage) -> None:
    """Write down how specialists are shared."""
    script.at(day(2026, 4, 6, 10), partial(_enter_experts, stage))
    script.at(day(2026, 4, 7, 10), partial(_import_pool, stage))
    script.at(day(2026, 6, 15, 10), partial(_serve, stage, "okutama", "expert", _minutes(), accept=True))
    script.at(day(2026, 6, 16, 10), partial(_serve, stage, "ome", "expert_security", _audit(), accept=True))
    for number in range(LOGS):
        script.at(day(2026, 7, 10, 16) + timedelta(weeks=number), partial(_log, stage, "okutama", "expert", number))
    for number in range(8):
        script.at(
            day(2026, 7, 10, 17) + timedelta(weeks=number), partial(_log, stage, "ome", "expert_security", number)
        )
    script.at(day(2026, 8, 31, 17), partial(_finish, stage))
    script.at(day(2026, 9, 9, 10), partial(_take_over, stage))
    script.at(day(2026, 9, 10, 10), partial(_import_requests, stage))
    script.at(day(2026, 9, 14, 10), partial(_serve, stage, "hachioji", "expert_network", _network(), accept=False))
    script.at(day(2026, 9, 29, 10), partial(_ask, stage, "okutama", _rfp()))
    script.at(day(2026, 9, 30, 10), partial(_submit, stage))
    script.at(day(2026, 10, 2, 17), partial(_say_how_long, stage))
    script.at(day(2026, 10, 5, 9), services.papers_remind)


def _minutes() -> Terms:
    return _terms(
        "標準化の運用経費の見直し", "標準化で運用経費が3倍になる見積が届いた。内訳を一緒に見てほしい。", "ba-internal"
    )


def _audit() -> Terms:
    return _terms(
        "情報セキュリティ監査",
        "委託先を含めた監査の計画と、監査後の改善を手伝ってほしい。",
        "security-manager",
        weeks=26,
    )


def _network() -> Terms:
    return _terms(
        "庁内無線LANの更新", "更新の構成と費用が妥当か、第三者に見てほしい。", "software-cloud", start=date(2027, 4, 5)
    )


def _rfp() -> Terms:
    return _terms(
        "窓口支援システムのRFPの見直し",
        "特定の製品に偏っていないか、見てほしい。",
        "ba-internal",
        start=date(2027, 5, 10),
    )


def _terms(title: str, problem: str, role: str, *, start: date = date(2026, 7, 6), weeks: int = 39) -> Terms:
    return Terms(
        title=title,
        problem=f"{problem}（架空の依頼です）",
        role=role,
        level=2,
        half_days=2,
        starts_on=start,
        weeks=min(weeks, 13) if start.year > date(2026, 7, 6).year else weeks,
        supervisor="課長（架空）",
        share_percent=50,
    )


def _enter_experts(stage: Stage) -> None:
    actor = stage.actor("coordinator")
    period: dict[str, Any] = {"starts_on": YEAR[0], "ends_on": YEAR[1]}
    for key, number, roles, half_days in EXPERTS:
        person = stage.users[key]
        entry = Entry(key=number, name=person.name, kana=person.kana, employment="staff", email=person.email)
        made = services.specialist_save(actor=actor, entry=entry)
        for level, role in enumerate(reversed(roles), start=2):
            services.skill_save(actor=actor, specialist=made, role=role, level=level, evidence="機構での実績（架空）")
        services.capacity_save(actor=actor, specialist=made, half_days=half_days, **period)
        services.paper_save(actor=actor, specialist=made, kind="nda", **period)
    away = {"starts_on": date(2026, 12, 21), "ends_on": date(2026, 12, 28)}
    services.absence_save(actor=stage.actor("expert"), specialist=_person("expert", stage), **away)
    ome = Organization.objects.get(code="132055", valid_to=None)
    network = _person("expert_network", stage)
    services.conflict_save(actor=actor, specialist=network, organization=ome, reason="前の勤め先の取引先（架空）")


def _import_pool(stage: Stage) -> None:
    services.pool_import(actor=stage.actor("coordinator"), lines=pool_lines(_bodies()))


def _import_requests(stage: Stage) -> None:
    services.requests_import(actor=stage.actor("coordinator"), lines=asked(_bodies()))


def _ask(stage: Stage, who: str, terms: Terms) -> Request:
    request = services.request_save(actor=stage.actor(who), terms=terms)
    services.request_submit(actor=stage.actor(who), request=request)
    return request


def _serve(stage: Stage, who: str, expert: str, terms: Terms, *, accept: bool) -> None:
    request = services.request_approve(actor=stage.chief(who), request=_ask(stage, who, terms))
    person = _person(expert, stage)
    proposal = services.proposal_make(actor=stage.actor("coordinator"), request=request, specialist=person)
    services.look_record(actor=stage.chief(who), specialist=person)
    services.proposal_answer(actor=stage.chief(who), proposal=proposal, accept=True)
    if accept:
        services.proposal_answer(actor=stage.actor(expert), proposal=proposal, accept=True)


def _log(stage: Stage, who: str, expert: str, number: int) -> None:
    engagement = _engagement(who)
    services.log_save(
        actor=stage.actor(expert),
        engagement=engagement,
        week=engagement.starts_on + timedelta(weeks=number),
        half_days=2 if number % 4 else 3,
        done="打合せと資料の確認（架空の記録）",
        deliverable="確認の一覧" if number % 3 == 0 else "",
        travel=1_640 if number % 2 else 0,
    )


def _finish(stage: Stage) -> None:
    engagement = _engagement("ome")
    services.engagement_rate(actor=stage.actor("ome"), engagement=engagement, rating=5, comment="指摘が具体的でした。")
    services.engagement_rate(actor=stage.actor("expert_security"), engagement=engagement, rating=4)
    services.engagement_end(
        actor=stage.actor("ome"),
        engagement=engagement,
        ends_on=date(2026, 8, 31),
        reason="監査の計画と改善案ができたため。",
        handover=services.Note(
            done="全部の課のパソコンとサーバーを点検し、監査の計画書と改善案をまとめました。（架空）",
            documents="共有フォルダの「監査」（架空）",
            next_steps="次は委託先の確認から始めます。契約書の様式は、更新のときに差し替えます。（架空）",
            contact="総務部 情報担当 0428-00-2000（架空）",
        ),
    )


def _take_over(stage: Stage) -> None:
    note = Handover.objects.get(engagement=_engagement("ome"))
    wish = "委託先を含めた監査を、来年度に行いたい。計画書の作り方を引き継ぎたい。（架空）"
    services.adoption_take(actor=stage.actor("hinohara"), handover=note, wish=wish)


def _say_how_long(stage: Stage) -> None:
    """One consultation took a whole day instead of a half."""
    expert = stage.users["expert_security"]
    consultation = Consultation.objects.select_related("voice__area", "expert").filter(expert=expert).latest("pk")
    services.consultation_time_save(actor=stage.actor("expert_security"), consultation=consultation, half_days=2)


def _submit(stage: Stage) -> None:
    """Approve what is the body's own, and propose somebody who has not answered yet."""
    request = Request.objects.select_related("organization", "area").get(status=Request.Status.SUBMITTED)
    approved = services.request_approve(actor=stage.chief("okutama"), request=request)
    person = _person("expert", stage)
    services.proposal_make(actor=stage.actor("coordinator"), request=approved, specialist=person)
    _ask(
        stage,
        "okutama",
        _terms("議会の録画配信", "録画配信の仕様の書き方が分からない。", "ba-internal", start=date(2027, 6, 7)),
    )


def _engagement(who: str) -> Engagement:
    code = {"okutama": "133086", "ome": "132055"}[who]
    rows = Engagement.objects.select_related("request__organization", "request__area", "request__prepared_by")
    return rows.select_related("specialist__user", "specialist__area").get(request__organization__code=code)


def _person(key: str, stage: Stage) -> Specialist:
    return Specialist.objects.select_related("area", "user").get(user=stage.users[key])


def _bodies() -> list[Organization]:
    return list(municipalities_of(Organization.objects.get(code=TOKYO, valid_to=None)))
