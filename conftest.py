"""What every test shares: the fixed cast on the real bodies, a clock that stands still, and no mail that leaves."""

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import Protocol, TypeVar

import hypothesis
import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.utils import translation
from pytest_django import DjangoDbBlocker, Settings
from pytest_django.plugin import blocking_manager_key

from dejiro.cli.server import settle
from dejiro.demo.cast import cast_load
from dejiro.foundation import clock as platform_clock
from dejiro.foundation.accounts.actors import SYSTEM, Actor, actor_for
from dejiro.foundation.accounts.models import User
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.services import bodies_load, organization_merge

START = "2026-10-05T10:00:00+09:00"
# The same examples on every machine, however slow it is at the moment.
hypothesis.settings.register_profile(
    "house", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")
ON_POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")
ROLES_REST_ON = ("accounts_user", "accounts_membership", "accounts_delegation", "organizations_organization")
DEMO = Path(__file__).parent / "src" / "dejiro" / "demo"
DATABASE = {"db", "transactional_db", "django_db_setup"}
T = TypeVar("T")


def pytest_configure() -> None:
    """Hash passwords fast: a hash that is slow on purpose costs a second for each sign-in."""
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the demo; on PostgreSQL leave out what asks no database or has said all on SQLite."""
    # The demo is played once for its module. Were it last, the worker that is done first would take half of the module
    # over and play it once more.
    items.sort(key=lambda item: not item.path.is_relative_to(DEMO))
    if not ON_POSTGRES:
        return
    config.hook.pytest_deselected(items=[item for item in items if not is_for_postgres(item)])
    items[:] = filter(is_for_postgres, items)


def is_for_postgres(item: pytest.Item) -> bool:
    """True when a test may end otherwise on PostgreSQL than on SQLite."""
    return asks_database(item) and item.get_closest_marker("once") is None


def asks_database(item: pytest.Item) -> bool:
    """True when a test, or what is set up for it, opens a database."""
    marked = item.get_closest_marker("django_db") is not None
    return marked or not DATABASE.isdisjoint(getattr(item, "fixturenames", ()))


def examples(most: int) -> int:
    """Return how many examples a machine plays: fewer on the second database."""
    return max(3, most // 3) if ON_POSTGRES else most


def pytest_collection_finish() -> None:
    """Keep what is loaded out of garbage collection, as the server does."""
    settle()


def stage() -> None:
    """Load the bodies of Tokyo and Tottori and the people of the cast."""
    bodies_load(actor=SYSTEM, areas=("130001", "310000"))
    cast_load()


STAGED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, object, object]:
    """Put everything on the stage again after a test that commits, as its end empties all tables."""
    done = yield
    marked = item.get_closest_marker("django_db")
    commits = marked is not None and marked.kwargs.get("transaction")
    # There is no database before the first test that asks one, and none after the last.
    if commits and nextitem is not None and item.config.stash.get(STAGED, False):
        with item.config.stash[blocking_manager_key].unblock():
            if not Organization.objects.exists():  # a test that was skipped has emptied nothing
                stage()
    return done


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker, pytestconfig: pytest.Config) -> None:
    with django_db_blocker.unblock():
        stage()
    pytestconfig.stash[STAGED] = True


@pytest.fixture(autouse=True)
def nothing_counted_yet() -> None:
    """Forget who read how much: the clock stands still, so that the limits of a minute would hold for all tests."""
    cache.clear()


@dataclass
class Clock:
    """The platform's clock in tests: it stands still until it is moved."""

    moment: datetime

    def now(self) -> datetime:
        return platform_clock.STANDING.moment or self.moment

    def move_to(self, moment: str) -> None:
        self.moment = datetime.fromisoformat(moment)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    standing = Clock(datetime.fromisoformat(START))
    monkeypatch.setattr(platform_clock, "now", standing.now)
    return standing


@pytest.fixture(autouse=True)
def japanese() -> Iterator[None]:
    """Japanese, whatever language a request of the test before has left behind."""
    with translation.override("ja"):
        yield


@pytest.fixture(scope="session")
def files_dirs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Places for files, one for each test, of which few are needed."""
    base = tmp_path_factory.mktemp("files")
    return (base / str(number) for number in count())


@pytest.fixture(autouse=True)
def files_dir(settings: Settings, files_dirs: Iterator[Path]) -> Path:
    path = next(files_dirs)
    settings.FILES_DIR = path
    return path


class Cast:
    """The people of the cast as actors, by the keys of `dejiro.demo.people`."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, datetime], Actor] = {}

    def __getattr__(self, key: str) -> Actor:
        return self.actor(key)

    def actor(self, key: str) -> Actor:
        """Return the person with the roles that they hold now."""
        role = (key, platform_clock.now())
        if role not in self.known:
            self.known[role] = actor_for(self.user(key))
        return self.known[role]

    def forget(self, execute: Callable[..., object], sql: str, *rest: object) -> object:
        """Ask anew who holds which role after anything was written on which roles rest."""
        if not sql.startswith("SELECT") and any(table in sql for table in ROLES_REST_ON):
            self.known.clear()
        return execute(sql, *rest)

    def user(self, key: str) -> User:
        """Return the person."""
        return User.objects.get(email=f"{key.replace('_', '-')}@example.lg.jp")

    def body(self, code: str) -> Organization:
        """Return a body by its code."""
        return Organization.objects.get(code=code, valid_to=None)

    def merge(self, gone: str, heir: str, on: date) -> Organization:
        """Merge a body into another from a day on, both by their codes; return the one that goes."""
        body = self.body(gone)
        organization_merge(actor=SYSTEM, predecessors=[body], successor=self.body(heir), on=on)
        return body

    def login(self, client: Client, actor: Actor) -> None:
        """Sign the actor in."""
        assert actor.user is not None
        client.force_login(actor.user, backend=django_settings.AUTHENTICATION_BACKENDS[0])


@contextmanager
def on_stage() -> Iterator[Cast]:
    """The cast, who know when roles change."""
    people = Cast()
    with connection.execute_wrapper(people.forget):
        yield people


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with on_stage() as people:
        yield people


class Share(Protocol):
    """Makes what the tests of a module share."""

    def __call__(self, make: Callable[[Cast], T]) -> T:
        """Make it once, at the beginning; what a test changes of it is as before in the next."""


@pytest.fixture(scope="module")
def share(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Share]:
    with ExitStack() as until_the_end:

        def made(make: Callable[[Cast], T]) -> T:
            with django_db_blocker.unblock():
                until_the_end.enter_context(rolled_back())
                with (
                    platform_clock.standing_at(datetime.fromisoformat(START)),
                    translation.override("ja"),
                    on_stage() as people,
                ):
                    return make(people)

        yield made
        with django_db_blocker.unblock():
            until_the_end.close()


@contextmanager
def rolled_back() -> Iterator[None]:
    """A transaction of which nothing remains."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def browser_client(cast: Cast) -> Client:
    """A browser that nobody has signed in."""
    return Client(HTTP_ACCEPT_LANGUAGE="ja")
