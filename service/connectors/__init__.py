"""The world outside: what a service task may ask of it; one module a kind, found by being here.

A module says `KIND` (what the diagram calls), `CONTRACT` (which parameters, how patient) and `send`. The worker runs it
outside of every transaction. It may run twice for the same wish (the key is the same then), and it raises Failure with
a code of messages.py. Knows no database, no engine, no web; the linter and the worker read the same contract.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import lru_cache
from types import ModuleType
from typing import Any
from uuid import UUID

from service.connectors.request import Request
from service.domain.deliveries import NOT_SET_UP, Contract, Failure

HELPERS = frozenset(("request", "origins"))

__all__ = ["Request", "contracts", "send"]


@lru_cache(maxsize=1)
def _modules() -> Mapping[str, ModuleType]:
    names = sorted(info.name for info in pkgutil.iter_modules(__path__) if info.name not in HELPERS)
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return {module.KIND: module for module in modules}


def contracts() -> dict[str, Contract]:
    """Return every kind with what it takes."""
    return {kind: module.CONTRACT for kind, module in _modules().items()}


def send(kind: str, params: Mapping[str, Any], key: UUID, settings: Mapping[str, str]) -> dict[str, Any]:
    """Bring a wish out and return what the process may know of the answer: small, JSON.

    Raises Failure.
    """
    module = _modules().get(kind)
    if module is None:
        raise Failure("delivery_internal", again=False, given_up=NOT_SET_UP)
    answer: dict[str, Any] = module.send(Request(dict(params), key, settings))
    return answer
