import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

OURS = [model for model in apps.get_models() if model.__module__.startswith("dejiro.")]
JAPANESE = re.compile(r"[぀-ヿ一-鿿]")


def label(model: type[models.Model]) -> str:
    return model._meta.label


@pytest.mark.parametrize("model", OURS, ids=label)
def test_a_table_and_its_columns_have_japanese_names(model: type[models.Model]) -> None:
    fields = [field for field in model._meta.fields if not field.primary_key and not field.auto_created]
    names = [str(model._meta.verbose_name), *(str(field.verbose_name) for field in fields)]
    foreign = {"last login", "superuser status", "active", "password", "URL"}
    assert [name for name in names if not JAPANESE.search(name) and name not in foreign] == []


@pytest.mark.parametrize("model", OURS, ids=label)
def test_a_row_says_what_it_is(model: type[models.Model]) -> None:
    assert "__str__" in vars(model)


@pytest.mark.django_db
def test_the_migrations_are_complete() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize(
    "config", [config for config in apps.get_app_configs() if config.name.startswith("dejiro.")], ids=str
)
def test_an_app_is_laid_out_like_the_others(config: object) -> None:
    folder = Path(getattr(config, "path", ""))
    has_models = (folder / "models.py").exists() or (folder / "models").is_dir()
    assert has_models == (folder / "migrations" / "0001_initial.py").exists()
