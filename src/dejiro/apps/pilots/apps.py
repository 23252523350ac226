from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PilotsConfig(AppConfig):
    name = "dejiro.apps.pilots"
    verbose_name = _("実証・認定")
