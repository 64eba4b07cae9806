"""One frozen value, read from the environment once, checked at start."""

from __future__ import annotations

from lsgraph.settings.table import SETTINGS, Setting
from lsgraph.settings.values import Settings, change_settings, read_settings

__all__ = ["SETTINGS", "Setting", "Settings", "change_settings", "read_settings"]
