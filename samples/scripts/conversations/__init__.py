"""All conversations, by name."""

from .talk import ALL
from . import databases, directory, messaging  # noqa: F401  (they register themselves)

__all__ = ["ALL"]
