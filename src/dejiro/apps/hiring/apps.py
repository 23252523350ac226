from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HiringConfig(AppConfig):
    name = "dejiro.apps.hiring"
    verbose_name = _("採用")
