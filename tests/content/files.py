"""The shipped files by kind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
DIAGRAMS = sorted(ROOT.glob("bpmn/*/*.bpmn"))
TABLES = sorted(ROOT.glob("bpmn/*/*.dmn"))
SCENARIOS = sorted(ROOT.glob("bpmn/*/*.scenarios.yaml"))
FORMS = sorted(ROOT.glob("forms/*.schema.json"))


def read_form(path: Path) -> dict[str, Any]:
    """Read a form with its uiSchema."""
    ui = path.with_name(path.name.replace(".schema.", ".ui."))
    return {"schema": json.loads(path.read_text()), "ui": json.loads(ui.read_text())}
