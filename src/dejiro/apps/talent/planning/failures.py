"""Why there is no plan, in words for the coordinator: the core's faults speak of paths in a file that nobody sees."""

import re
from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from dejiro.apps.talent.models import Request, Specialist
from dejiro.apps.talent.planning.candidates import obstacles_between
from dejiro.cores.allocation.model import Pair
from dejiro.cores.documents.faults import Fault
from dejiro.foundation.organizations.models import Organization

PINNED: Final = re.compile(r"\$\.pinned\[(\d+)\]")
# More would hide what is to be done first.
SHOWN: Final = 10


def input_failure(faults: Sequence[Fault], pinned: Sequence[Pair]) -> str:
    """Return why the core refused a plan, a sentence for each of the first faults; two queries and two for each pin."""
    pairs = [pinned[int(found[1])] for fault in faults if (found := PINNED.match(fault.path))]
    people = Specialist.objects.in_bulk([int(pair.specialist) for pair in pairs])
    requests = Request.objects.select_related("organization", "area").in_bulk([int(pair.request) for pair in pairs])
    sentences = dict.fromkeys(_fault_text(fault) for fault in faults if not PINNED.match(fault.path))
    sentences |= dict.fromkeys(_pin_text(people[int(one)], requests[int(name)]) for one, name in pairs)
    return "\n".join(list(sentences)[:SHOWN])


def check_failure(faults: Sequence[Fault]) -> str:
    """Return what to say of a plan that the independent check does not accept."""
    words = _(
        "計算の結果を別の手順で検算したところ、%(count)dか所が合いませんでした。この案は使えません。"
        "もう一度計算しても同じときは、次の行を添えて管理者に知らせてください。"
    ) % {"count": len(faults)}
    return "\n".join([words, *(str(fault) for fault in faults[:SHOWN])])


def nothing_to_plan() -> str:
    """Return what to say when no request waits in the weeks of a plan."""
    return _("この計画の週に収まる、人材を待っている依頼がありません。期間を見直すか、依頼の承認を待ってください。")


def no_population(codes: Sequence[str]) -> str:
    """Return what to say when a rule by population alone would give a body nothing; one query."""
    names = Organization.objects.filter(code__in=codes, valid_to=None).values_list("name", flat=True)
    return _(
        "均等割が0％の規則では、人口がわからない団体の持ち分を決められません：%(names)s。団体の表に人口を入れてください。"
    ) % {"names": _("、").join(names)}


def nothing_found(seconds: int) -> str:
    """Return what to say when the time ran out before any plan was found."""
    return _("%(seconds)d秒の間に、案が1つも見つかりませんでした。計算にかけてよい秒数を増やしてください。") % {
        "seconds": seconds
    }


def no_memory() -> str:
    """Return what to say when the computation does not fit into memory."""
    return _("計算に使えるメモリが足りませんでした。計画の週の数を減らすか、管理者に知らせてください。")


def no_process() -> str:
    """Return what to say when the solver's processes cannot be started or are lost."""
    return _(
        "計算のプログラムを動かせませんでした。少し待って、もう一度計算してください。続くときは管理者に知らせてください。"
    )


def unexpected() -> str:
    """Return what to say when the computation stopped for a reason that nobody foresaw."""
    return _("思わぬ誤りで計算が止まりました。入力は残っています。もう一度計算し、続くときは管理者に知らせてください。")


def _pin_text(specialist: Specialist, request: Request) -> str:
    pair = _("固定した組「%(person)sと%(body)s「%(title)s」」は成り立ちません。") % {
        "person": specialist.name,
        "body": request.organization.name,
        "title": request.title,
    }
    obstacles = " ".join(obstacles_between(request, specialist))
    return pair + (obstacles or _("同じ依頼に二人を固定したか、固定した組だけで本人の稼働できる量を超えています。"))


def _fault_text(fault: Fault) -> str:
    if fault.path == "$.max_changes":
        least = re.match(r"\d+", fault.expected)
        words = _("変えてよい支援の数が足りません。退任や固定のために、少なくとも%(least)s件は変える必要があります。")
        return words % {"least": least[0] if least else "1"}
    return _("計算の入力に誤りがあります：%(fault)s") % {"fault": fault}
