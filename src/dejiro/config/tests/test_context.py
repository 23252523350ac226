import pytest

from conftest import Cast
from dejiro.config.context import navigation
from dejiro.foundation.accounts.actors import NOBODY, Actor


def labels(actor: Actor, path: str = "/") -> list[str]:
    """Return the places offered."""
    return [place.label for place in navigation(actor, path)]


def test_a_visitor_sees_the_public_places() -> None:
    assert labels(NOBODY) == ["課題", "共同調達", "共創ラボ", "検索", "監査"]


@pytest.mark.parametrize(
    ("key", "place"),
    [("okutama", "契約台帳"), ("okutama", "人と組織"), ("coordinator", "調整"), ("ome_chief", "契約台帳")],
)
def test_a_role_opens_its_place(cast: Cast, key: str, place: str) -> None:
    assert place in labels(cast.actor(key))


def test_a_resident_has_a_desk_but_no_contract_list(cast: Cast) -> None:
    places = labels(cast.resident)
    assert places[0] == "私の机"
    assert "契約台帳" not in places


def test_only_the_most_exact_place_is_the_present_one(cast: Cast) -> None:
    marked = [place.label for place in navigation(cast.coordinator, "/desk/coordinator/") if place.current]
    assert marked == ["調整"]
