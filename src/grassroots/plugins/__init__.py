"""The adapters in use: the built-in ones and the plugins, all through the same doors."""

from grassroots.plugins.adapters import PluginInfo, Plugins
from grassroots.plugins.doors import DOORS, INSTALL, Door
from grassroots.plugins.offers import GROUP

__all__ = ["DOORS", "GROUP", "INSTALL", "Door", "PluginInfo", "Plugins"]
