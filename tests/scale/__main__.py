"""`python -m tests.scale {rounds COUNT SEED,write,read}`: start a part of kills.py on the database of DATABASE_URL."""

import importlib
import os
import sys

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dejiro.config.settings")
    django.setup()
    importlib.import_module("tests.scale.kills").main(*sys.argv[1:])
