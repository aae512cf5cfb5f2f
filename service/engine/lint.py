"""placeholder"""

from __future__ import annotations

from collections.abc import Collection

from service.engine.bundle import Bundle
from service.engine.findings import Finding


def lint(bundle: Bundle, operators: Collection[str] | None) -> list[Finding]:
    return []
