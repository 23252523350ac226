"""The rules that an area may set, each with the platform's default beside the text that explains it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dejiro.foundation.organizations.models import Organization, Rule


@dataclass(frozen=True)
class Default:
    """A rule's default value and the text that stands beside it until an area adopts its own.

    Values lie between `least` and `most`.
    """

    label: Promise
    value: int
    text: Promise
    most: int = 10_000
    least: int = 1


MINIMUM_BODIES: Final = "need.minimum_bodies"
ANSWER_DAYS: Final = "consultation.answer_days"
MINIMUM_MEMBERS: Final = "round.minimum_members"
TALENT_EQUAL: Final = "talent.equal_percent"
TALENT_RATE: Final = "talent.half_day_rate"
TALENT_CONSULTATION: Final = "talent.consultation_half_days"

DEFAULTS: Final[Mapping[str, Default]] = {
    MINIMUM_BODIES: Default(
        _("課題とするのに必要な団体数"), 2, _("二以上の区市町村が必要とするテーマを、共同で取り組む課題とする。")
    ),
    ANSWER_DAYS: Default(
        _("相談に答えるまでの開庁日数"),
        2,
        _("相談には、受け付けた日の翌開庁日から数えて2開庁日以内に担当者名を示して答える。"),
    ),
    MINIMUM_MEMBERS: Default(
        _("共同調達を始めるのに必要な団体数"), 2, _("共同調達は、二以上の団体が参加するときに始める。")
    ),
    TALENT_EQUAL: Default(
        _("人材を分け合うときの均等割の割合（％）"),
        50,
        _("共同で活用する人材の持ち分と共通の経費は、半分を均等割、半分を人口割とする。"),
        most=100,
        least=0,
    ),
    TALENT_RATE: Default(
        _("人材の半日の単価（円）"),
        20_000,
        _("共同で活用する人材の費用は、半日につき2万円とし、使った半日数に応じて負担する。"),
        most=1_000_000,
    ),
    TALENT_CONSULTATION: Default(
        _("相談1件に使う半日数"),
        1,
        _("スポット相談を担当した専門人材は、担当した週の稼働できる量から、相談1件につき半日1つを使う。"),
        most=10,
    ),
}


@dataclass(frozen=True)
class RuleInForce:
    """A rule as it holds for an area on a day."""

    key: str
    label: str
    value: int
    text: str
    since: date | None


def rule_in_force(area: Organization, key: str, *, on: date) -> RuleInForce:
    """Return the newest version of a rule that is valid on a day; one query.

    Raises:
        KeyError: if no such rule exists.
    """
    default = DEFAULTS[key]
    version = Rule.objects.filter(area=area, key=key, valid_from__lte=on).order_by("-valid_from").first()
    if version is None:
        return RuleInForce(key, str(default.label), default.value, str(default.text), None)
    return RuleInForce(key, str(default.label), int(version.value), version.text, version.valid_from)


def rule_values(area: Organization, key: str) -> Callable[[date], int]:
    """Return what gives a rule's value on each day, for pages that ask for many days; one query.

    Raises:
        KeyError: if no such rule exists.
    """
    default = DEFAULTS[key].value
    versions = [
        (row.valid_from, int(row.value)) for row in Rule.objects.filter(area=area, key=key).order_by("-valid_from")
    ]
    return lambda day: next((value for since, value in versions if since <= day), default)
