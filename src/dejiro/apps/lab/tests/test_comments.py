"""Public comments: taken in whole or not at all, cut by a person, moderated like every other statement."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import Cast
from dejiro.apps.lab import planning, services
from dejiro.apps.lab.models import Comment, Conversation, Excerpt, Intake, Statement
from dejiro.apps.lab.tests.conftest import AFTER, TERMS, SignIn, page_of, recorded
from dejiro.foundation.errors import Refusal
from dejiro.foundation.exchange import TableFault

pytestmark = pytest.mark.django_db
TABLE = """受付番号,氏名,ご意見,受付日
1,山田,<p>夜も<b>開けて</b>ほしい。仕事の帰りに寄りたい。</p>,2026-09-01
2,鈴木,夜も開けてほしいです。仕事帰りに寄りたいので。,2026-09-02
3,佐藤,"自習の席を増やしてほしい。
本は減らさないで。",2026-09-03
4,田中,,2026-09-04
"""


def take(cast: Cast, conversation: Conversation, table: str = TABLE, column: str = "", code: str = "utf-8") -> Intake:
    return services.intake_add(
        actor=cast.okutama, conversation=conversation, name="意見.csv", content=table.encode(code), column=column
    )


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_one_column_of_a_table_is_kept_in_whichever_code(cast: Cast, opened: Conversation, code: str) -> None:
    take(cast, opened, code=code)
    assert list(Comment.objects.values_list("row", "heap")) == [(2, 2), (3, 2), (4, 4)]
    kept = "".join(Comment.objects.values_list("text", flat=True))
    assert "山田" not in kept
    assert recorded("lab.comments.take")["blank"] == 1
    assert Statement.objects.count() == 6


@pytest.mark.parametrize(
    ("table", "column", "says"),
    [
        (TABLE, "自由記述", "見出し：受付番号、氏名、ご意見、受付日"),
        ("意見,コメント\nあ,い\n", "", "どれか分かりません（意見、コメント）"),
        ("意見\n", "", "行がありません"),
        ("番号,意見\n1,\n", "", "文が1つもありません"),
        ("番号,意見\n1,あ\n2," + "い" * 10_001 + "\n", "", "3行目「意見」"),
        ("意見\n" + "あ\n" * 2_001, "", "2,000行以内"),
        ('番号,意見\n1,"あ\n', "", "引用符"),
    ],
)
def test_faults_are_named_by_row_and_column_and_nothing_is_kept(
    cast: Cast, opened: Conversation, table: str, column: str, says: str
) -> None:
    with pytest.raises(TableFault) as refused:
        take(cast, opened, table, column)
    assert says in refused.value.message
    assert not Intake.objects.exists()


def test_the_only_column_needs_no_name_and_the_same_file_is_taken_once(cast: Cast, opened: Conversation) -> None:
    take(cast, opened, "声\n夜も開けて\n")
    with pytest.raises(Refusal, match="もう取り込んで"):
        take(cast, opened, "声\n夜も開けて\n")
    assert Comment.objects.count() == 1


def test_markup_and_links_are_left_out_of_what_is_proposed() -> None:
    assert planning.plain("<p>夜も&nbsp;開けて</p>&lt;script&gt;x https://a.example/b") == "夜も 開けて x"
    long = "<p>" + "夜も開けてほしい。" * 20 + "</p>" + "あ" * 141
    assert planning.pieces(long, longest=140) == ["夜も開けてほしい。"] * 20
    assert planning.pieces("<br>", longest=140) == []


def test_heaps_do_not_grow_by_chains_and_hold_every_text_once() -> None:
    texts = {
        1: "夜も開いている図書館がほしい",
        2: "夜も開いている図書館がほしいです",
        5: "駐車場を広げてほしい",
        9: "駐車場を広げてほしい",
    }
    assert planning.heaps(texts) == {1: 1, 2: 1, 5: 5, 9: 5}


def test_what_a_person_cuts_waits_for_moderation(cast: Cast, opened: Conversation, sign_in: SignIn) -> None:
    take(cast, opened)
    comment = Comment.objects.get(row=4)
    client = sign_in(cast.okutama)
    page = client.get(f"/lab/comments/{comment.pk}/")
    assert page.context["form"].initial["lines"] == "自習の席を増やしてほしい。\n本は減らさないで。"
    refused = client.post(f"/lab/comments/{comment.pk}/", {"lines": "自習の席を増やして\n" + "あ" * 141})
    assert "2行目" in refused.content.decode()
    assert Statement.objects.count() == 6
    client.post(f"/lab/comments/{comment.pk}/", {"lines": "自習の席を増やしてほしい。\n\n本は減らさないでほしい。"})
    made = Statement.objects.filter(excerpt__comment=comment)
    assert set(made.values_list("status", flat=True)) == {"waiting"}
    assert recorded("lab.comments.cut")["numbers"] == [7, 8]
    assert "自習の席を増やしてほしい" in page_of(client, f"/lab/{opened.pk}/moderation/")
    assert "自習の席を増やしてほしい" not in page_of(sign_in(), f"/lab/{opened.pk}/statements/")
    services.statement_approve(actor=cast.okutama, statement=made[0])
    assert "寄せられた意見から" in page_of(sign_in(), f"/lab/{opened.pk}/statements/")
    with pytest.raises(Refusal, match="同じ意見"):
        services.comment_cut(actor=cast.okutama, comment=comment, lines=["本は減らさないでほしい。"])


def test_a_table_is_thrown_away_with_what_waits_and_without_what_was_decided(
    cast: Cast, opened: Conversation, sign_in: SignIn
) -> None:
    intake = take(cast, opened)
    one, two = services.comment_cut(
        actor=cast.okutama, comment=Comment.objects.get(row=4), lines=["席を増やして", "本は減らさないで"]
    )
    services.comment_cut(actor=cast.okutama, comment=Comment.objects.get(row=2), lines=["夜も開けて"])
    services.statement_approve(actor=cast.okutama, statement=one)
    assert sign_in(cast.okutama).post(f"/lab/intakes/{intake.pk}/undo/").status_code == 302
    assert list(Excerpt.objects.values_list("statement__text", flat=True)) == ["席を増やして"]
    assert list(Comment.objects.values_list("row", flat=True)) == [4]
    assert not Statement.objects.filter(pk=two.pk).exists()
    other = take(cast, opened, "声\n夜も開けて\n")
    services.intake_undo(actor=cast.okutama, intake=other)
    assert not Intake.objects.filter(pk=other.pk).exists()


def test_a_draft_keeps_what_was_cut_for_it_when_its_words_change(cast: Cast, draft: Conversation) -> None:
    take(cast, draft)
    (made,) = services.comment_cut(actor=cast.okutama, comment=Comment.objects.get(row=2), lines=["夜も開けて"])
    services.conversation_update(actor=cast.okutama, conversation=draft, terms=TERMS)
    assert Statement.objects.filter(pk=made.pk, status="waiting").exists()
    assert Statement.objects.count() == 7


def test_a_heap_is_set_aside_and_used_again(cast: Cast, opened: Conversation, sign_in: SignIn) -> None:
    take(cast, opened)
    first, client = Comment.objects.get(row=2), sign_in(cast.okutama)
    for aside in (True, False):
        assert client.post(f"/lab/comments/{first.pk}/aside/").status_code == 302
        assert Comment.objects.filter(set_aside=aside).count() == (2 if aside else 3)


def test_the_page_names_faults_and_others_do_not_learn_of_comments(
    cast: Cast, opened: Conversation, sign_in: SignIn
) -> None:
    client, url = sign_in(cast.okutama), f"/lab/{opened.pk}/comments/new/"
    sent = client.post(url, {"file": SimpleUploadedFile("a.csv", "題,本文章\nあ,い\n".encode("cp932"))})
    assert sent.status_code == 422
    assert "題、本文章" in sent.content.decode()
    assert client.post(url, {"file": SimpleUploadedFile("意見.csv", TABLE.encode())}).status_code == 302
    comment = Comment.objects.all()[0]
    page = page_of(client, f"/lab/{opened.pk}/comments/")
    assert "似た意見 2件" in page
    assert "<b>開けて</b>" not in page
    for who, status in ((cast.ome, 404), (cast.resident, 403)):
        other = sign_in(who)
        for path in (f"comments/{comment.pk}/", f"comments/{comment.pk}/aside/", f"intakes/{comment.intake_id}/undo/"):
            assert other.get(f"/lab/{path}").status_code == status, path
    assert sign_in(cast.ome).get(f"/lab/{opened.pk}/comments/").status_code == 403


def test_after_the_end_nothing_is_taken_in(cast: Cast, opened: Conversation, clock: Any) -> None:  # noqa: ANN401
    clock.move_to(AFTER)
    with pytest.raises(Refusal, match="終わりました"):
        take(cast, opened)


def test_the_page_of_comments_asks_the_same_for_many(cast: Cast, opened: Conversation, sign_in: SignIn) -> None:
    client, counts = sign_in(cast.okutama), []
    for table in ("声\n夜も開けて\n", "声\n" + "".join(f"{n}番目の駅に図書館を\n" for n in range(30))):
        take(cast, opened, table)
        client.get(f"/lab/{opened.pk}/comments/")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/lab/{opened.pk}/comments/")
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 10
