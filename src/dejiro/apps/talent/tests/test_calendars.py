import pytest
from django.test import Client

from conftest import Cast, Clock
from dejiro.apps.talent import services
from dejiro.apps.talent.models import CalendarKey, Engagement, Specialist
from dejiro.apps.talent.tests.conftest import SignIn, text
from dejiro.foundation.errors import NotYours
from dejiro.foundation.ledger.models import Entry as LedgerEntry


@pytest.fixture
def secret(cast: Cast, engagement: Engagement) -> str:
    return services.calendar_key_make(actor=cast.expert, specialist=engagement.specialist)


def test_a_calendar_application_reads_bodies_roles_and_weeks_and_no_more(
    client: Client, secret: str, engagement: Engagement
) -> None:
    feed = text(client.get(f"/talent/calendar.ics?key={secret}")).replace("\r\n ", "")
    assert "SUMMARY:奥多摩町 データエンジニア" in feed
    assert "DTSTART;VALUE=DATE:20270405" in feed
    for private in (engagement.specialist.name, engagement.request.title, engagement.request.supervisor):
        assert private not in feed


def test_the_secret_is_shown_once_and_only_its_hash_is_kept(
    cast: Cast, sign_in: SignIn, engagement: Engagement
) -> None:
    client = sign_in(cast.expert)
    assert "まだアドレスを作っていません" in text(client.get("/talent/calendar/"))
    answer = client.post("/talent/calendar/")
    assert answer["Cache-Control"] == "private, no-store"
    shown = text(answer)
    secret = shown.partition("calendar.ics?key=")[2][:43]
    key = CalendarKey.objects.get()
    assert client.get(f"/talent/calendar.ics?key={secret}").status_code == 200
    assert secret not in key.digest
    assert secret not in text(client.get("/talent/calendar/"))
    assert not LedgerEntry.objects.filter(leaf__contains=secret).exists()
    assert not LedgerEntry.objects.filter(leaf__contains=key.digest).exists()
    assert engagement.specialist_id == key.specialist_id


def test_a_new_secret_replaces_the_old_one_and_a_withdrawn_one_leads_nowhere(
    cast: Cast, sign_in: SignIn, client: Client, secret: str, specialist: Specialist
) -> None:
    new = services.calendar_key_make(actor=cast.expert, specialist=specialist)
    assert client.get(f"/talent/calendar.ics?key={secret}").status_code == 404
    assert client.get(f"/talent/calendar.ics?key={new}").status_code == 200
    here = f"{specialist.get_absolute_url()}calendar/revoke/"
    assert sign_in(cast.coordinator).get(here).status_code == 200
    assert sign_in(cast.coordinator).post(here).url == specialist.get_absolute_url()
    client.logout()
    assert client.get(f"/talent/calendar.ics?key={new}").status_code == 404
    services.calendar_key_revoke(actor=cast.expert, specialist=specialist)
    assert LedgerEntry.objects.filter(action="talent.calendar.revoke").count() == 1


def test_nobody_makes_a_secret_for_somebody_else(cast: Cast, sign_in: SignIn, specialist: Specialist) -> None:
    for actor in (cast.coordinator, cast.okutama):
        with pytest.raises(NotYours):
            services.calendar_key_make(actor=actor, specialist=specialist)
    assert sign_in(cast.coordinator).get("/talent/calendar/").status_code == 404
    with pytest.raises(NotYours):
        services.calendar_key_revoke(actor=cast.okutama, specialist=specialist)


@pytest.mark.parametrize("change", [{"left_on": "2026-10-05"}, {"user": None}])
def test_who_left_or_lost_their_account_has_no_calendar(
    client: Client, secret: str, specialist: Specialist, change: dict[str, str | None]
) -> None:
    Specialist.objects.filter(pk=specialist.pk).update(**change)
    assert client.get(f"/talent/calendar.ics?key={secret}").status_code == 404


def test_guesses_and_greedy_applications_have_to_wait(client: Client, secret: str, clock: Clock) -> None:
    for _guess in range(20):
        assert client.get("/talent/calendar.ics?key=" + "x" * 43).status_code == 404
    refused = client.get(f"/talent/calendar.ics?key={secret}")
    assert (refused.status_code, refused["Retry-After"]) == (429, "600")
    clock.move_to("2026-10-05T11:00:00+09:00")
    for _read in range(30):
        assert client.get(f"/talent/calendar.ics?key={secret}").status_code == 200
    assert client.get(f"/talent/calendar.ics?key={secret}").status_code == 429
    assert client.get("/talent/calendar.ics").status_code == 404
