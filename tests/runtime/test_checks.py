"""The checks of `make check` that are ours: do they find what they are for, and say so when they could not look?"""

from __future__ import annotations

import ast
import json
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

CI = Path(__file__).parents[2] / ".ci"


def load(name: str) -> ModuleType:
    loader = SourceFileLoader(name, str(CI / name))
    spec = spec_from_loader(name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    return load("statements")


@pytest.fixture
def audit(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    return load("audit")


@pytest.mark.parametrize(
    "body",
    [
        "return tx.rows(f\"select 1 from person where name = '{name}'\")",
        'return tx.rows("select 1 from person where name = \'" + name + "\'")',
        "return tx.rows(\"select 1 from person where name = '%s'\" % name)",
        "return tx.rows(\"select 1 from person where name = '{}'\".format(name.strip()))",
        'text = str(name).strip()\n    more = f"and {text}"\n    return tx.rows("select 1 where true " + more)',
        'row = tx.row("select a from b")\n    return tx.rows(f"select 1 from c where d = {row[\'a\']}")',
        'some = ", ".join(f"{each} = 1" for each in name)\n    return tx.rows(f"update t set {some}")',
    ],
)
def test_a_value_in_a_statement_is_found(statements: ModuleType, body: str) -> None:
    node = ast.parse(f"def find(tx, name):\n    {body}\n").body[0]
    assert list(statements.Function(node).findings())


@pytest.mark.parametrize(
    "body",
    [
        'return tx.rows("select 1 from person where name = %s", (name,))',
        'where = "a = 1" if name else "true"\n    return tx.rows(f"select 1 from person where {where}")',
        'return tx.rows(f"select {_COLUMNS} from person where id = %(id)s", {"id": name})',
    ],
)
def test_words_of_our_own_pass(statements: ModuleType, body: str) -> None:
    node = ast.parse(f"def find(tx, name):\n    {body}\n").body[0]
    assert not list(statements.Function(node).findings())


def answers(monkeypatch: pytest.MonkeyPatch, audit: ModuleType, given: dict[str, Any]) -> None:
    """Answer as the two programs do; the shapes are theirs."""
    monkeypatch.setattr(audit, "run", lambda command, *_: given["npm" if "audit" in command else "pip"])


CLEAN_NPM = {"auditReportVersion": 2, "vulnerabilities": {}}
BAD_NPM = {
    "auditReportVersion": 2,
    "vulnerabilities": {
        "left": {"via": [{"url": "https://github.com/advisories/GHSA-1", "severity": "high"}]},
        "right": {"via": ["left"]},
    },
}
BAD_PIP = {"dependencies": [{"name": "jinja2", "version": "3.1.2", "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-1"]}]}]}
CLEAN_PIP = {"dependencies": [{"name": "jinja2", "version": "3.1.6", "vulns": []}]}


@pytest.mark.parametrize(
    ("pip", "npm", "ends", "says"),
    [
        (BAD_PIP, CLEAN_NPM, 1, "jinja2 3.1.2: PYSEC-1"),
        (CLEAN_PIP, BAD_NPM, 1, "left: GHSA-1 (high)"),
        (None, None, 0, "NOT CHECKED"),
        ({"dependencies": [{"name": "flask", "skip_reason": "not found"}]}, {"error": {}}, 0, "NOT CHECKED"),
    ],
)
def test_the_audit_fails_on_findings_and_never_calls_silence_health(
    monkeypatch: pytest.MonkeyPatch, audit: ModuleType, capsys: Any, pip: Any, npm: Any, ends: int, says: str
) -> None:
    answers(monkeypatch, audit, {"pip": pip, "npm": npm})
    assert audit.main() == ends
    told = capsys.readouterr().err
    assert says in told
    assert (pip is None) <= ("no known" not in told)


def test_an_argued_finding_passes(monkeypatch: pytest.MonkeyPatch, audit: ModuleType) -> None:
    answers(monkeypatch, audit, {"pip": BAD_PIP, "npm": CLEAN_NPM})
    monkeypatch.setitem(audit.ARGUED, "CVE-1", "its code is never reached")
    assert audit.main() == 0


def test_the_audit_asks_about_every_locked_package(audit: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that shrank unseen would be worth nothing."""
    answers(monkeypatch, audit, {"pip": None, "npm": None})
    locked = (CI.parent / "requirements.lock").read_text()
    wanted = json.loads((CI.parent / "service/ui/package-lock.json").read_text())["packages"]
    assert audit.python_packages()[0] >= sum("==" in line for line in locked.splitlines())
    assert audit.interface_packages()[0] == len(wanted) - 1
