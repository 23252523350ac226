"""What changes without a day or a cohort, told only of five people or more."""

from dataclasses import replace
from typing import Any

from conftest import Cast, Clock
from dejiro.apps.lab import cohorts, services
from dejiro.apps.lab.computing import result_compute
from dejiro.apps.lab.identity import code_keys, user_keys
from dejiro.apps.lab.models import Conversation, Result
from dejiro.apps.lab.selectors import ballots_of
from dejiro.apps.lab.tests.conftest import TERMS, Answer, SignIn, camps, page_of


def without(conversation: Conversation, kind: str) -> dict[str, Any]:
    """Return what the result tells of one kind, people by label."""
    result_compute(conversation_id=conversation.pk)
    apart = Result.objects.get(conversation=conversation).apart
    return {part["label"]: part["people"] for part in apart["without"] if part["kind"] == kind} if apart else {}


def test_a_day_is_told_when_five_voted_on_it_and_five_on_others(
    opened: Conversation, answer: Answer, clock: Clock, sign_in: SignIn
) -> None:
    camps(opened, answer, 6)
    assert without(opened, "day") == {}
    clock.move_to("2026-10-06T09:00:00+09:00")
    for number in range(4):
        answer(opened, f"late{number}", (1, 1, 1, 1, 1, 1))
    assert without(opened, "day") == {}
    answer(opened, "late4", (1, 1, 1, 1, 1, 1))
    assert without(opened, "day") == {"2026-10-05": 12, "2026-10-06": 5}
    assert "2026年10月6日（火）の答え（5人）" in page_of(sign_in(), f"/lab/{opened.pk}/result/")


def test_a_group_of_invitations_is_told_from_five_people_on(cast: Cast, answer: Answer, sign_in: SignIn) -> None:
    made = services.conversation_create(actor=cast.okutama, terms=replace(TERMS, policy="codes"))
    services.conversation_open(actor=cast.okutama, conversation=made)
    for group, count in (("東地区", 6), ("西地区", 5), ("高校生", 4), ("", 3)):
        services.codes_issue(actor=cast.okutama, conversation=made, count=count, group=group)
    for number, code in enumerate(made.codes.order_by("pk")):
        answer(made, code_keys(made, code)[0], (1, 1, -1, 1, -1, number % 2))
    assert without(made, "cohort") == {"東地区": 6, "西地区": 5}
    assert "「東地区」の人の答え（6人）" in page_of(sign_in(), f"/lab/{made.pk}/result/")


def test_registered_people_count_by_the_capacity_in_which_they_are_registered(cast: Cast, answer: Answer) -> None:
    made = services.conversation_create(actor=cast.okutama, terms=replace(TERMS, policy="registered"))
    services.conversation_open(actor=cast.okutama, conversation=made)
    who = {"resident": "residents", "company": "companies", "okutama": "offices", "coordinator": "offices"}
    for name in who:
        answer(made, user_keys(made, cast.user(name).ref)[0], (1,))
    keys = ballots_of(made).keys
    found = cohorts.cohorts_of(made, keys)
    expected = {user_keys(made, cast.user(name).ref)[0]: capacity for name, capacity in who.items()}
    assert {keys[place]: capacity for place, capacity in found.items()} == expected


def test_an_imported_conversation_has_no_days(cast: Cast) -> None:
    comments = b"comment-id,moderated,comment-body\r\n0,1,yes\r\n1,1,no\r\n"
    rows = b"".join(b"%d,%d,%d\r\n" % (what, who, 1 if who % 2 else -1) for who in range(12) for what in (0, 1))
    made = services.conversation_import(
        actor=cast.coordinator,
        terms=services.ImportTerms("題", "問い", "", "CC BY 4.0", "終わりました。"),
        votes=b"comment-id,voter-id,vote\r\n" + rows,
        comments=comments,
    )
    assert without(made, "day") == {}
