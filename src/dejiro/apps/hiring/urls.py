"""Addresses of hiring."""

from django.urls import path

from dejiro.apps.hiring.views import candidate, joints, openings, reviewing

app_name = "hiring"
urlpatterns = [
    path("hiring/", openings.opening_list, name="openings"),
    path("hiring/new/", openings.opening_new, name="opening_new"),
    path("hiring/statistics/", openings.statistics, name="statistics"),
    path("hiring/mine/", candidate.mine, name="mine"),
    path("hiring/mine/edit/", candidate.edit, name="edit"),
    path("hiring/mine/ranks/", candidate.ranks, name="ranks"),
    path("hiring/mine/erase/", candidate.erase, name="erase"),
    path("hiring/mine/export.json", candidate.export, name="export"),
    path("hiring/mine/papers/new/", candidate.paper_new, name="paper_new"),
    path("hiring/mine/papers/<int:pk>/", candidate.paper, name="paper"),
    path("hiring/mine/papers/<int:pk>/remove/", candidate.paper_remove, name="paper_remove"),
    path("hiring/mine/choices/<int:pk>/withdraw/", candidate.withdraw, name="withdraw"),
    path("hiring/offers/<int:pk>/", candidate.offer, name="offer"),
    path("hiring/choices/<int:pk>/score/", reviewing.score, name="score"),
    path("hiring/choices/<int:pk>/conflict/", reviewing.conflict, name="conflict"),
    path("hiring/choices/<int:pk>/", reviewing.person, name="person"),
    path("hiring/choices/<int:pk>/papers/<int:file>/", reviewing.paper, name="choice_paper"),
    path("hiring/offers/<int:pk>/withdraw/", reviewing.offer_withdraw, name="offer_withdraw"),
    path("hiring/choices/<int:pk>/offer/", reviewing.offer_new, name="offer_new"),
    path("hiring/joint/", joints.joint_list, name="joints"),
    path("hiring/joint/new/", joints.joint_new, name="joint_new"),
    path("hiring/joint/<int:pk>/", joints.joint, name="joint"),
    path("hiring/joint/<int:pk>/settle/", joints.settle, name="settle"),
    path("hiring/joint/<int:pk>/bundle.json", joints.bundle, name="bundle"),
    path("hiring/<int:pk>/", openings.opening, name="opening"),
    path("hiring/<int:pk>/edit/", openings.opening_edit, name="opening_edit"),
    path("hiring/<int:pk>/publish/", openings.opening_publish, name="opening_publish"),
    path("hiring/<int:pk>/reviewers/", openings.reviewers, name="reviewers"),
    path("hiring/<int:pk>/review/", reviewing.review, name="review"),
    path("hiring/<int:pk>/scores/", reviewing.scores, name="scores"),
    path("hiring/<int:pk>/interview/", openings.interview, name="interview"),
    path("hiring/<int:pk>/result/", joints.result, name="result"),
    path("hiring/<int:pk>/close/", openings.close, name="close"),
]
