"""Addresses of the co-creation lab."""

from django.urls import path

from dejiro.apps.lab.views import comments, results, running, taking_part

app_name = "lab"
urlpatterns = [
    path("lab/", taking_part.conversation_list, name="conversations"),
    path("lab/new/", running.conversation_new, name="conversation_new"),
    path("lab/import/", running.conversation_import, name="conversation_import"),
    path("lab/statements/<int:pk>/approve/", running.statement_approve, name="statement_approve"),
    path("lab/statements/<int:pk>/reject/", running.statement_reject, name="statement_reject"),
    path("lab/<int:pk>/", taking_part.conversation, name="conversation"),
    path("lab/<int:pk>/code/", taking_part.code, name="code"),
    path("lab/<int:pk>/mine/", taking_part.mine, name="mine"),
    path("lab/<int:pk>/statements/", taking_part.statements, name="statements"),
    path("lab/<int:pk>/statements/new/", taking_part.statement_new, name="statement_new"),
    path("lab/<int:pk>/result/", results.result, name="result"),
    path("lab/<int:pk>/report/", results.report, name="report"),
    path("lab/<int:pk>/widget/", results.widget, name="widget"),
    path("lab/<int:pk>/result.json", results.result_file, name="result_file"),
    path("lab/<int:pk>/statements.<str:form>", results.statements_file, name="statements_file"),
    path("lab/<int:pk>/votes.csv", results.votes_file, name="votes_file"),
    path("lab/<int:pk>/comments.csv", results.comments_file, name="comments_file"),
    path("lab/<int:pk>/edit/", running.conversation_edit, name="conversation_edit"),
    path("lab/<int:pk>/open/", running.conversation_open, name="conversation_open"),
    path("lab/<int:pk>/close/", running.conversation_close, name="conversation_close"),
    path("lab/<int:pk>/moderation/", running.moderation, name="moderation"),
    path("lab/<int:pk>/comments/", comments.comments, name="comments"),
    path("lab/<int:pk>/comments/new/", comments.intake_new, name="intake_new"),
    path("lab/comments/<int:pk>/", comments.comment_cut, name="comment_cut"),
    path("lab/comments/<int:pk>/aside/", comments.comment_aside, name="comment_aside"),
    path("lab/intakes/<int:pk>/undo/", comments.intake_undo, name="intake_undo"),
    path("lab/<int:pk>/codes/", running.codes, name="codes"),
]
