import pytest

from dejiro.cores.bundle.tests.support import Log, small_log


@pytest.fixture(scope="session")
def log() -> Log:
    return small_log()
