"""Addresses of careers."""

from django.urls import path

from dejiro.apps.careers.views import body, courses, me, people, posts

app_name = "careers"
urlpatterns = [
    path("careers/", me.home, name="home"),
    path("careers/me/", me.mine, name="mine"),
    path("careers/me/path/", me.path, name="path"),
    path("careers/me/skills/", me.skill, name="skill"),
    path("careers/me/skills/<int:pk>/ask/", me.ask, name="ask"),
    path("careers/me/certificates/new/", me.certificate_new, name="certificate_new"),
    path("careers/me/certificates/<int:pk>/remove/", me.certificate_remove, name="certificate_remove"),
    path("careers/me/export.json", me.export, name="export"),
    path("careers/me/erase/", me.erase, name="erase"),
    path("careers/certificates/<int:pk>/", people.certificate, name="certificate"),
    path("careers/certificates/<int:pk>/files/<int:file>/", people.proof, name="proof"),
    path("careers/people/", people.people, name="people"),
    path("careers/people/<int:pk>/", people.person, name="person"),
    path("careers/people/<int:pk>/confirm/", people.confirm, name="confirm"),
    path("careers/people/<int:pk>/leaving/", people.leaving, name="leaving"),
    path("careers/people/<int:pk>/leaving/cancel/", people.leaving_cancel, name="leaving_cancel"),
    path("careers/body/", body.skills, name="body"),
    path("careers/body/map.<str:form>", body.export, name="body_export"),
    path("careers/body/items.<str:form>", body.items_export, name="items_export"),
    path("careers/area/", body.area, name="area"),
    path("careers/ahead/", body.ahead, name="ahead"),
    path("careers/posts/", posts.post_list, name="posts"),
    path("careers/posts/new/", posts.post_new, name="post_new"),
    path("careers/posts/<int:pk>/", posts.post, name="post"),
    path("careers/posts/<int:pk>/edit/", posts.post_edit, name="post_edit"),
    path("careers/posts/<int:pk>/holders/new/", posts.holding_new, name="holding_new"),
    path("careers/holdings/<int:pk>/", posts.holding_edit, name="holding_edit"),
    path("careers/holdings/<int:pk>/remove/", posts.holding_remove, name="holding_remove"),
    path("careers/courses/", courses.course_list, name="courses"),
    path("careers/courses/new/", courses.course_new, name="course_new"),
    path("careers/courses/import/", courses.course_import, name="course_import"),
    path("careers/courses/export.<str:form>", courses.course_export, name="course_export"),
    path("careers/courses/<int:pk>/", courses.course, name="course"),
    path("careers/courses/<int:pk>/edit/", courses.course_edit, name="course_edit"),
    path("careers/courses/<int:pk>/cancel/", courses.course_cancel, name="course_cancel"),
    path("careers/courses/<int:pk>/apply/", courses.apply, name="apply"),
    path("careers/enrolments/<int:pk>/", courses.decide, name="decide"),
    path("careers/enrolments/<int:pk>/withdraw/", courses.withdraw, name="withdraw"),
    path("careers/enrolments/<int:pk>/finish/", courses.finish, name="finish"),
]
