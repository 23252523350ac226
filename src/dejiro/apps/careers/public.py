"""Everything that other apps may use of careers."""

from dejiro.apps.careers.labels import ACTIONS
from dejiro.apps.careers.services.certificates import certificates_remind

__all__ = ["ACTIONS", "certificates_remind"]
