"""`dejiro change-ledger-key`: a new key signs the log from now on; the log keeps the change, signed by both keys."""

import argparse
import sys
from pathlib import Path

from dejiro.cores.merkle.checkpoints import CheckpointFault, key_from_hex, public_key
from dejiro.foundation.accounts.actors import SYSTEM
from dejiro.foundation.ledger.checkpoints import key_replace
from dejiro.foundation.ledger.faults import LogAltered


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--new", required=True, type=Path, metavar="FILE", help="新しい鍵（16進64桁）のファイル")


def run(arguments: argparse.Namespace) -> int:
    """Change it; 1 with a sentence when it cannot be."""
    try:
        seed = key_from_hex(arguments.new.read_text(encoding="utf-8").strip())
        checkpoint = key_replace(actor=SYSTEM, seed=seed)
    except (CheckpointFault, LogAltered) as error:
        print(error, file=sys.stderr)
        return 1
    except (OSError, UnicodeDecodeError):
        print(f"{arguments.new}: 読めません。", file=sys.stderr)
        return 1
    print(f"{checkpoint.size}件から、新しい鍵で署名します。新しい公開鍵：{public_key(seed).hex()}")
    print("DEJIRO_LEDGER_KEY を新しい鍵に替えて、起動し直してください。新しい公開鍵を、台帳の外でも公表してください。")
    return 0
