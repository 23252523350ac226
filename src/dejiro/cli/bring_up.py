"""Bring up the platform's settings for the sub-commands that need them."""

import os

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def prepare(command: str) -> str:
    """Load the settings and apps; return "" or the sentence that says which variable is wrong.

    `dejiro demo` runs in demo mode; every other command is of production unless DEJIRO_MODE says otherwise.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dejiro.config.settings")
    os.environ.setdefault("DEJIRO_MODE", "demo" if command == "demo" else "production")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        return str(error)
    settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    return ""
