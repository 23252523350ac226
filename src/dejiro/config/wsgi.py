"""The WSGI entry point: `dejiro.config.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dejiro.config.settings")
application = get_wsgi_application()
