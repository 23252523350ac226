"""The rule that a view or an API operation declares, and how it is read back."""

from dataclasses import dataclass

from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import Role


@dataclass(frozen=True)
class Door:
    """Who may knock: everyone, anybody signed in, or people with one of these roles in the acting organization.

    `personal` keeps out the keys of organizations: what lies behind is somebody's own.
    """

    public: bool = False
    roles: frozenset[Role] = frozenset()
    personal: bool = False
    note: str = ""

    def admits(self, actor: Actor) -> bool:
        """True when the actor may knock; the object behind has a door of its own."""
        if self.public:
            return True
        if self.personal and actor.is_body:
            return False
        return actor.is_authenticated and (not self.roles or actor.has(*self.roles))


def declared_door(view: object) -> Door | None:
    """Return the rule that a view declares, looking through wrappers; None when it declares none."""
    while view is not None:
        door = getattr(view, "door", None)
        if isinstance(door, Door):
            return door
        view = getattr(view, "__wrapped__", None)
    return None
