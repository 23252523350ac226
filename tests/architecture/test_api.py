"""A program can do what a person can: each act of the pages is an operation too."""

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator
from importlib import import_module
from inspect import Parameter, isfunction, signature
from pathlib import Path

from ninja import Schema

import dejiro

SOURCE = Path(dejiro.__file__).parent
APPS = sorted(path.parent for path in (SOURCE / "apps").glob("*/urls.py"))


def test_every_act_of_the_pages_is_an_operation_of_the_api() -> None:
    acts = set(acts_of_services())
    missing = {app.name: sorted((named(app, "views") & acts) - named(app, "api")) for app in APPS}

    assert {app: names for app, names in missing.items() if names} == {}


def test_acts_are_told_from_readings_by_the_actor_whom_they_name() -> None:
    def moved(*, actor: str) -> None: ...

    def seen(actor: str) -> None: ...

    assert is_act(moved)
    assert not is_act(seen)


def test_no_two_shapes_of_the_api_share_a_name() -> None:
    """The OpenAPI document knows a shape by its name alone: the later of two would stand for both."""
    import_module("dejiro.config.api")
    shapes = {shape for shape in below(Schema) if ".tests" not in shape.__module__ and "dejiro" in shape.__module__}
    places = defaultdict[str, list[str]](list)
    for shape in shapes:
        places[shape.__name__].append(shape.__module__)

    assert {name: sorted(found) for name, found in places.items() if len(found) > 1} == {}


def below(shape: type[Schema]) -> Iterator[type[Schema]]:
    for one in shape.__subclasses__():
        yield one
        yield from below(one)


def acts_of_services() -> Iterator[str]:
    """Names of the functions that write: they name their actor, and by keyword only."""
    for path in (*SOURCE.glob("foundation/**/*.py"), *SOURCE.glob("apps/**/*.py")):
        parts = path.relative_to(SOURCE.parent).with_suffix("").parts
        if not {"tests", "migrations"} & set(parts):
            module = import_module(".".join(parts).removesuffix(".__init__"))
            yield from (name for name, value in vars(module).items() if isfunction(value) and is_act(value))


def is_act(function: Callable[..., object]) -> bool:
    actor = signature(function).parameters.get("actor")
    return actor is not None and actor.kind is Parameter.KEYWORD_ONLY


def named(app: Path, part: str) -> set[str]:
    """The names that an app's pages or operations mention."""
    trees = [
        ast.parse(path.read_text(encoding="utf-8")) for path in (*app.glob(f"{part}.py"), *app.glob(f"{part}/**/*.py"))
    ]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    return names | {node.attr for node in nodes if isinstance(node, ast.Attribute)}
