"""What production must have before it may serve. Each message says what is wrong; its hint says what to set."""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning  # noqa: A004  # Django's name for it
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

SHORTEST_SECRET: Final = 50
LEDGER_KEY_BYTES: Final = 32
DISK_FLOOR: Final = 1024**3
SQLITE_DURABLE: Final = frozenset({"2", "3"})
# Found when it is asked for: the tables are not there yet when this module is read.
KEY_FAULT: Final = "dejiro.foundation.ledger.checkpoints.key_fault"
DEMO_DOMAIN: Final = "@example.lg.jp"
POSTGRES_DURABLE: Final[Mapping[str, frozenset[str]]] = {
    "fsync": frozenset({"on"}),
    "full_page_writes": frozenset({"on"}),
    "synchronous_commit": frozenset({"on", "local", "remote_write", "remote_apply"}),
}


@dataclass(frozen=True)
class Fault:
    """Something that production must not have."""

    number: int
    wrong: bool
    message: str
    hint: str


def refuse_unsafe() -> None:
    """Stop the process when a setting is unsafe.

    Raises:
        ImproperlyConfigured: with every message and its hint.
    """
    faults = [message for message in settings_are_safe() if message.is_serious()]
    if faults:
        raise ImproperlyConfigured("\n".join(f"{fault.msg} {fault.hint}" for fault in faults))


def settings_are_safe(**_kwargs: object) -> list[CheckMessage]:
    """Return what the settings still lack; the demo may have all of it."""
    if settings.DEMO:
        return []
    errors = [
        Error(fault.message, hint=fault.hint, id=f"platform.E{fault.number:03}")
        for fault in [*_secrets(), *_addresses(), *_behaviour()]
        if fault.wrong
    ]
    return [*errors, *_warnings()]


def _secrets() -> list[Fault]:
    key, ledger = settings.SECRET_KEY, settings.LEDGER_KEY
    return [
        Fault(
            1,
            key == settings.DEMO_SECRET_KEY or len(key) < SHORTEST_SECRET,
            _("秘密鍵がデモのもの、または短すぎます。"),
            _("DEJIRO_SECRET_KEY に50文字以上の乱数を設定してください。作り方：openssl rand -base64 48"),
        ),
        Fault(
            2,
            ledger == settings.DEMO_LEDGER_KEY or not _is_key(ledger),
            _("記録に署名する鍵がデモのもの、または32バイトの16進数ではありません。"),
            _("DEJIRO_LEDGER_KEY に64桁の16進数を設定してください。作り方：openssl rand -hex 32"),
        ),
        Fault(
            3,
            settings.LEDGER_ORIGIN == settings.DEMO_LEDGER_ORIGIN,
            _("記録の名前がデモのものです。"),
            _("DEJIRO_LEDGER_ORIGIN に「dejiro.pref.example.jp/ledger」のような、変えない名前を設定してください。"),
        ),
    ]


def _addresses() -> list[Fault]:
    return [
        Fault(
            4,
            not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS,
            _("受け付けるホスト名が決まっていません。"),
            _("DEJIRO_ALLOWED_HOSTS にホスト名を設定してください（複数はコンマで区切る。「*」は不可）。"),
        ),
        Fault(
            5,
            not settings.BASE_URL.startswith("https://"),
            _("利用者に見える住所が https ではありません。"),
            _("DEJIRO_BASE_URL に「https://dejiro.pref.example.jp」のように設定してください。"),
        ),
    ]


def _behaviour() -> list[Fault]:
    return [
        Fault(
            6,
            settings.DEBUG,
            _("開発用の表示が有効です。内部の情報が利用者に見えます。"),
            _("DEJIRO_DEBUG を外してください。"),
        ),
        Fault(
            7,
            bool(settings.CLOCK),
            _("時計が止められています。期限を正しく数えられません。"),
            _("DEJIRO_CLOCK を外してください。"),
        ),
        Fault(
            8,
            not os.access(settings.DATA_DIR, os.W_OK),
            _("データを置くフォルダーに書き込めません。"),
            _("DEJIRO_DATA_DIR に、このプロセスが書き込めるフォルダーを設定してください。"),
        ),
    ]


def _warnings() -> Iterator[CheckMessage]:
    if settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        yield Warning(
            _("メールの差出人が決まっていません。"),
            hint=_("DEJIRO_EMAIL_FROM に「dejiro@pref.example.jp」のように設定してください。"),
            id="platform.W001",
        )
    if os.access(settings.DATA_DIR, os.R_OK) and shutil.disk_usage(settings.DATA_DIR).free < DISK_FLOOR:
        yield Warning(
            _("データを置くフォルダーの空きが1GB未満です。"),
            hint=_("不要なファイルを移すか、DEJIRO_DATA_DIR を広い場所に移してください。"),
            id="platform.W002",
        )


def _is_key(text: str) -> bool:
    try:
        return len(bytes.fromhex(text)) == LEDGER_KEY_BYTES
    except ValueError:
        return False


def database_is_durable(*, databases: Sequence[str] | None = None, **_kwargs: object) -> list[CheckMessage]:
    """Return an error when a crash could take back what was acknowledged."""
    if settings.DEMO or not databases:
        return []
    wrong = _sqlite_faults() if connection.vendor == "sqlite" else _postgres_faults()
    return [
        Error(
            _("データベースの設定「%(name)s=%(value)s」では、停電のときに受け付けた記録が失われます。")
            % {"name": name, "value": value},
            hint=_("%(name)s を %(good)s にしてください。") % {"name": name, "good": good},
            id="platform.E010",
        )
        for name, value, good in wrong
    ]


def _sqlite_faults() -> list[tuple[str, str, str]]:
    value = _ask("PRAGMA synchronous")
    return [] if value in SQLITE_DURABLE else [("synchronous", value, "FULL")]


def _postgres_faults() -> list[tuple[str, str, str]]:
    found = {name: _ask(f"SHOW {name}") for name in POSTGRES_DURABLE}
    return [(name, value, "on") for name, value in found.items() if value not in POSTGRES_DURABLE[name]]


def _ask(question: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return str(cursor.fetchone()[0])


def database_is_current(*, databases: Sequence[str] | None = None, **_kwargs: object) -> list[CheckMessage]:
    """Return an error when the tables are not those of this version."""
    if settings.DEMO or not databases:
        return []
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not waiting:
        return []
    return [
        Error(
            _("データベースがこの版に合っていません（未適用 %(count)d 件）。") % {"count": len(waiting)},
            hint=_("控えを取ってから dejiro migrate を実行してください。"),
            id="platform.E011",
        )
    ]


def ledger_key_is_in_use(*, databases: Sequence[str] | None = None, **_kwargs: object) -> list[CheckMessage]:
    """Return an error when the log was signed by another key than the one set, and does not say that it was changed."""
    if settings.DEMO or not databases:
        return []
    heads = apps.get_model("ledger", "Head")
    if heads._meta.db_table not in connection.introspection.table_names():  # noqa: SLF001  # documented by Django
        return []
    fault: str = import_string(KEY_FAULT)()
    hint = _(
        "前の鍵を設定に戻し、dejiro change-ledger-key で替えてください。替えたあとなら、新しい鍵を設定してください。"
    )
    return [Error(fault, hint=hint, id="platform.E013")] if fault else []


def database_has_no_demo(*, databases: Sequence[str] | None = None, **_kwargs: object) -> list[CheckMessage]:
    """Return an error when the fictional people, whose password everybody knows, could sign in."""
    if settings.DEMO or not databases:
        return []
    users = apps.get_model("accounts", "User")
    if users._meta.db_table not in connection.introspection.table_names():  # noqa: SLF001  # documented by Django
        return []
    if not users.objects.filter(email__endswith=DEMO_DOMAIN, is_active=True).exists():
        return []
    return [
        Error(
            _("デモの人物がこのデータベースにいて、誰でもログインできます。"),
            hint=_("デモとは別のデータベースを DATABASE_URL に設定してください。"),
            id="platform.E012",
        )
    ]
