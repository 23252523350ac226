"""How every form of the platform is read, sent once, and shown again with what was typed."""

from dejiro.foundation.forms.house import ConfirmForm, HouseForm
from dejiro.foundation.forms.submit import show, submit
from dejiro.foundation.forms.versions import check_read, check_version

__all__ = ["ConfirmForm", "HouseForm", "check_read", "check_version", "show", "submit"]
