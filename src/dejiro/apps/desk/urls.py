"""Addresses of the front page, the desk and the search."""

from django.urls import path

from dejiro.apps.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("desk/", views.desk, name="desk"),
    path("desk/coordinator/", views.coordinator, name="coordinator"),
    path("desk/portfolio/", views.portfolio, name="portfolio"),
    path("search/", views.search_page, name="search"),
]
