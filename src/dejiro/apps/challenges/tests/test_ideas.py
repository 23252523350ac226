"""Ideas: versions, changes that others propose, ideas that become one, and what is like them."""

from dataclasses import replace
from datetime import datetime

import pytest

from conftest import Cast, Clock
from dejiro.apps.challenges import selectors, services
from dejiro.apps.challenges.models import Amendment, Challenge, Idea
from dejiro.apps.challenges.tests.conftest import AFTER, BODY, TERMS, SignIn, page_of
from dejiro.apps.challenges.tests.test_running import kinds
from dejiro.foundation.errors import Conflict, NotYours, Refusal

LATER = datetime.fromisoformat("2026-12-01T00:00:00+09:00")


def test_every_edit_is_a_version_that_stays_readable(cast: Cast, idea: Idea, sign_in: SignIn) -> None:
    client = sign_in(cast.company)
    values = {"title": "送迎車の空き時間", "body": "昼の空き時間を使います。", "change": "短くした", "version": "1"}
    assert client.post(f"/lab/ideas/{idea.pk}/edit/", values).status_code == 302
    shown = page_of(sign_in(), f"/lab/ideas/{idea.pk}/versions/")
    assert BODY in shown
    assert "昼の空き時間を使います。" in shown
    assert "短くした" in shown


def test_two_who_edit_one_idea_hear_of_each_other_and_lose_nothing(cast: Cast, idea: Idea, sign_in: SignIn) -> None:
    client = sign_in(cast.company)
    client.post(f"/lab/ideas/{idea.pk}/edit/", {"title": "先の人", "body": "先に直しました。", "version": "1"})
    answer = client.post(f"/lab/ideas/{idea.pk}/edit/", {"title": "後の人", "body": "後の文です。", "version": "1"})
    assert answer.status_code == 422
    assert "後の文です。" in answer.content.decode()
    assert "ほかの人がこの記録を更新しました" in answer.content.decode()


def test_an_idea_after_the_deadline_is_refused_and_its_text_kept(
    cast: Cast, opened: Challenge, sign_in: SignIn, clock: Clock
) -> None:
    clock.move_to(AFTER)
    url = f"{opened.get_absolute_url()}ideas/new/"
    answer = sign_in(cast.company).post(url, {"title": "遅れた案", "body": BODY})
    assert answer.status_code == 422
    assert "締切（2026年10月31日（土））を過ぎた" in answer.content.decode()
    assert BODY in answer.content.decode()


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("あ" * 10_000, "4000"),
        ("<script>alert(1)</script>", "飾りの記号"),
        ("電話は 03-1234-5678 です", "電話番号"),
        ("私に me@example.com まで", "メールアドレス"),
    ],
)
def test_a_text_that_cannot_stand_is_refused_with_a_reason_and_kept(
    cast: Cast, opened: Challenge, sign_in: SignIn, body: str, word: str
) -> None:
    url = f"{opened.get_absolute_url()}ideas/new/"
    answer = sign_in(cast.company).post(url, {"title": "案", "body": body})
    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert body[:6].replace("<", "&lt;").replace(">", "&gt;") in answer.content.decode()


def test_a_form_sent_twice_makes_one_idea(cast: Cast, opened: Challenge, sign_in: SignIn) -> None:
    client, url = sign_in(cast.company), f"{opened.get_absolute_url()}ideas/new/"
    values = {"title": "案", "body": BODY, "submission": str(client.get(url).context["form"]["submission"].value())}
    first, second = client.post(url, values), client.post(url, values)
    assert first["Location"] == second["Location"]
    assert opened.ideas.count() == 1
    with pytest.raises(Refusal, match="同じ内容"):
        services.idea_submit(actor=cast.company, challenge=opened, title="案", body=BODY)


def test_an_accepted_amendment_is_the_next_version(cast: Cast, idea: Idea, sign_in: SignIn) -> None:
    form = {"title": idea.title, "body": f"{BODY}予約は前の日までです。", "why": "予約の時間が要る", "source": ""}
    assert sign_in(cast.company_kodama).post(f"/lab/ideas/{idea.pk}/amend/", form).status_code == 302
    assert kinds(cast, "company") >= {"amendment.decide"}
    amendment = Amendment.objects.get()
    sign_in(cast.company).post(f"/lab/amendments/{amendment.pk}/accept/")
    idea.refresh_from_db()
    assert (idea.version, idea.body) == (2, form["body"])
    assert kinds(cast, "company") == set()


def test_a_refused_amendment_names_its_reason_in_public(cast: Cast, idea: Idea, sign_in: SignIn) -> None:
    made = services.amendment_propose(
        actor=cast.resident, idea=idea, title=idea.title, body="別の文です。", why="分かりやすく"
    )
    assert sign_in(cast.company_kodama).get(f"/lab/amendments/{made.pk}/refuse/").status_code == 403
    sign_in(cast.company).post(f"/lab/amendments/{made.pk}/refuse/", {"reason": "費用が増えるため"})
    assert "費用が増えるため" in page_of(sign_in(), idea.get_absolute_url())
    made.refresh_from_db()
    with pytest.raises(Refusal, match="もう返事"):
        services.amendment_refuse(actor=cast.company, amendment=made, reason="もう一度")


def test_an_amendment_to_an_older_version_is_not_taken_blindly(cast: Cast, idea: Idea) -> None:
    made = services.amendment_propose(actor=cast.resident, idea=idea, title="題", body="別の文です。", why="理由")
    services.idea_revise(actor=cast.company, idea=idea, title="新しい題", body="新しい文です。")
    with pytest.raises(Conflict):
        services.amendment_accept(actor=cast.company, amendment=made)


def test_merged_ideas_name_each_other_and_both_stay_readable(
    cast: Cast, idea: Idea, own: Idea, sign_in: SignIn
) -> None:
    form = {"title": "送迎車と移動する店", "body": "二つを合わせます。", "why": "同じ道を走るため", "source": own.pk}
    assert sign_in(cast.resident).post(f"/lab/ideas/{idea.pk}/amend/", form).status_code == 302
    sign_in(cast.company).post(f"/lab/amendments/{Amendment.objects.get().pk}/accept/")
    merged, source = page_of(sign_in(), idea.get_absolute_url()), page_of(sign_in(), own.get_absolute_url())
    assert "もとになったアイデア" in merged
    assert own.title in merged
    assert idea.get_absolute_url() in source
    assert own.body in source


def test_one_brings_only_ones_own_open_idea_along(cast: Cast, idea: Idea, own: Idea) -> None:
    with pytest.raises(NotYours):
        services.amendment_propose(
            actor=cast.company_kodama, idea=idea, title="題", body="文です。", why="理由", source=own
        )
    with pytest.raises(NotYours):
        services.amendment_propose(actor=cast.company, idea=idea, title="題", body="文です。", why="理由")
    with pytest.raises(Refusal, match="変わったところ"):
        services.amendment_propose(actor=cast.resident, idea=idea, title=idea.title, body=idea.body, why="理由")


def test_ideas_of_two_challenges_do_not_become_one(cast: Cast, idea: Idea) -> None:
    other = services.challenge_create(actor=cast.ome, terms=replace(TERMS, title="別の募集"))
    services.challenge_publish(actor=cast.ome_chief, challenge=other)
    elsewhere = services.idea_submit(actor=cast.resident, challenge=other, title="別", body="別の募集への案です。")
    with pytest.raises(Refusal, match="同じ募集"):
        services.amendment_propose(
            actor=cast.resident, idea=idea, title="題", body="文です。", why="理由", source=elsewhere
        )


def test_a_withdrawn_idea_answers_what_waited_and_is_found_no_more(cast: Cast, idea: Idea, sign_in: SignIn) -> None:
    services.amendment_propose(actor=cast.resident, idea=idea, title="題", body="別の文です。", why="理由")
    assert [one.kind for one in selectors.attempts_like(BODY)] == ["idea"]
    sign_in(cast.company).post(f"/lab/ideas/{idea.pk}/withdraw/")
    assert Amendment.objects.get().status == "refused"
    assert [one.kind for one in selectors.attempts_like(BODY)] == []
    idea.refresh_from_db()
    with pytest.raises(Refusal, match="もう変えられません"):
        services.idea_revise(actor=cast.company, idea=idea, title="題", body="また出します。")


def test_only_the_author_edits(cast: Cast, idea: Idea, own: Idea, sign_in: SignIn) -> None:
    assert sign_in(cast.company_kodama).get(f"/lab/ideas/{idea.pk}/edit/").status_code == 403
    with pytest.raises(NotYours):
        services.idea_revise(actor=cast.company, idea=own, title="題", body="文です。")
    with pytest.raises(Refusal, match="変わったところ"):
        services.idea_revise(actor=cast.company, idea=idea, title=idea.title, body=idea.body)


def test_similar_ideas_and_earlier_failures_are_shown_while_one_writes(
    cast: Cast, closing: Idea, sign_in: SignIn
) -> None:
    services.idea_reject(actor=cast.okutama_chief, idea=closing, reason="運転手が足りないためです。")
    other = services.challenge_create(actor=cast.chizu, terms=replace(TERMS, title="智頭の足", ideas_until=LATER))
    services.challenge_publish(actor=cast.chizu_chief, challenge=other)
    near = services.idea_submit(actor=cast.resident, challenge=other, title="送迎車", body="送迎車を電話で予約する。")
    client, base = sign_in(cast.company), f"{other.get_absolute_url()}ideas/"
    typed = {"title": "買い物の送迎車", "body": "空き時間の送迎車を、電話で予約できるようにする"}
    part = client.post(f"{base}similar/", typed, headers={"HX-Request": "true"}).content.decode()
    whole = client.post(f"{base}similar/", typed).content.decode()
    form = client.post(f"{base}new/", {**typed, "look": "1"}).content.decode()
    for shown in (part, whole, form):
        assert near.get_absolute_url() in shown
        assert "運転手が足りないためです。" in shown
    assert "<html" not in part
    assert typed["body"] in form
    assert other.ideas.count() == 1


def test_whoever_searches_finds_what_was_tried_in_another_prefecture(
    cast: Cast, closing: Idea, sign_in: SignIn
) -> None:
    services.idea_reject(actor=cast.okutama_chief, idea=closing, reason="運転手が足りないためです。")
    for client in (sign_in(), sign_in(cast.chizu)):
        shown = page_of(client, "/lab/attempts/?q=電話で予約する買い物の送迎車&outcome=failed")
        assert "運転手が足りないためです。" in shown
        assert "見つかりませんでした" in page_of(client, "/lab/attempts/?q=電話で予約&outcome=adopted")
    assert closing.title in page_of(sign_in(), "/lab/attempts/?outcome=failed")
    assert selectors.attempts_like("車") == []
