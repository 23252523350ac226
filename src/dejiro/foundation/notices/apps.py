from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "dejiro.foundation.notices"
    verbose_name = _("お知らせ")
