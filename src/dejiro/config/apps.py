from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _

from dejiro.config import checks


class ConfigConfig(AppConfig):
    name = "dejiro.config"
    label = "platform"
    verbose_name = _("設定")

    def ready(self) -> None:
        register(checks.settings_are_safe, Tags.security)
        register(checks.database_is_durable, Tags.database)
        register(checks.database_is_current, Tags.database)
        register(checks.database_has_no_demo, Tags.database)
        register(checks.ledger_key_is_in_use, Tags.database)
