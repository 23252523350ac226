"""Writes: people and what they may do. Removal and hand-over move the desk too: they are in foundation.handover."""

from dejiro.foundation.accounts.services.delegations import delegation_grant, delegation_revoke
from dejiro.foundation.accounts.services.endings import RightsEnded, sessions_end
from dejiro.foundation.accounts.services.memberships import membership_end, membership_grant, membership_move
from dejiro.foundation.accounts.services.people import person_invite, person_update
from dejiro.foundation.accounts.services.teams import team_close, team_create, team_join, team_leave, team_rename
from dejiro.foundation.accounts.services.tokens import IssuedToken, actor_for_token, token_issue, token_revoke

__all__ = [
    "IssuedToken",
    "RightsEnded",
    "actor_for_token",
    "delegation_grant",
    "delegation_revoke",
    "membership_end",
    "membership_grant",
    "membership_move",
    "person_invite",
    "person_update",
    "sessions_end",
    "team_close",
    "team_create",
    "team_join",
    "team_leave",
    "team_rename",
    "token_issue",
    "token_revoke",
]
