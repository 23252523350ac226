from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NeedsConfig(AppConfig):
    name = "dejiro.apps.needs"
    verbose_name = _("課題")
