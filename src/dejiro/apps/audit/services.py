"""What an auditor asks the platform to do."""

from django.utils.translation import gettext as _

from dejiro.cores.merkle.checkpoints import CheckpointFault
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.ledger.checkpoints import checkpoint_sign as sign
from dejiro.foundation.ledger.models import Checkpoint
from dejiro.foundation.ledger.verification import LogCheck, verify_log


def checkpoint_sign(*, actor: Actor) -> Checkpoint:
    """Sign the log as it stands.

    Raises:
        NotYours: if the actor is no auditor.
        Refusal: if the key in the settings is not, or not any more, the one that signs.
    """
    _require_auditor(actor)
    try:
        return sign()
    except CheckpointFault as fault:
        raise Refusal(str(fault), code="ledger_key") from fault


def log_verify(*, actor: Actor) -> LogCheck:
    """Check every row of the log.

    Raises:
        NotYours: if the actor is no auditor.
    """
    _require_auditor(actor)
    return verify_log()


def _require_auditor(actor: Actor) -> None:
    if not actor.has(Role.AUDITOR):
        raise NotYours(_("監査担当だけができる操作です。"), code="no_auditor")
