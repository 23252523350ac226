"""Who is let in to a conversation, by a page or by a program alike: the policy, the limits, the invitation."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from dejiro.apps.lab import limits
from dejiro.apps.lab.identity import Visitor, code_digests
from dejiro.apps.lab.models import Code, Conversation
from dejiro.foundation.errors import Refusal


def admit(request: HttpRequest, found: Conversation, visitor: Visitor, own: limits.Limit, shared: limits.Limit) -> None:
    """Let in whoever may take part and is not too fast; one query.

    Args:
        request: from whose address it counts.
        found: the conversation.
        visitor: who knocks.
        own: how often one participant may.
        shared: how often one address may.

    Raises:
        Refusal: if the policy does not let them in, or a window is used up.
    """
    if not visitor.may_vote:
        raise Refusal(_("この対話に参加するには、先にログインするか、招待コードを入れてください。"), code="not_in")
    here = f"{found.pk}:{limits.address(request)}"
    newcomer = [(limits.NEWCOMERS_OF_ADDRESS, here)] if visitor.token else []
    limits.spend((shared, here), (own, visitor.keys[0]), *newcomer)


def invitation(request: HttpRequest, found: Conversation, typed: str) -> Code:
    """Return the invitation that somebody shows; guesses from one address are counted.

    Raises:
        Refusal: if there is none like it, or too many were tried.
    """
    limits.spend((limits.CODES_OF_ADDRESS, limits.address(request)))
    known = Code.objects.filter(conversation=found, digest__in=code_digests(typed)).first()
    if known is None:
        message = _("この招待コードは見つかりません。届いたお知らせの文字を、もう一度確かめてください。")
        raise Refusal(message, code="no_such_code", field="code")
    return known
