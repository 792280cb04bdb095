"""All conversations, by name."""

from .talk import ALL
from . import databases, devices, directory, lines, messaging, names, web  # noqa: F401  (they register themselves)

__all__ = ["ALL"]
