"""The service: the library over HTTP, with sign-in, roles and an access log. No rule and no sum lives here."""

from .app import create_app
from .settings import Settings, read_settings

__all__ = ["Settings", "create_app", "read_settings"]
