"""The production server, gunicorn with threads (docs/adr/0002-server.md). The demo runs the same one, small."""

import argparse
import errno
import gc
import importlib
import os
import socket
from pathlib import Path
from typing import Final

from django.db import connections
from gunicorn.app.base import BaseApplication

from dejiro.config import env

COLLECT_AFTER: Final = (20_000, 20, 50)  # a page makes some ten thousand objects and keeps none
SHARED_MEMORY: Final = Path("/dev/shm")  # noqa: S108  # workers touch a heartbeat file here, so that a slow disk kills none


def add_address(parser: argparse.ArgumentParser) -> None:
    """Declare where to listen."""
    parser.add_argument(
        "--host", default=env.text("DEJIRO_HOST", "127.0.0.1"), help="待ち受けるアドレス（DEJIRO_HOST）"
    )
    parser.add_argument("--port", type=int, default=env.integer("DEJIRO_PORT", 8000), help="ポート番号（DEJIRO_PORT）")


def default_workers() -> int:
    """Return one process per processor, at least two, so that one can be renewed while another answers."""
    return max(2, os.cpu_count() or 1)


def port_fault(host: str, port: int) -> str:
    """Return "" when the port is free, else a sentence that says what to do."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = "使われています" if error.errno == errno.EADDRINUSE else f"使えません（{error.strerror}）"
            return f"{host} のポート {port} は{reason}。--port 8001 のように別の番号を指定してください。"
    return ""


def run(address: str, *, workers: int, threads: int) -> int:
    """Serve until told to stop; requests under way are finished first."""
    connections.close_all()  # a forked worker must not share its parent's connection
    Server(options(address, workers=workers, threads=threads)).run()
    return 0


def options(address: str, *, workers: int, threads: int) -> dict[str, object]:
    """Return gunicorn's settings, each with its reason."""
    return {
        "bind": [address],
        "workers": workers,
        "threads": threads,
        "worker_class": "gthread",
        "preload_app": True,  # one copy of code and dictionaries in memory, and a fault shows before the port opens
        "timeout": 60,
        "graceful_timeout": 30,
        "keepalive": 5,
        "max_requests": 5000,  # a leak anywhere stays small
        "max_requests_jitter": 500,
        "worker_tmp_dir": str(SHARED_MEMORY) if SHARED_MEMORY.is_dir() else None,
        "accesslog": "-" if env.boolean("DEJIRO_ACCESS_LOG", default=False) else None,
        # Without query strings: what people search for, and the keys of calendars, are nobody's business.
        "access_log_format": '%(h)s %(l)s %(u)s %(t)s "%(m)s %(U)s %(H)s" %(s)s %(b)s "%(a)s"',
        "loglevel": "warning",
        "control_socket_disable": True,
        "proc_name": "dejiro",
    }


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn around our WSGI application, configured here and by nothing else."""

    def __init__(self, chosen: dict[str, object]) -> None:
        self.chosen = chosen
        super().__init__()

    def load_config(self) -> None:
        """Take our settings; no file, no GUNICORN_CMD_ARGS."""
        for name, value in self.chosen.items():
            self.cfg.set(name, value)

    def load(self) -> object:
        """Return the application."""
        application: object = importlib.import_module("dejiro.config.wsgi").application
        settle()
        return application


def settle() -> None:
    """Keep what is loaded out of garbage collection: workers then share its memory, and a page pays only for its own.

    Source: the `gc` module's documentation, `gc.freeze`.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
