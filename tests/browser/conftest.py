"""A Chromium, the demo made once, and platforms on copies of it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.sites import Site, copied, demo_in, props_in, serving
from tests.browser.visitors import House
from tests.browser.walks import Walk
from tools import chromium

# Chromium's own sandbox needs a user other than root, or name spaces that a container seldom allows.
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-software-rasterizer", "--disable-dev-shm-usage"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the story, the longest: were it last, one processor would wait for the other."""
    items.sort(key=lambda item: not item.path.match("test_story.py"))
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = chromium.find()
    if found is None:
        pytest.skip(f"no browser: {chromium.MISSING}")
    # Playwright keeps an event loop under this thread, which Django would take for asynchronous code in later tests.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=found, args=SWITCHES)


@pytest.fixture(scope="session")
def demo(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.getbasetemp()
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    return demo_in((base.parent if is_worker else base) / "demo")


@pytest.fixture(scope="session")
def walk(browser: Browser, demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    folder = copied(demo, tmp_path_factory.mktemp("walk") / "data")
    numbers = props_in(folder)
    with serving(folder) as served:
        opened = House(browser, served)
        yield Walk(opened, numbers)
        opened.close()


@pytest.fixture
def site(demo: Path, tmp_path: Path) -> Iterator[Site]:
    with serving(copied(demo, tmp_path / "data")) as served:
        yield served


@pytest.fixture
def house(browser: Browser, site: Site) -> Iterator[House]:
    opened = House(browser, site)
    yield opened
    assert opened.close() == []


@pytest.fixture
def common(browser: Browser, walk: Walk) -> Iterator[House]:
    """People before the platform of the walk, for what may be written there beside everything else."""
    opened = House(browser, walk.house.site, cookies=walk.house.cookies)
    yield opened
    assert opened.close() == []
