from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConfigConfig(AppConfig):
    name = "dejiro.config"
    label = "platform"
    verbose_name = _("設定")
