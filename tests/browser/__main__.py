"""`python -m tests.browser {props,screenshots}`: play what the demo lacks, or take the README's pictures."""

import importlib
import os
import sys

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dejiro.config.settings")
    os.environ.setdefault("DEJIRO_MODE", "demo")
    django.setup()
    sys.exit(importlib.import_module(f"tests.browser.{sys.argv[1]}").main())
