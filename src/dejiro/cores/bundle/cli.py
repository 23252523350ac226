"""`dejiro verify BUNDLE`: checks a downloaded bundle, offline."""

import argparse
import sys
from pathlib import Path
from typing import Final

from dejiro.cores.bundle.layout import BundleUnreadable
from dejiro.cores.bundle.verify import verify_bundle
from dejiro.cores.merkle.checkpoints import CheckpointFault, key_from_hex

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
        "--checkpoint", metavar="OLD", help="以前に控えたcheckpoint.txt。台帳がその続きであることを確かめる"
    )


def run(arguments: argparse.Namespace) -> int:
    """Verify and say what was found.

    Returns:
        0 when everything is true, 1 with one line per fault, 2 when a file or the key cannot be read.
    """
    try:
        key = key_from_hex(arguments.key) if arguments.key is not None else None
        old = Path(arguments.checkpoint).read_text(encoding="utf-8") if arguments.checkpoint is not None else None
        with Path(arguments.bundle).open("rb") as file:
            report = verify_bundle(file, key=key, old=old)
    except CheckpointFault as error:
        return _unreadable(f"--key: {error}")
    except UnicodeDecodeError:
        return _unreadable(f"{arguments.checkpoint}: UTF-8の文字として読めません。")
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


def _unreadable(message: str) -> int:
    print(message, file=sys.stderr)
    return BAD_INPUT
