"""What the ledger's actions are called on pages."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: Final[dict[str, Promise]] = {
    "careers.path.choose": _("キャリアパスを選びました"),
    "careers.skill.state": _("スキルを申告しました"),
    "careers.skill.ask": _("スキルの確認を頼みました"),
    "careers.skill.confirm": _("スキルを確認しました"),
    "careers.skill.look": _("スキルマップを見ました"),
    "careers.leaving.plan": _("離れる予定を登録しました"),
    "careers.leaving.cancel": _("離れる予定を取り消しました"),
    "careers.certificate.add": _("資格を登録しました"),
    "careers.certificate.prove": _("資格の証明を付けました"),
    "careers.certificate.check": _("資格を確認しました"),
    "careers.certificate.remove": _("資格を消しました"),
    "careers.course.save": _("研修講座を登録しました"),
    "careers.course.import": _("研修講座を取り込みました"),
    "careers.course.cancel": _("研修講座を中止しました"),
    "careers.enrolment.apply": _("研修に申し込みました"),
    "careers.enrolment.decide": _("受講の申込に答えました"),
    "careers.enrolment.withdraw": _("受講を取り消しました"),
    "careers.enrolment.seat": _("空き待ちの人が受講できるようになりました"),
    "careers.enrolment.cancel": _("講座の中止で、受講がなくなりました"),
    "careers.enrolment.finish": _("受講の結果を登録しました"),
    "careers.post.save": _("持ち場を登録しました"),
    "careers.holding.save": _("持ち場の担当を決めました"),
    "careers.holding.remove": _("持ち場の担当を消しました"),
    "careers.person.erase": _("スキルの記録を消しました"),
}
