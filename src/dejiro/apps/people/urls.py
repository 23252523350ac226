"""Addresses of people, notices and the interrupted form."""

from django.urls import path

from dejiro.apps.people.views import bodies, delegations, handovers, me, mergers, notices, people, rules, tokens, units
from dejiro.foundation.doors.views import resume

app_name = "people"
urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/bodies/", bodies.bodies, name="bodies"),
    path("people/bodies/<str:code>/administrator/", bodies.first_administrator, name="first_administrator"),
    path("people/mergers/", mergers.mergers, name="mergers"),
    path("people/mergers/<int:pk>/", mergers.merger, name="merger"),
    path("people/invite/", people.person_new, name="person_new"),
    path("people/<int:pk>/", people.person_detail, name="person_detail"),
    path("people/<int:pk>/roles/new/", people.membership_new, name="membership_new"),
    path("people/<int:pk>/remove/", people.person_remove, name="person_remove"),
    path("people/memberships/<int:pk>/end/", people.membership_finish, name="membership_end"),
    path("people/memberships/<int:pk>/unit/", people.membership_unit, name="membership_unit"),
    path("people/delegations/", delegations.delegations, name="delegations"),
    path("people/delegations/new/", delegations.delegation_new, name="delegation_new"),
    path("people/delegations/<int:pk>/end/", delegations.delegation_end, name="delegation_end"),
    path("people/handover/", handovers.handover_choose, name="handover"),
    path("people/handover/confirm/", handovers.handover_confirm, name="handover_confirm"),
    path("people/handover/<int:pk>/done/", handovers.handover_done, name="handover_done"),
    path("people/units/", units.units, name="units"),
    path("people/units/new/", units.unit_new, name="unit_new"),
    path("people/units/<int:pk>/edit/", units.unit_edit, name="unit_edit"),
    path("people/units/<int:pk>/close/", units.unit_end, name="unit_close"),
    path("people/tokens/", tokens.tokens, name="tokens"),
    path("people/tokens/new/", tokens.token_new, name="token_new"),
    path("people/tokens/new/shared/", tokens.token_new_shared, name="token_new_shared"),
    path("people/tokens/<int:pk>/revoke/", tokens.token_end, name="token_revoke"),
    path("people/me/", me.me, name="me"),
    path("people/me/data/", me.my_data, name="my_data"),
    path("people/me/erasure/", me.my_erasure, name="my_erasure"),
    path("people/erasures/<int:pk>/", me.erasure, name="erasure"),
    path("people/erasures/<int:pk>/refuse/", me.erasure_no, name="erasure_refuse"),
    path("people/act/", me.act_for, name="act_for"),
    path("people/rules/", rules.rules, name="rules"),
    path("people/rules/<str:key>/new/", rules.rule_new, name="rule_new"),
    path("notices/", notices.notices, name="notices"),
    path("notices/preferences/", notices.preferences, name="preferences"),
    path("notices/<int:pk>/", notices.notice_detail, name="notice"),
    path("resume/<str:key>/", resume, name="resume"),
]
