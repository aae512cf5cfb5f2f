"""The parent of `make run`: PostgreSQL, the web and the worker as children, from one start to one orderly end.

Children that crash are started again, more slowly each time; when this process is killed, the kernel ends them all.
Knows the doors only as commands: it imports neither Flask nor the engine and stays small.
"""

from __future__ import annotations

from service.supervise.door import CannotRun, is_ready
from service.supervise.parent import WEB, Commands, Supervisor, database_folder
from service.supervise.progress import Progress

__all__ = ["WEB", "CannotRun", "Commands", "Progress", "Supervisor", "database_folder", "is_ready"]
