"""`dejiro daily`: what must happen once a day; the operator's scheduler starts it each morning. Safe to repeat."""

import argparse
import sys

from dejiro.apps.careers.public import certificates_remind
from dejiro.apps.hiring.public import applications_erase_due
from dejiro.apps.lab.public import results_resume, spending_clean
from dejiro.apps.needs.public import renewals_remind
from dejiro.apps.pilots.public import pilots_remind
from dejiro.apps.talent.public import papers_remind, specialists_erase_due
from dejiro.foundation.files.services import sweep
from dejiro.foundation.ledger.checkpoints import checkpoint_sign
from dejiro.foundation.notices.tasks import MailLeft, digest_send
from dejiro.foundation.submissions.services import submissions_clean


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to declare."""


def run(_arguments: argparse.Namespace) -> int:
    """Do the day's work and say what was done; 1 when some mail could not be sent."""
    print(f"更新が近い契約を机に載せました：{renewals_remind()}件")
    print(f"期限が近い人材の書類を机に載せました：{papers_remind()}件")
    print(f"期限が近い資格を机に載せました：{certificates_remind()}件")
    print(f"実証の判定と認定の期限を机に載せました：{pilots_remind()}件")
    print(f"保存の期限が過ぎた応募書類を消しました：{applications_erase_due()}件")
    print(f"退任から1年が過ぎた人材の登録を消しました：{specialists_erase_due()}件")
    print(f"古い送信の控えを消しました：{submissions_clean()}件")
    print(f"途中で止まっていた対話の計算をやり直します：{results_resume()}件")
    print(f"過ぎた時間の投票の回数を消しました：{spending_clean()}件")
    print(f"使われていないファイルを消しました：{sweep()}件")
    print(f"記録台帳に署名しました：{checkpoint_sign().size}件まで")
    try:
        print(f"まとめのメールを送りました：{digest_send()}通")
    except MailLeft as left:
        print(f"送れなかったメールがあります：{left}通。もう一度 dejiro daily を実行してください。", file=sys.stderr)
        return 1
    return 0
