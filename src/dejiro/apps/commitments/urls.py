"""Addresses of rounds, commitments, adoptions and calendars."""

from django.urls import path

from dejiro.apps.commitments.views import calendars, commitments, coordinating, results, rounds

app_name = "commitments"
urlpatterns = [
    path("rounds/", rounds.round_list, name="round_list"),
    path("rounds/export.<slug:form>", rounds.round_list_file, name="round_list_file"),
    path("rounds/results/", rounds.results, name="results"),
    path("rounds/new/<int:need>/", coordinating.round_new, name="round_new"),
    path("rounds/<int:pk>/", rounds.round_detail, name="round_detail"),
    path("rounds/<int:pk>/bodies/", rounds.round_bodies, name="round_bodies"),
    path("rounds/<int:pk>/bodies.<slug:form>", rounds.round_bodies_file, name="round_bodies_file"),
    path("rounds/<int:pk>/edit/", coordinating.round_edit, name="round_edit"),
    path("rounds/<int:pk>/open/", coordinating.round_open, name="round_open"),
    path("rounds/<int:pk>/extend/", coordinating.round_extend, name="round_extend"),
    path("rounds/<int:pk>/cancel/", coordinating.round_cancel, name="round_cancel"),
    path("rounds/<int:pk>/close/", coordinating.round_close, name="round_close"),
    path("rounds/<int:pk>/start/", coordinating.round_start, name="round_start"),
    path("rounds/<int:pk>/commitment/", commitments.commitment_edit, name="commitment_edit"),
    path("rounds/<int:pk>/abstain/", commitments.round_abstain, name="round_abstain"),
    path("rounds/<int:pk>/adopt/", results.adoption_take, name="adoption_take"),
    path("rounds/<int:pk>/bundle.zip", results.round_bundle, name="round_bundle"),
    path("commitments/", commitments.commitment_list, name="commitment_list"),
    path("commitments/<int:pk>/", commitments.commitment_detail, name="commitment_detail"),
    path("commitments/<int:pk>/submit/", commitments.commitment_submit, name="commitment_submit"),
    path("commitments/<int:pk>/approve/", commitments.commitment_approve, name="commitment_approve"),
    path("commitments/<int:pk>/return/", commitments.commitment_return, name="commitment_return"),
    path("commitments/<int:pk>/withdraw/", commitments.commitment_withdraw, name="commitment_withdraw"),
    path("commitments/<int:pk>/effect/", results.effect_enter, name="effect_enter"),
    path("commitments/<int:pk>/budget/", results.budget_paper, name="budget_paper"),
    path("commitments/<int:pk>/budget.xlsx", results.budget_paper_xlsx, name="budget_paper_xlsx"),
    path("calendar/", calendars.calendar_own, name="calendar_own"),
    path("calendar/area/", calendars.calendar_area, name="calendar_area"),
    path("calendar/budget/", calendars.budget_cycle_edit, name="budget_cycle_edit"),
    path("calendar/assemblies/new/", calendars.assembly_new, name="assembly_new"),
    path("calendar/assemblies/<int:pk>/", calendars.assembly_edit, name="assembly_edit"),
    path("calendar/assemblies/<int:pk>/delete/", calendars.assembly_delete, name="assembly_delete"),
]
