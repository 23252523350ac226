"""`dejiro verify BUNDLE`: checks a downloaded bundle, offline."""

import argparse
import sys
from pathlib import Path
from typing import Final

from dejiro.cores.bundle.layout import BundleUnreadable
from dejiro.cores.bundle.verify import verify_bundle
from dejiro.cores.merkle.checkpoints import CheckpointFault, key_from_hex
from dejiro.cores.merkle.keychanges import KeyChange, changes_from_json

GOOD: Final = 0
FALSE: Final = 1
BAD_INPUT: Final = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.description = (
        "ダウンロードした証拠の束を、通信なしで確かめます。合格なら0、不合格なら1、読めないファイルなら2で終わります。"
    )
    parser.add_argument("bundle", metavar="BUNDLE", help="証拠の束（ZIP）")
    parser.add_argument("--key", metavar="HEX", help="団体が公表している鍵（16進64桁）")
    parser.add_argument(
        "--keys", metavar="JSON", help="団体が公表している鍵の履歴（keys.json）。鍵が替わったときに使う"
    )
    parser.add_argument(
        "--checkpoint", metavar="OLD", help="以前に控えたcheckpoint.txt。台帳がその続きであることを確かめる"
    )


def run(arguments: argparse.Namespace) -> int:
    """Verify and say what was found.

    Returns:
        0 when everything is true, 1 with one line per fault, 2 when a file or the key cannot be read.
    """
    try:
        key, changes = _key(arguments.key), _changes(arguments.keys)
        old = Path(arguments.checkpoint).read_text(encoding="utf-8") if arguments.checkpoint is not None else None
        with Path(arguments.bundle).open("rb") as file:
            report = verify_bundle(file, key=key, old=old, changes=changes)
    except CheckpointFault as error:
        return _unreadable(str(error))
    except UnicodeDecodeError:
        return _unreadable("--checkpoint か --keys: UTF-8の文字として読めません。")
    except BundleUnreadable as error:
        return _unreadable(f"{arguments.bundle}: {error}")
    except OSError as error:
        return _unreadable(f"{error.filename}: 読めません（{error.strerror}）。")
    for fact in report.facts:
        print(fact)
    for fault in report.faults:
        print(fault, file=sys.stderr)
    print("合格" if report.good else f"不合格（{len(report.faults)}件）")
    return GOOD if report.good else FALSE


def _key(text: str | None) -> bytes | None:
    try:
        return None if text is None else key_from_hex(text)
    except CheckpointFault as error:
        raise CheckpointFault(f"--key: {error}") from error


def _changes(name: str | None) -> tuple[KeyChange, ...]:
    return () if name is None else changes_from_json(Path(name).read_text(encoding="utf-8"))


def _unreadable(message: str) -> int:
    print(message, file=sys.stderr)
    return BAD_INPUT
