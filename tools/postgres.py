"""A throw-away PostgreSQL: its own directory, its own socket, no port; gone when the block ends."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

PG_VARIABLES = {"user": "PGUSER", "password": "PGPASSWORD", "port": "PGPORT"}
DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Cluster:
    """A running server in `directory`; `account` runs it, because PostgreSQL refuses root."""

    binaries: Path
    directory: Path
    account: str | None
    options: str

    @property
    def url(self) -> str:
        """The address for DATABASE_URL, through the unix socket."""
        return f"postgres:///dejiro?host={self.directory}&user=dejiro"

    def create(self, name: str) -> str:
        """Make another empty database and return its address."""
        self.call("createdb", "-h", str(self.directory), "-U", "dejiro", name)
        return self.url.replace("/dejiro?", f"/{name}?")

    def start(self) -> None:
        """Start the server and wait until it answers."""
        self.call(
            "pg_ctl", "-D", f"{self.directory}/data", "-l", f"{self.directory}/log", "-w", "-o", self.options, "start"
        )

    def stop(self) -> None:
        """Stop the server; an error is of no interest, its directory goes anyway."""
        self.call("pg_ctl", "-D", f"{self.directory}/data", "-m", "immediate", "-w", "stop", check=False)

    def pid(self) -> int:
        """Return the process id of the postmaster."""
        return int((self.directory / "data" / "postmaster.pid").read_text(encoding="ascii").splitlines()[0])

    def locks(self) -> list[Path]:
        """Return the files by which a running server keeps others away."""
        return [self.directory / "data" / "postmaster.pid", *self.directory.glob(".s.PGSQL.*.lock")]

    def call(self, program: str, *arguments: str, check: bool = True) -> None:
        """Run one of PostgreSQL's own programs."""
        command = [str(self.binaries / program), *arguments]
        done = subprocess.run(command, check=False, cwd="/", user=self.account, capture_output=True, text=True)
        if check and done.returncode:
            raise RuntimeError(f"{program}: {done.stdout}{done.stderr}")


def find_binaries() -> Path | None:
    """Return the directory with `initdb` and `postgres`, the newest where there are several, or None."""
    candidates = sorted(DEBIAN.glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    if on_path := shutil.which("initdb"):
        candidates.append(Path(on_path).resolve().parent)
    return next((path for path in candidates if (path / "initdb").exists() and (path / "postgres").exists()), None)


@contextmanager
def throw_away(*, durable: bool = False) -> Iterator[Cluster]:
    """Yield a running server with an empty database `dejiro`; `durable` keeps fsync on.

    Raises:
        RuntimeError: if PostgreSQL's programs are missing or will not run.
    """
    binaries = find_binaries()
    if binaries is None:
        raise RuntimeError("PostgreSQL is not on this machine.")
    directory = Path(tempfile.mkdtemp(prefix="dejiro-pg-"))
    cluster = Cluster(binaries, directory, _account(directory), _options(directory, durable=durable))
    try:
        cluster.call(
            "initdb",
            "-D",
            f"{directory}/data",
            "-U",
            "dejiro",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        cluster.start()
        cluster.create("dejiro")
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(directory, ignore_errors=True)


def local_url() -> str | None:
    """Return the address of a server at PGHOST or the usual socket that lets us make databases, or None."""
    host = os.environ.get("PGHOST", "/var/run/postgresql")
    name = os.environ.get("PGDATABASE", "postgres")
    address = f"postgres:///{name}?host={host}" + "".join(
        f"&{key}={os.environ[variable]}" for key, variable in PG_VARIABLES.items() if os.environ.get(variable)
    )
    try:
        with psycopg.connect(address, connect_timeout=3) as connection:
            row = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.Error:
        return None
    return address if row and row[0] else None


def _options(directory: Path, *, durable: bool) -> str:
    speed = "" if durable else " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    return f"-c listen_addresses='' -c unix_socket_directories={directory} -c max_connections=60{speed}"


def _account(directory: Path) -> str | None:
    if os.geteuid() != 0:
        return None
    account = _first_account("postgres", "nobody")
    os.chown(directory, account.pw_uid, account.pw_gid)
    return account.pw_name


def _first_account(*names: str) -> pwd.struct_passwd:
    for name in names:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("No account on this machine may run PostgreSQL.")
