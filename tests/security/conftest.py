import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from django.test import override_settings
from pytest_django import Settings

from conftest import Cast, Share
from tests.security.stage import attachment_number, one_of_everything, others
from tests.security.target import Target

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\{(?:\w+:)?(\w+)\}|\(\?P<(\w+)>[^)]*\)")


FIXED = frozenset({"other", "file", "form", "key"})


def parameters(route: str) -> list[str]:
    """Return the names of a route's parameters."""
    return [next(name for name in found if name) for found in PARAMETER.findall(route)]


class Stage:
    """Fills the parameters of addresses with the records that were made."""

    def __init__(self, targets: Mapping[str, list[Target]]) -> None:
        self.targets = targets
        self.fixed = others(targets["/needs/"][0].value, attachment_number())

    def addresses(self, route: str) -> Iterator[tuple[str, str]]:
        """Yield what the table shows and the address, once for each record that fits the route."""
        plain = route.replace("/^", "/").replace("\\.", ".").rstrip("$")
        if not set(parameters(plain)) - FIXED:
            yield self.filled(plain, "-"), self.filled(plain, "-")
            return
        for target in self.records(plain):
            yield self.filled(plain, target.word), self.filled(plain, str(target.value))

    def records(self, route: str) -> list[Target]:
        """Return the records for the longest beginning that fits."""
        path = route.removeprefix("/api")
        fitting = [beginning for beginning in self.targets if path.startswith(beginning)]
        return self.targets[max(fitting, key=len)] if fitting else [Target("-", "-")]

    def filled(self, route: str, own: str) -> str:
        """Return the route with its own record's word or number in its place."""

        def value(found: re.Match[str]) -> str:
            name = next(group for group in found.groups() if group)
            return str(self.fixed[name]) if name in FIXED else own

        return PARAMETER.sub(value, route)


@pytest.fixture(scope="module")
def stage_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stage")


@pytest.fixture(autouse=True)
def files_dir(settings: Settings, stage_files: Path) -> Path:
    settings.FILES_DIR = stage_files
    return stage_files


@pytest.fixture(scope="module")
def stage_targets(share: Share, stage_files: Path) -> Mapping[str, list[Target]]:
    with override_settings(FILES_DIR=stage_files):
        return share(one_of_everything)


@pytest.fixture
def cast(stage_targets: Mapping[str, list[Target]], cast: Cast) -> Cast:  # everything stands there
    return cast


@pytest.fixture
def stage(stage_targets: Mapping[str, list[Target]]) -> Stage:
    return Stage(stage_targets)
