"""Addresses of pilots and of the register of certifications."""

from django.urls import path

from dejiro.apps.pilots.views import certifications, data, pilots, verdicts

app_name = "pilots"
urlpatterns = [
    path("pilots/", pilots.pilot_list, name="pilots"),
    path("pilots/new/", pilots.pilot_new, name="pilot_new"),
    path("pilots/lines/<int:pk>/correct/", data.line_correct, name="line_correct"),
    path("pilots/<int:pk>/", pilots.pilot, name="pilot"),
    path("pilots/<int:pk>/edit/", pilots.pilot_edit, name="pilot_edit"),
    path("pilots/<int:pk>/submit/", pilots.pilot_submit, name="pilot_submit"),
    path("pilots/<int:pk>/register/", pilots.pilot_register, name="pilot_register"),
    path("pilots/<int:pk>/amend/", pilots.pilot_amend, name="pilot_amend"),
    path("pilots/<int:pk>/delete/", pilots.pilot_delete, name="pilot_delete"),
    path("pilots/<int:pk>/data/", data.data, name="data"),
    path("pilots/<int:pk>/data/new/", data.line_new, name="line_new"),
    path("pilots/<int:pk>/data/import/", data.data_import, name="data_import"),
    path("pilots/<int:pk>/data/template.<str:form>", data.data_template, name="data_template"),
    path("pilots/<int:pk>/verdict/", verdicts.verdict, name="verdict"),
    path("pilots/<int:pk>/decision/", verdicts.decision, name="decision"),
    path("pilots/<int:pk>/raise/", verdicts.pilot_raise, name="pilot_raise"),
    path("pilots/<int:pk>/bundle.zip", verdicts.bundle, name="bundle"),
    path("certifications/", certifications.certification_list, name="certifications"),
    path("certifications/export.<str:form>", certifications.certification_export, name="certification_export"),
    path("certifications/new/", certifications.certification_new, name="certification_new"),
    path("certifications/<int:pk>/", certifications.certification, name="certification"),
    path("certifications/<int:pk>/renew/", certifications.certification_renew, name="certification_renew"),
    path("certifications/<int:pk>/revoke/", certifications.certification_revoke, name="certification_revoke"),
    path("certifications/<int:pk>/reuse/", certifications.certification_reuse, name="certification_reuse"),
]
