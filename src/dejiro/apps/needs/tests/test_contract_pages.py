import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from conftest import Cast
from dejiro.apps.needs.models import Contract, Need, Voice
from dejiro.foundation.accounts.actors import Actor

SignIn = Callable[[Actor], Any]
VoiceOf = Callable[..., Voice]


@pytest.fixture
def sign_in(cast: Cast, client: Client) -> SignIn:
    def enter(actor: Actor) -> Any:  # noqa: ANN401  # the client's answers have no public type
        cast.login(client, actor)
        return client

    return enter


def text(response: Any) -> str:  # noqa: ANN401  # the client has no type of its own for answers
    return str(response.content.decode())


def test_a_contract_is_kept_by_hand(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.okutama)
    form = {
        "key": "R6-1",
        "title": "グループウェア",
        "category": "software",
        "vendor": "あさぎ",
        "starts_on": "2024-04-01",
        "ends_on": "2027-03-31",
        "annual_amount": "900000",
    }
    assert "まだ契約がありません" in text(client.get("/contracts/"))
    refused = client.post("/contracts/new/", {**form, "ends_on": "2024-03-31"})
    assert refused.status_code == 422
    assert "満了日が、開始日より前" in text(refused)
    here = client.post("/contracts/new/", form).url
    assert client.post("/contracts/new/", form).status_code == 422
    assert "900,000円" in text(client.get(here))
    assert client.post(f"{here}edit/", {**form, "annual_amount": "950000", "version": "1"}).url == here
    assert client.post(f"{here}edit/", {**form, "version": "1"}).status_code == 422
    assert "950,000円" in text(client.get("/contracts/", {"q": "グループ", "category": "software"}))
    assert "この条件の契約はありません" in text(client.get("/contracts/", {"q": "ない"}))
    assert "元に戻せません" in text(client.get(f"{here}delete/"))
    assert client.post(f"{here}delete/", {}).url == "/contracts/"
    assert not Contract.objects.exists()


def test_a_renewal_becomes_a_voice_and_the_contract_stays(cast: Cast, sign_in: SignIn, contract: Contract) -> None:
    client = sign_in(cast.okutama)
    here = contract.get_absolute_url()
    page = text(client.get(f"{here}renew/"))
    assert "2027年3月31日（水）に満了します" in page
    response = client.post(f"{here}renew/", {"title": "タブレットの更新", "body": "40台"})
    assert Voice.objects.get().get_absolute_url() == response.url
    assert client.post(f"{here}renew/", {"title": "タブレットの更新", "body": "40台"}).status_code == 422
    refused = client.post(f"{here}delete/", {})
    assert "削除できません" in text(refused)
    assert "声にしました" in text(client.get("/contracts/calendar/"))


def test_an_exported_list_is_imported_with_a_preview(cast: Cast, sign_in: SignIn, contract: Contract) -> None:
    client = sign_in(cast.okutama)
    for form in ("csv", "xlsx"):
        file = io.BytesIO(client.get(f"/contracts/export.{form}").content)
        file.name = f"list.{form}"
        page = text(client.post("/contracts/import/", {"file": file}))
        assert "変わらない契約</dt><dd>1" in page
    csv = client.get("/contracts/export.csv").content.decode("utf-8-sig").replace(",40,", ",45,")
    line = csv.splitlines()[1].replace("R6-012", "R8-001")
    file = io.BytesIO(f"{csv}{line}\n".encode("cp932"))
    file.name = "list.csv"
    page = text(client.post("/contracts/import/", {"file": file}))
    assert "<del>40</del> → <ins>45</ins>" in page
    assert Contract.objects.count() == 1
    payload = re.search(r'name="payload" value="([^"]+)"', page)
    assert payload
    assert client.post("/contracts/import/confirm/", {"payload": payload[1]}).url == "/contracts/"
    assert sorted(Contract.objects.values_list("key", "quantity")) == [("R6-012", 45), ("R8-001", 45)]
    stale = client.post("/contracts/import/confirm/", {"payload": payload[1]})
    assert stale.status_code == 422
    assert "契約台帳が変わりました" in text(stale)
    assert client.post("/contracts/import/confirm/", {"payload": "forged"}).status_code == 422
    other = sign_in(cast.ome).post("/contracts/import/confirm/", {"payload": payload[1]})
    assert other.status_code == 422


def test_the_faults_of_a_file_are_shown_by_row_and_column(cast: Cast, sign_in: SignIn) -> None:
    head = "契約番号,契約名,分野,契約先,開始日,満了日,数量,年額（円）\n"
    rows = "A,端末,端末・周辺機器,甲社,2026/4/1,2025/3/31,0,千円\nB,回線,どこか,乙社,2026/4/1,2027/3/31,,100\n"
    file = io.BytesIO((head + rows).encode())
    file.name = "list.csv"
    response = sign_in(cast.okutama).post("/contracts/import/", {"file": file})
    page = text(response)
    assert response.status_code == 422
    assert "直すところ" in page
    assert "1以上の数を入力してください" in page
    assert "どこか" in page
    again = io.BytesIO((head + "A,端末,端末・周辺機器,甲社,2026/4/1,2025/3/31,1,100\n" * 2).encode())
    again.name = "list.csv"
    page = text(sign_in(cast.okutama).post("/contracts/import/", {"file": again}))
    assert "2行目にもあります" in page
    assert "開始日より前の日です" in page
    empty = io.BytesIO(head.encode())
    empty.name = "list.csv"
    assert sign_in(cast.okutama).post("/contracts/import/", {"file": empty}).status_code == 422


def test_the_template_can_be_filled_in_and_read(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.okutama)
    for form in ("csv", "xlsx"):
        file = io.BytesIO(client.get(f"/contracts/template.{form}").content)
        file.name = f"template.{form}"
        assert "新しい契約</dt><dd>1" in text(client.post("/contracts/import/", {"file": file}))


def test_pages_of_nobody_lead_to_the_login(cast: Cast, client: Client, need: Need) -> None:
    for url in ("/voices/", "/voices/new/", "/consultations/", "/consultations/new/", "/contracts/", "/needs/triage/"):
        assert client.get(url)["Location"].startswith("/accounts/login/")
    assert client.get("/needs/99999999999999999999999/").status_code == 404
