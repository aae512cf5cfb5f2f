"""What a BPMN service task may call inside the step's transaction.

One module a topic, found by being here, and one function an operator. An operator touches the domain's tables only.
Anything outside the house (mail, HTTP) is a job. It may raise a YangguangError: the whole step is then undone and the
person is told why.
"""

from __future__ import annotations

import importlib
import pkgutil

from service.actions.operators.registry import Context, call, examples, names, operator, undo, undoable

__all__ = ["Context", "call", "examples", "names", "operator", "undo", "undoable"]

for _topic in pkgutil.iter_modules(__path__):  # importing a topic registers its operators
    importlib.import_module(f"{__name__}.{_topic.name}")
