"""Pages as they stand on bad days: nothing there, nothing found, not allowed, wrong password, a file with mistakes."""

import pytest

from tests.browser.acts import press, send, told
from tests.browser.looking import contrast, look
from tests.browser.visitors import email_of
from tests.browser.walks import Walk

FOUND_NOTHING = "該当するものがない語"
STATES = [
    ("", f"/search/?q={FOUND_NOTHING}", 200),
    ("", "/search/", 200),
    ("", f"/needs/?q={FOUND_NOTHING}", 200),
    ("", "/audit/entries/?subject=nothing", 200),
    ("okutama", f"/consultations/?q={FOUND_NOTHING}", 200),
    ("okutama", f"/contracts/?q={FOUND_NOTHING}", 200),
    ("coordinator", f"/needs/triage/?q={FOUND_NOTHING}", 200),
    ("", "/nowhere/", 404),
    ("okutama", "/needs/999999/", 404),
    ("okutama", "/needs/triage/", 403),
    ("okutama_chief", "/people/", 403),
    ("", "/rounds/{round_minutes}/", 200),
    ("okutama", "/rounds/{round_meeting}/", 200),
    ("okutama", "/rounds/{round_wifi}/", 200),
    ("okutama", "/rounds/{round_writing}/", 200),
    ("coordinator", "/rounds/{round_mail}/", 200),
    ("coordinator", "/rounds/{round_draft}/", 200),
    ("coordinator", "/needs/{need_closed}/", 200),
    ("okutama", "/commitments/{commitment_draft}/", 200),
    ("hinohara_chief", "/commitments/{commitment_waiting}/", 200),
    ("expert", "/consultations/{consultation_taken}/", 200),
]


@pytest.mark.parametrize(("who", "address", "status"), STATES)
def test_a_page_in_this_state_is_for_everybody(walk: Walk, who: str, address: str, status: int) -> None:
    page = walk.open(address, who, status=status)
    look(page, dark=True)
    assert walk.house.faults() == []


def test_words_that_cannot_be_told_from_their_ground_are_found_each_time(walk: Walk) -> None:
    page = walk.open("/", "")
    look(page)
    page.evaluate("() => { document.querySelector('h1').style.color = 'rgb(250, 250, 250)'; }")
    assert len(contrast(page)) == len(contrast(page)) == 1
    page.evaluate("() => { document.querySelector('h1').style.color = ''; }")
    assert contrast(page) == []


def test_a_wrong_password_is_told_without_saying_who_has_an_account(walk: Walk) -> None:
    said = []
    for email in (email_of("okutama"), "nobody@example.lg.jp"):
        page = walk.open("/accounts/login/", "")
        page.get_by_label("メールアドレス").fill(email)
        page.get_by_label("パスワード", exact=True).fill("not-the-password-at-all")
        press(page, "ログイン")
        said.append(page.locator("[data-error-summary]").inner_text())
        look(page)
    assert said[0] == said[1]


def test_a_contract_list_is_looked_at_before_it_is_taken_in(walk: Walk) -> None:
    page = walk.open("/contracts/import/", "okutama")
    with page.expect_download() as template:
        page.get_by_role("link", name="CSV").first.click()
    page.locator("input[type=file]").set_input_files(template.value.path())
    send(page)
    told(page, "まだ何も変わっていません。")
    look(page, dark=True)
    page.goto("/contracts/import/")
    page.locator("input[type=file]").set_input_files(
        {"name": "契約.csv", "mimeType": "text/csv", "buffer": "件名\r\n一つだけ\r\n".encode()}
    )
    send(page)
    told(page, "直すところ")
    look(page, dark=True)


def test_a_hand_over_shows_what_moves_before_it_moves(walk: Walk) -> None:
    page = walk.open("/people/handover/", "okutama")
    page.get_by_label("後任のメールアドレス").fill(email_of("okutama_next"))
    send(page)
    told(page, "引き継ぎ：移るもの")
    look(page, dark=True)
