"""`python -m tests.browser screenshots`: take the README's pictures anew from the demo, into docs/images."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import ViewportSize, sync_playwright

from tests.browser.sites import ROOT, demo_in, serving
from tests.browser.visitors import House
from tools import chromium

PICTURES = ROOT / "docs" / "images"
SIZE = ViewportSize(width=1280, height=960)
MOST_BYTES = 250_000
# What stands on each picture: who looks, from where, and along which links.
SHOTS = {
    "desk": ("okutama", "/desk/", ()),
    "round": ("hachioji", "/rounds/", ("窓口用タブレット端末の共同調達",)),
    "need": ("okutama", "/needs/?q=タブレット", ("窓口で使うタブレット端末を安く確保したい",)),
}


def main() -> int:
    """Take every picture; 1 when one is larger than a README should carry."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="dejiro-pictures-") as folder:
        demo = demo_in(Path(folder) / "demo")
        with serving(demo) as site, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium.find(), args=["--no-sandbox", "--disable-gpu"]
            )
            house = House(browser, site)
            sizes = [take(house, name) for name in SHOTS]
            house.close()
    return int(max(sizes) > MOST_BYTES)


def take(house: House, name: str) -> int:
    """Take one picture and return its size in bytes."""
    who, address, links = SHOTS[name]
    page = house.page(who, size=SIZE)
    page.goto(address)
    for link in links:
        with page.expect_navigation():
            page.locator("main").get_by_role("link", name=link).first.click()
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path, animations="disabled", caret="hide")
    sys.stdout.write(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes\n")
    return path.stat().st_size
