"""A candidate's papers: PDF by content, to be saved only, hidden in the first review, gone with the application."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dejiro.apps.hiring import services
from dejiro.apps.hiring.models import Application, Opening
from dejiro.apps.hiring.tests.conftest import AFTER, Play, SignIn
from dejiro.foundation.errors import Refusal
from dejiro.foundation.files.models import Attachment
from dejiro.foundation.ledger.models import Entry

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def cv(name: str = "経歴書.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def sent(play: Play) -> tuple[Opening, Application, Attachment]:
    opening = play.published()
    application = play.applied("resident", opening)
    paper = services.paper_attach(actor=play.cast.resident, application=application, upload=cv())
    return opening, application, paper


def test_a_body_saves_a_paper_only_after_the_blind_review_and_the_candidate_reads_it(
    play: Play, sign_in: SignIn
) -> None:
    opening, application, paper = sent(play)
    choice = opening.choices.get()
    play.clock.move_to(AFTER)
    reviewer = sign_in(play.cast.okutama)
    assert "経歴書" not in reviewer.get(f"/hiring/choices/{choice.pk}/score/").content.decode()
    here = f"/hiring/choices/{choice.pk}/papers/{paper.pk}/"
    assert reviewer.get(here).status_code == 404
    play.score("okutama", choice, 4, 4)
    services.interviews_begin(actor=play.cast.okutama_chief, opening=opening, choices=[choice])
    assert "経歴書" in reviewer.get(f"/hiring/choices/{choice.pk}/score/").content.decode()
    assert "経歴書" in sign_in(play.cast.okutama_chief).get(f"/hiring/choices/{choice.pk}/").content.decode()
    saved = reviewer.get(here)
    assert saved["Content-Disposition"].startswith("attachment")
    assert saved["Content-Type"] == "application/pdf"
    assert saved.getvalue() == PDF
    assert sign_in(play.cast.actor("ome")).get(here).status_code == 404
    assert sign_in(play.cast.okutama).get(f"/hiring/choices/{choice.pk}/papers/{paper.pk + 1}/").status_code == 404
    leaf = Entry.objects.filter(action="hiring.application.look").order_by("-pk")[0].leaf
    assert f'"paper":{paper.pk}' in leaf
    assert application.looks.filter(named=True).count() >= 2


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (cv("経歴書.pdf", b"<script>alert(1)</script>"), "正しい拡張子"),
        (cv("経歴書.txt", "平文".encode()), "PDFだけを添付できます"),
        (cv("顔.png", b"\x89PNG\r\n\x1a\nxx"), "PDFだけを添付できます"),
    ],
)
def test_what_is_no_pdf_by_its_content_is_refused_and_leaves_nothing(
    play: Play, sign_in: SignIn, upload: SimpleUploadedFile, words: str
) -> None:
    play.applied("resident", play.published())
    upload.seek(0)
    answer = sign_in(play.cast.resident).post("/hiring/mine/papers/new/", {"file": upload})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Attachment.objects.exists()


def test_the_candidate_adds_saves_and_removes_up_to_three(play: Play, sign_in: SignIn) -> None:
    _opening, application, paper = sent(play)
    client = sign_in(play.cast.resident)
    assert 'enctype="multipart/form-data"' in client.get("/hiring/mine/papers/new/").content.decode()
    assert client.post("/hiring/mine/papers/new/", {"file": cv("二つ目.pdf")}).status_code == 302
    services.paper_attach(actor=play.cast.resident, application=application, upload=cv("三つ目.pdf"))
    with pytest.raises(Refusal, match="3個まで"):
        services.paper_attach(actor=play.cast.resident, application=application, upload=cv())
    saved = client.get(f"/hiring/mine/papers/{paper.pk}/")
    assert saved.getvalue() == PDF
    here = f"/hiring/mine/papers/{paper.pk}/remove/"
    assert "経歴書.pdf" in client.get(here).content.decode()
    assert client.post(here).status_code == 302
    assert "経歴書.pdf" not in client.get("/hiring/mine/").content.decode()
    assert sign_in(play.cast.actor("company")).get(f"/hiring/mine/papers/{paper.pk}/").status_code == 404


def test_papers_stand_while_a_body_reads_and_go_with_the_application(play: Play) -> None:
    _opening, application, paper = sent(play)
    play.clock.move_to(AFTER)
    with pytest.raises(Refusal, match="団体が評価"):
        services.paper_attach(actor=play.cast.resident, application=application, upload=cv())
    with pytest.raises(Refusal, match="団体が評価"):
        services.paper_remove(actor=play.cast.resident, application=application, paper=paper)
    services.application_erase(actor=play.cast.resident, application=application)
    assert not Attachment.objects.exists()


def test_somebody_elses_papers_are_not_touched(play: Play) -> None:
    _opening, _application, paper = sent(play)
    mine = play.applied("company", name="別の 人")
    with pytest.raises(Refusal, match="自分の添付"):
        services.paper_remove(actor=play.cast.actor("company"), application=mine, paper=paper)
