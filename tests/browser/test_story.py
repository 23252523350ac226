"""The story that the platform is made for, told in a browser: from a voice to a joint decision, effect and adoption."""

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, expect

from tests.browser.acts import fill, follow, open_from_desk, press, told
from tests.browser.looking import look
from tests.browser.sites import PRESENT, copied, dejiro_command, serving
from tests.browser.visitors import House

AFTER_THE_DATE = "2026-10-19T10:00:00+09:00"
NEXT_SUMMER = "2027-07-05T10:00:00+09:00"
QUESTION = "電子契約の規則をどう直すか"
NEED = "電子契約を西多摩でそろえて始めたい"
ROUND = "電子契約サービスの共同調達"
TERMS = {
    "title": ROUND,
    "object": "電子契約サービスと、契約の相手方への説明会。",
    "specification": "相手方に費用がかからないこと。",
    "unit": "件",
    "tiers": "1 420\n100 310\n300 240",
    "fixed_cost": "40000",
    "share": "equal",
    "scheme": "B",
    "starts": "2027-04",
    "months": "36",
    "closes_on": "2026-10-16",
    "minimum_members": "2",
    "measure": "契約1件あたりの印紙と郵送の費用",
    "measure_unit": "円",
    "direction": "lower",
    "measure_method": "直近3か月の費用を件数で割る。",
}


@contextmanager
def house_at(moment: str, browser: Browser, folder: Path) -> Iterator[House]:
    with serving(folder, moment) as site:
        house = House(browser, site)
        yield house
        assert house.close() == []


def test_a_voice_becomes_a_joint_decision_that_anyone_verifies_and_others_adopt(
    browser: Browser, demo: Path, tmp_path: Path
) -> None:
    folder = copied(demo, tmp_path / "data")
    with house_at(PRESENT, browser, folder) as house:
        consultation(house)
        need = triage(house)
        address = proposal(house, need)
        promise(house, "hachioji", address, quantity="260", cap="700")
        promise(house, "okutama", address, quantity="40", cap="1000")
        panel(house, address)
    with house_at(AFTER_THE_DATE, browser, folder) as house:
        decision(house, address)
        verified(house, address, tmp_path)
    with house_at(NEXT_SUMMER, browser, folder) as house:
        effect(house, address)
        adoption(house, address)


def consultation(house: House) -> None:
    asker = house.turn("okutama")
    asker.goto("/desk/")
    follow(asker, "専門人材に相談する")
    asker.locator("[name=title]").press_sequentially(QUESTION)
    expect(asker.locator("#similar article").first).to_contain_text("契約")
    look(asker)
    fill(asker, body="契約規則のどの条文を直せばよいでしょうか。", category="procedures")
    press(asker, "この内容で相談する")
    told(asker, "相談を受け付けました")

    expert = house.turn("expert")
    open_from_desk(expert, f"相談に回答する：{QUESTION}")
    fill(expert, answer="契約書の作成を書面に限っている条文に、電磁的記録を加えます。")
    press(expert, "回答を送る")
    told(expert, "回答を送りました。")

    asker = house.turn("okutama")
    open_from_desk(asker, f"回答を評価する：{QUESTION}")
    told(asker, "電磁的記録を加えます。")
    fill(asker, rating="5", comment="すぐに使えました。")
    press(asker, "評価を送る")
    told(asker, "5点中5点")


def triage(house: House) -> str:
    coordinator = house.turn("coordinator")
    coordinator.goto("/needs/triage/?q=電子契約")
    for box in coordinator.get_by_role("checkbox").all():
        box.check()
    press(coordinator, "選んだ声を課題に入れる")
    fill(coordinator, into="new", title=NEED, summary="規則の直し方と製品をそろえて選ぶ。", category="procedures")
    press(coordinator, "課題に入れる")
    expect(coordinator.get_by_role("heading", level=1)).to_have_text(NEED)
    return urlsplit(coordinator.url).path


def proposal(house: House, need: str) -> str:
    coordinator = house.turn("coordinator")
    coordinator.goto(need)
    follow(coordinator, "共同調達を提案する")
    fill(coordinator, **TERMS)
    press(coordinator, "下書きとして保存する")
    follow(coordinator, "募集を始める")
    press(coordinator, "募集を始める")
    told(coordinator, "締切")
    return urlsplit(coordinator.url).path


def promise(house: House, who: str, address: str, *, quantity: str, cap: str) -> None:
    officer = house.turn(who)
    open_from_desk(officer, f"参加するか答える：{ROUND}")
    follow(officer, "約束する")
    fill(officer, quantity=quantity, max_unit_price=cap, starts="2027-04", authority="2")
    fill(officer, baseline="940", baseline_on="2026-10-05", baseline_source="会計課の集計")
    officer.get_by_text("参加の条件を付ける（任意）").click()
    fill(officer, min_members="2")
    officer.locator("main").get_by_role("button", name="試算する").click()
    expect(officer.locator("#preview")).to_contain_text("成立する組に入って")
    look(officer)
    press(officer, "下書きを保存する")
    follow(officer, "承認に回す")
    press(officer, "承認に回す")
    told(officer, "承認に回しました")

    chief = house.turn(f"{who}_chief")
    open_from_desk(chief, f"約束を承認する：{ROUND}")
    follow(chief, "承認する")
    press(chief, "約束を承認する")
    told(chief, "約束を承認しました。")


def panel(house: House, address: str) -> None:
    officer = house.turn("okutama")
    officer.goto(address)
    told(officer, "成立する組に入っています")
    told(officer, "単独で買うと")
    told(officer, "あなたの団体が抜けると")
    officer.goto("/desk/")
    expect(officer.get_by_role("link", name=f"参加するか答える：{ROUND}")).to_have_count(0)


def decision(house: House, address: str) -> None:
    coordinator = house.turn("coordinator")
    open_from_desk(coordinator, f"締め切って決定する：{ROUND}")
    follow(coordinator, "締め切って決定する")
    fill(coordinator, reason="2団体が条件を満たし、令和9年4月から始める。")
    press(coordinator, "決定する")
    told(coordinator, "決定しました。")

    anybody = house.turn()
    anybody.goto(address)
    told(anybody, "2団体が条件を満たし、令和9年4月から始める。")
    told(anybody, "奥多摩町")
    look(anybody)


def verified(house: House, address: str, folder: Path) -> None:
    anybody = house.turn()
    anybody.goto(address)
    bundle = saved(anybody, "証拠ファイルを保存する", folder / "bundle.zip")
    anybody.goto("/audit/")
    verifier = saved(anybody, "検証プログラム", folder / "verifier.py")
    ours = dejiro_command("verify", str(bundle), folder=folder)
    assert ours.returncode == 0, ours.stdout + ours.stderr
    alone = subprocess.run([sys.executable, verifier, bundle], check=False, capture_output=True, text=True)
    assert alone.returncode == 0, alone.stdout + alone.stderr
    forged = forged_from(bundle)
    assert dejiro_command("verify", str(forged), folder=folder).returncode == 1
    assert subprocess.run([sys.executable, verifier, forged], check=False, capture_output=True).returncode == 1


def forged_from(bundle: Path) -> Path:
    """Write a bundle whose answer claims another month, and return it."""
    forged = bundle.with_name("forged.zip")
    with zipfile.ZipFile(bundle) as true, zipfile.ZipFile(forged, "w") as false:
        for name in true.namelist():
            data = true.read(name)
            false.writestr(name, data.replace(b"2027-04", b"2027-05") if name.startswith("figures/") else data)
    return forged


def saved(page: Page, name: str, path: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("link", name=name).first.click()
    download.value.save_as(path)
    return path


def effect(house: House, address: str) -> None:
    coordinator = house.turn("coordinator")
    coordinator.goto(address)
    follow(coordinator, "実行の開始を記録する")
    press(coordinator, "実行の開始を記録する")
    told(coordinator, "開始を記録しました。")

    officer = house.turn("okutama")
    open_from_desk(officer, f"効果を入力する：{ROUND}")
    if officer.get_by_role("heading", level=1).inner_text() != "効果を入力する":
        follow(officer, "効果を入力する")
    fill(officer, value="310", measured_on="2027-07-02", source="会計課の集計")
    press(officer, "登録する")

    anybody = house.turn()
    anybody.goto(address)
    told(anybody, "良くなった")
    told(anybody, "310")
    look(anybody)


def adoption(house: House, address: str) -> None:
    officer = house.turn("ome")
    officer.goto(address)
    follow(officer, "この結果を自団体でも使う")
    fill(officer, note="年間80件ほどの見込みです。")
    press(officer, "横展開を希望する")
    officer.goto("/voices/")
    told(officer, ROUND)
    officer.goto(address)
    told(officer, "この結果を使う団体（横展開）")
