"""The files of one release: what an organizer deploys and what an instance is bound to for its whole life."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Bundle:
    """Hold the diagrams, decision tables, forms and rule packs of one release."""

    processes: Mapping[str, bytes]
    decisions: Mapping[str, bytes] = field(default_factory=dict)
    forms: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    rules: Mapping[str, Any] = field(default_factory=dict)

    @property
    def checksum(self) -> str:
        """Return the SHA-256 of the content, independent of the order in which files were added."""
        digest = hashlib.sha256()
        for part in (self.processes, self.decisions):
            for name in sorted(part):
                digest.update(f"{name}\0{len(part[name])}\0".encode())
                digest.update(part[name])
        for values in (self.forms, self.rules):
            digest.update(json.dumps(values, sort_keys=True, ensure_ascii=False, default=str).encode())
        return digest.hexdigest()
