"""The WSGI entry point: `dejiro.config.wsgi:application`. Production refuses to start unsafe, whatever server asks."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from dejiro.config.checks import refuse_unsafe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dejiro.config.settings")
if not settings.configured:
    os.environ.setdefault("DEJIRO_MODE", "production")
application = get_wsgi_application()
refuse_unsafe()
