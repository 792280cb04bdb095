"""Real programs and what passes between them; see samples/scripts/real_peers.py."""

from .tools import ALL  # noqa: F401
from . import calls, databases, directory, files, links, names, secured, tunnels, web  # noqa: F401
