"""The Chromium that tests and pictures are made with."""

import os
import shutil
from typing import Final

# The build without windows comes first: to open a page costs it half as much.
NAMES: Final = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
MISSING: Final = (
    "install Chromium and a Japanese font"
    " (Debian: apt install chromium-headless-shell fonts-noto-cjk; Ubuntu: apt install chromium fonts-noto-cjk)"
)


def find() -> str | None:
    """Return the program that DEJIRO_CHROMIUM names, or the first that the machine has, None without any."""
    return os.environ.get("DEJIRO_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
