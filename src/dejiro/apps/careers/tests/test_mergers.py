"""奥多摩町 is merged into 青梅市: what it asked of the pool and its posts count as 青梅市's."""

from datetime import date

from dejiro.apps.careers import outlook, selectors, services
from dejiro.apps.careers.tests.conftest import ROLE, Play
from dejiro.apps.careers.tests.test_body import asked, proposed
from dejiro.foundation.accounts.actors import SYSTEM
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.accounts.services import membership_grant
from dejiro.foundation.organizations.models import Organization

DAY, BEFORE, AFTER = date(2026, 10, 12), "2026-10-11T10:00:00+09:00", "2026-10-12T10:00:00+09:00"


def merged(play: Play) -> Organization:
    play.cast.merge("133086", "132055", DAY)
    return play.cast.body("132055")


def needed(rows: list[outlook.MapRow]) -> tuple[int, int]:
    return next(((row.posts, row.asked) for row in rows if (row.role, row.level) == (ROLE, 2)), (0, 0))


def test_supports_and_posts_of_the_merged_body_stand_on_the_successors_map_from_the_day_on(play: Play) -> None:
    play.post(people=2)
    asked(play)
    city = merged(play)
    assert city.area is not None
    for moment, found in ((BEFORE, (0, 0)), (AFTER, (2, 1))):
        play.clock.move_to(moment)
        assert needed(outlook.body_map(city)) == found
        assert needed(outlook.area_map(city.area)) == (2, 1)


def test_a_granted_support_of_the_merged_body_carries_a_post_of_the_successor(play: Play) -> None:
    proposed(play, asked(play))
    city = merged(play)
    play.clock.move_to(AFTER)
    play.post("ome")
    (row,) = outlook.ahead_of(city, names=True).posts
    assert row.cells[0] is not None
    assert row.cells[0].outlook.status == "shared"


def test_who_came_along_holds_the_post_and_leaves_as_it_was_planned(play: Play) -> None:
    post = play.held(play.post(), "okutama_chief")
    play.confirmed("okutama_chief", ROLE, 2, by="okutama")
    services.leaving_plan(
        actor=play.cast.okutama, person=play.cast.user("okutama_chief"), kind="rotation", last_on=date(2027, 3, 31)
    )
    city = merged(play)
    play.clock.move_to(AFTER)
    (row,) = outlook.ahead_of(city, names=True).posts
    assert (row.post, row.able) == (post, 0)
    membership_grant(actor=SYSTEM, user=play.cast.user("okutama_chief"), organization=city, role=Role.MEMBER)
    (row,) = outlook.ahead_of(city, names=True).posts
    assert row.able == 1
    leaving = selectors.leaving_of(play.cast.ome, play.cast.user("okutama_chief"))
    assert leaving is not None
    assert leaving.last_on == date(2027, 3, 31)
    services.leaving_cancel(actor=play.cast.ome, person=play.cast.user("okutama_chief"))
    assert selectors.leaving_of(play.cast.ome, play.cast.user("okutama_chief")) is None
