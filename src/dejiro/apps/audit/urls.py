"""Addresses of the auditor's pages."""

from django.urls import path

from dejiro.apps.audit import views

app_name = "audit"
urlpatterns = [
    path("audit/", views.home, name="home"),
    path("audit/entries/", views.entry_list, name="entry_list"),
    path("audit/entries/<int:index>/", views.entry_detail, name="entry_detail"),
    path("audit/keys.json", views.key_history, name="key_history"),
    path("audit/checkpoints/<int:size>.txt", views.checkpoint_note, name="checkpoint_note"),
    path("audit/checkpoints/sign/", views.checkpoint_sign, name="checkpoint_sign"),
    path("audit/verify/", views.log_verify, name="log_verify"),
    path("audit/log.zip", views.log_bundle, name="log_bundle"),
    path("audit/dejiro_verify.py", views.verifier, name="verifier"),
]
