"""Bytes under their own hash in `settings.FILES_DIR`: written once, whole or not at all, and shared by equal files."""

import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings


def digest_of(content: bytes) -> str:
    """Return the SHA-256 under which the bytes lie."""
    return hashlib.sha256(content).hexdigest()


def path_of(digest: str) -> Path:
    """Return where bytes of this hash lie or would lie."""
    return Path(settings.FILES_DIR) / digest[:2] / digest[2:4] / digest


def store(content: bytes) -> str:
    """Keep the bytes and return their hash; they are on the disk when this returns. Equal bytes are kept once."""
    digest = digest_of(content)
    path = path_of(digest)
    try:
        os.utime(path)
    except FileNotFoundError:
        _write(path, content)
    return digest


def stored() -> Iterator[Path]:
    """Yield every file kept, and what a crash left half written."""
    return (path for path in Path(settings.FILES_DIR).glob("*/*/*") if path.is_file())


def age_of(path: Path) -> float:
    """Return how many seconds ago somebody last sent these bytes."""
    return time.time() - path.stat().st_mtime


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    partial = path.with_name(f"{path.name}.{secrets.token_hex(8)}.part")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            partial.unlink()
        raise
    _keep_entry(path.parent)


def _keep_entry(folder: Path) -> None:
    """Make the new name itself outlive a crash."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
