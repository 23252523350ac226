from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "dejiro.apps.people"
    verbose_name = _("人と組織")
