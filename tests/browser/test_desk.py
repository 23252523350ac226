"""The main job, answering what lies on the desk: by keyboard, without scripts, and when something goes wrong."""

import sqlite3
from contextlib import closing

from playwright.sync_api import Page, expect

from dejiro.demo.people import PASSWORD
from dejiro.demo.rounds import TABLETS
from tests.browser.acts import button, fill, follow, open_from_desk, press, told
from tests.browser.looking import look
from tests.browser.visitors import House, email_of, sign_in

DUTY = f"参加するか答える：{TABLETS.terms.title}"
ANSWER = {"quantity": "40", "max_unit_price": "3400", "starts": "2027-04", "authority": "2"}
FAR = 120


def count(house: House, table: str, where: str = "1") -> int:
    with closing(sqlite3.connect(house.site.folder / "dejiro.sqlite3")) as database:
        found: int = database.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()[0]  # noqa: S608  # ours
    return found


def test_a_desk_item_is_answered_by_keyboard_alone(house: House) -> None:
    page = house.page()
    page.goto("/accounts/login/")
    tab_to(page, page.get_by_label("メールアドレス").get_attribute("id"))
    page.keyboard.type(email_of("okutama"))
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")
    tab_to_words(page, DUTY)
    enter(page)
    tab_to_words(page, "約束する")
    enter(page)
    tab_to(page, "id_quantity")
    page.keyboard.type("40")
    tab_to(page, "id_max_unit_price")
    page.keyboard.type("3400")
    tab_to(page, "id_starts_0")
    page.keyboard.press("Space")
    tab_to(page, "id_authority_0")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to_words(page, "下書きを保存する")
    enter(page)
    tab_to_words(page, "承認に回す")
    enter(page)
    tab_to_words(page, "承認に回す")
    enter(page)
    told(page, "承認に回しました")


def tab_to(page: Page, name: str | None) -> None:
    press_tab_until(page, f"document.activeElement.id === {name!r}")


def tab_to_words(page: Page, words: str) -> None:
    is_there = f"document.activeElement.innerText?.trim() === {words!r}"
    press_tab_until(page, f"document.activeElement.closest('main') && {is_there}")


def press_tab_until(page: Page, condition: str) -> None:
    for _ in range(FAR):
        if page.evaluate(f"() => Boolean({condition})"):
            assert page.evaluate("() => document.activeElement.matches(':focus-visible')")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"not reached with {FAR} times Tab: {condition}")


def enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_desk_item_is_answered_without_scripts(house: House) -> None:
    page = house.page("okutama", scripts=False)
    open_from_desk(page, DUTY)
    follow(page, "約束する")
    fill(page, **ANSWER)
    press(page, "試算する")
    told(page, "成立する組に入って")
    press(page, "下書きを保存する")
    follow(page, "承認に回す")
    press(page, "承認に回す")
    told(page, "承認に回しました")


def test_a_question_is_asked_without_scripts_and_shows_what_is_like_it(common: House) -> None:
    page = common.page("okutama", scripts=False)
    page.goto("/consultations/new/")
    fill(page, title="窓口のタブレット", body="40台をどう買えばよいでしょうか。")
    press(page, "似たものを探す")
    expect(page.locator("#similar article").first).to_contain_text("タブレット")
    expect(page.locator("[name=title]")).to_have_value("窓口のタブレット")
    fill(page, category="devices")
    press(page, "この内容で相談する")
    told(page, "相談を受け付けました")


def test_a_form_is_refused_without_scripts_with_everything_that_was_typed(common: House) -> None:
    page = common.page("okutama", scripts=False)
    page.goto("/rounds/")
    follow(page, TABLETS.terms.title)
    page.goto(f"{page.url}commitment/")
    fill(page, **{**ANSWER, "baseline": "12.5", "baseline_source": "窓口の記録"})
    press(page, "下書きを保存する")
    told(page, "入力を確かめてください")
    expect(page.locator("[name=quantity]")).to_have_value("40")
    expect(page.locator("[name=baseline_source]")).to_have_value("窓口の記録")


def test_what_was_typed_comes_back_after_a_login_that_expired(common: House) -> None:
    page = common.page("okutama")
    page.goto("/consultations/new/")
    body = "前任者の配線図がありません。\n何を残せばよいでしょうか。"
    fill(page, title="配線図の残し方", body=body, category="network")
    page.context.clear_cookies(name="sessionid")
    press(page, "この内容で相談する")
    page.wait_for_url(lambda url: "/accounts/login/" in url)
    sign_in(page, "okutama")
    told(page, "入力している間にログインの期限が切れた")
    told(page, "何を残せばよいでしょうか。")
    look(page, dark=True)
    press(page, "この内容で送信する")
    told(page, "相談を受け付けました")
    told(page, "前任者の配線図がありません。")
    assert count(common, "needs_voice", "title = '配線図の残し方'") == 1


def test_a_double_click_makes_one_record(common: House) -> None:
    page = common.page("okutama")
    page.goto("/voices/new/")
    fill(page, kind="idea", title="二度押しの試し", body="一つだけ残る。", category="systems")
    button(page, "声を登録する").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("二度押しの試し")
    assert count(common, "needs_voice", "title = '二度押しの試し'") == 1


def test_the_second_of_two_officers_who_edit_the_same_is_told_and_loses_nothing(common: House) -> None:
    first, second = common.page("okutama"), common.page("okutama_chief")
    for page in (first, second):
        page.goto("/contracts/")
        follow(page, "窓口用端末の賃貸借")
        follow(page, "変更する")
    fill(first, note="係の書き込み")
    press(first, "保存する")
    fill(second, note="課長の書き込み")
    press(second, "保存する")
    told(second, "ほかの人がこの記録を更新しました")
    expect(second.locator("[name=note]")).to_have_value("課長の書き込み")
    look(second)
    assert count(common, "needs_contract", "note = '係の書き込み'") == 1
    press(second, "保存する")
    assert count(common, "needs_contract", "note = '課長の書き込み'") == 1
