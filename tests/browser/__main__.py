"""`python -m tests.browser`: play what the demo lacks into the database of DEJIRO_DATA_DIR, and print its numbers."""

import importlib
import os

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dejiro.config.settings")
    django.setup()
    importlib.import_module("tests.browser.props").main()
