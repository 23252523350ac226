"""Do what the README says on a machine that has nothing but Python, make and a network, and look whether it is true.

A fresh clone of HEAD, a home of its own, the system's programs only: `make demo`, its first pages, a login with what it
printed, the desk, a backup and its restore; then `make test` as far as it shows that its set-up works.
"""

import http
import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("/", "/accounts/login/", "/needs/", "/rounds/", "/audit/", "/api/openapi.json")
NETWORK = re.compile(r"^(pip|uv|npm_config|ssl|node)_|_proxy$|^requests_ca_bundle$", re.IGNORECASE)
SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
PATIENCE = 900


def main() -> None:
    """Do it all; stop at the first thing that is not as promised."""
    with tempfile.TemporaryDirectory(prefix="dejiro-clean-") as folder:
        home, clone = Path(folder) / "home", Path(folder) / "dejiro"
        home.mkdir()
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        environment = clean_environment(home)
        demo(clone, environment)
        rehearse_restore(clone, environment)
        subprocess.run(["make", "test", "ARGS=--only sqlite tests/docs"], check=True, cwd=clone, env=environment)
    say("the README is true on a clean machine")


def clean_environment(home: Path) -> dict[str, str]:
    """Return an environment with nothing of this one but how to reach the network."""
    network = {name: value for name, value in os.environ.items() if NETWORK.search(name)}
    return {**network, "HOME": str(home), "PATH": SYSTEM_PATH, "LANG": "C.UTF-8", "DEJIRO_PORT": str(free_port())}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def demo(clone: Path, environment: dict[str, str]) -> None:
    """Start the demo, ask for its pages, sign in and look at the desk."""
    base = f"http://127.0.0.1:{environment['DEJIRO_PORT']}"
    with running(clone, environment) as log:
        wait_for(base, log)
        for page in PAGES:
            check(f"GET {page}", fetch(base + page)[0])
        printed = log.read_text(encoding="utf-8")
        email, password = first(r"\S+@\S+", printed), first(r"password: (\S+)", printed)
        check(f"signing in as {email}", sign_in(base, email, password))


@contextmanager
def running(clone: Path, environment: dict[str, str]) -> Iterator[Path]:
    """Run `make demo` in the background; yield the file that holds what it prints."""
    log = clone.parent / "demo.log"
    started = time.monotonic()
    with log.open("wb") as output:
        command = ["make", "demo"]
        process = subprocess.Popen(
            command, cwd=clone, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield log
        say(f"make demo and its first pages took {time.monotonic() - started:.0f} s")
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=60)


def wait_for(base: str, log: Path) -> None:
    """Wait until the demo answers."""
    for _ in range(PATIENCE):
        try:
            fetch(base + "/accounts/login/")
        except OSError:
            time.sleep(1)
        else:
            return
    stop(f"the demo does not answer:\n{log.read_text(encoding='utf-8')[-4000:]}")


def sign_in(base: str, email: str, password: str) -> bool:
    """Sign in through the form and tell whether the desk opens."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    _, form = fetch(base + "/accounts/login/", opener=opener)
    token = first(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    fields = urllib.parse.urlencode({"csrfmiddlewaretoken": token, "login": email, "password": password})
    fetch(base + "/accounts/login/", opener=opener, data=fields.encode())
    good, desk = fetch(base + "/desk/", opener=opener)
    return good and 'name="password"' not in desk


def fetch(
    url: str, *, opener: urllib.request.OpenerDirector | None = None, data: bytes | None = None
) -> tuple[bool, str]:
    """Return whether the answer was 200, and the page."""
    request = urllib.request.Request(url, data=data, headers={"Referer": url})  # noqa: S310  # our own demo
    with (opener or urllib.request.build_opener()).open(request, timeout=60) as answer:
        return answer.status == http.HTTPStatus.OK, answer.read().decode()


def rehearse_restore(clone: Path, environment: dict[str, str]) -> None:
    """Back the demo up, restore it elsewhere, and compare what both say."""
    command, archive = clone / ".venv" / "bin" / "dejiro", clone.parent / "backup.zip"
    elsewhere = {**environment, "DEJIRO_MODE": "demo", "DEJIRO_DATA_DIR": str(clone.parent / "elsewhere")}
    saved = output([command, "backup", archive], clone, {**environment, "DEJIRO_MODE": "demo"})
    restored = output([command, "restore", archive], clone, elsewhere)
    check("a restored backup has the same rows, files and root", facts(saved) == facts(restored))


def output(command: list[str | Path], folder: Path, environment: dict[str, str]) -> str:
    return subprocess.run(command, check=True, cwd=folder, env=environment, capture_output=True, text=True).stdout


def facts(printed: str) -> str:
    return first(r"(\d+表 \d+行、.*)", printed)


def first(pattern: str, text: str) -> str:
    """Return the first match, or stop."""
    found = re.search(pattern, text)
    if not found:
        stop(f"{pattern} was not found in:\n{text[:2000]}")
    return found.group(found.re.groups)


def check(what: str, good: bool) -> None:  # noqa: FBT001  # the outcome is the point
    """Say that something holds, or stop."""
    if not good:
        stop(what)
    say(f"ok: {what}")


def say(text: str) -> None:
    print(f"quickstart: {text}", flush=True)


def stop(text: str) -> NoReturn:
    sys.exit(f"quickstart failed: {text}")


if __name__ == "__main__":
    main()
