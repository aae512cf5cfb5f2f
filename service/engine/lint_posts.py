"""Posts that a diagram asks for: each is one that can be held, and stands where organisations have it.

A step that asks for a branch secretary of the area finds nobody, however full the tree is: the case would stand still.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from service.domain.assignment import SCOPES
from service.domain.labels import ROLES, level_name, role_name
from service.domain.posts import JOINT, STANDS_AT
from service.engine.findings import Finding
from service.engine.lint_rules import finding
from service.engine.xml import SPIFF, Drawing, line_of

_PEOPLE = frozenset(("userTask", "manualTask"))
# The operator that tells holders of a post something; its parameters are those of a step.
_TELLS = "notice.office"
# These say a person or the case's own organisation, whatever its level.
_NO_LEVEL = frozenset(("self", "person"))


def lint_posts(drawing: Drawing, process: etree._Element) -> Iterator[Finding]:
    """Check the posts that start a process, that do its steps and that are told something."""
    info = drawing.process
    for role in filter(None, (part.strip() for part in info.properties.get("start_role", "").split(","))):
        if role not in ROLES:
            yield finding("unknown-role", info.file, info.id, line_of(process), name=info.name, role=role)
    for element in process.iter("{*}*"):
        node = drawing.nodes.get(element.get("id", ""))
        if node is None:
            continue
        if node.kind in _PEOPLE:
            role, scope = node.properties.get("role", ""), node.properties.get("scope", "")
        elif node.operator == _TELLS:
            role, scope = _literal(element, "role"), _literal(element, "scope")
        else:
            continue
        for rule, params in _check(role, scope):
            yield finding(rule, info.file, node.id, line_of(element), name=node.name, **params)


def _check(role: str, scope: str) -> Iterator[tuple[str, dict[str, str]]]:
    if role and role not in ROLES:
        yield "unknown-role", {"role": role}
    if scope.startswith("data:") or scope in _NO_LEVEL or not scope:
        return
    if scope not in SCOPES | {JOINT}:
        yield "unknown-scope", {"scope": scope, "known": "、".join(sorted(SCOPES | {JOINT}))}
    elif role in STANDS_AT and scope not in STANDS_AT[role]:
        stands, stands_en = ([_level(at, lang) for at in STANDS_AT[role]] for lang in ("zh-CN", "en"))
        yield "role-level", {
            "role": role_name(role), "role_en": role_name(role, "en"),
            "level": _level(scope, "zh-CN"), "level_en": _level(scope, "en"),
            "levels": "、".join(stands) or "本人", "levels_en": ", ".join(stands_en) or "a person",
            "scopes": " / ".join(STANDS_AT[role]) or "person",
        }  # fmt: skip


def _level(code: str, lang: str) -> str:
    if code == JOINT:
        return "joint committee" if lang == "en" else "联合党委"
    return level_name(code, lang)


def _literal(element: etree._Element, name: str) -> str:
    """Return a parameter that is a plain text; what is computed is not known here."""
    for item in element.iter(f"{{{SPIFF}}}parameter"):
        value = (item.get("value") or "").strip()
        if item.get("id") == name and len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
            return value[1:-1]
    return ""
