"""Addresses of the challenges, below the co-creation lab's."""

from django.urls import path

from dejiro.apps.challenges.views import ideas, reading, running

app_name = "challenges"
urlpatterns = [
    path("lab/challenges/", reading.challenge_list, name="challenges"),
    path("lab/challenges/new/", running.challenge_new, name="challenge_new"),
    path("lab/challenges/<int:pk>/", reading.challenge, name="challenge"),
    path("lab/challenges/<int:pk>/log/", reading.log, name="log"),
    path("lab/challenges/<int:pk>/log.csv", reading.log_file, name="log_file"),
    path("lab/challenges/<int:pk>/edit/", running.challenge_edit, name="challenge_edit"),
    path("lab/challenges/<int:pk>/ask/", running.challenge_ask, name="challenge_ask"),
    path("lab/challenges/<int:pk>/return/", running.challenge_return, name="challenge_return"),
    path("lab/challenges/<int:pk>/publish/", running.challenge_publish, name="challenge_publish"),
    path("lab/challenges/<int:pk>/close/", running.challenge_close, name="challenge_close"),
    path("lab/challenges/<int:pk>/conclude/", running.challenge_conclude, name="challenge_conclude"),
    path("lab/challenges/<int:pk>/follow/", ideas.follow, name="follow"),
    path("lab/challenges/<int:pk>/unfollow/", ideas.unfollow, name="unfollow"),
    path("lab/challenges/<int:pk>/ideas/new/", ideas.idea_new, name="idea_new"),
    path("lab/challenges/<int:pk>/ideas/similar/", ideas.idea_similar, name="idea_similar"),
    path("lab/challenges/<int:pk>/questions/new/", ideas.question_new, name="question_new"),
    path("lab/attempts/", reading.attempts, name="attempts"),
    path("lab/sponsors/<int:pk>/join/", running.sponsor_join, name="sponsor_join"),
    path("lab/sponsors/<int:pk>/decline/", running.sponsor_decline, name="sponsor_decline"),
    path("lab/questions/<int:pk>/answer/", running.question_answer, name="question_answer"),
    path("lab/ideas/<int:pk>/", reading.idea, name="idea"),
    path("lab/ideas/<int:pk>/versions/", reading.versions, name="versions"),
    path("lab/ideas/<int:pk>/edit/", ideas.idea_edit, name="idea_edit"),
    path("lab/ideas/<int:pk>/withdraw/", ideas.idea_withdraw, name="idea_withdraw"),
    path("lab/ideas/<int:pk>/amend/", ideas.amendment_new, name="amendment_new"),
    path("lab/ideas/<int:pk>/choose/", running.idea_choose, name="idea_choose"),
    path("lab/ideas/<int:pk>/reject/", running.idea_reject, name="idea_reject"),
    path("lab/amendments/<int:pk>/accept/", ideas.amendment_accept, name="amendment_accept"),
    path("lab/amendments/<int:pk>/refuse/", ideas.amendment_refuse, name="amendment_refuse"),
]
