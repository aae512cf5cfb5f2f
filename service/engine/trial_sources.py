"""Where the variables of a release come from: forms, operators, loops, calls and tables, process by process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from service.domain.outcome import JSON
from service.engine.trial_worlds import FormSamples, Worlds
from service.engine.xml import local, properties_of, q

# A source that depends on other variables: it is asked again until nothing new comes of it.
Learner = Callable[[], bool]


@dataclass(slots=True)
class Release:
    """The processes of a release, and for each what its variables may hold."""

    worlds: dict[str, Worlds] = field(default_factory=dict)
    forms: dict[str, set[str]] = field(default_factory=dict)  # process -> the forms it asks itself
    tables: dict[str, list[Worlds]] = field(default_factory=dict)  # table -> where it is asked
    learners: list[Learner] = field(default_factory=list)
    handed: dict[str, list[str]] = field(default_factory=dict)  # process -> the variables that it hands back


def read_sources(
    processes: Mapping[str, etree._Element], forms: Mapping[str, Mapping[str, Any]], results: Mapping[str, JSON]
) -> Release:
    """Collect the sources of a release; processes that call each other inside one state share their variables."""
    release, samples = Release(), FormSamples(forms)
    for group in _groups(processes):
        worlds = Worlds(samples)
        release.worlds |= dict.fromkeys(group, worlds)
    for key, process in processes.items():
        handed = properties_of(process).get("result", "").split(",")
        release.handed[key] = [name.strip() for name in handed if name.strip()]
    for key, process in processes.items():
        for element in process.iter():
            _source(release, key, element, results)
    return release


def _groups(processes: Mapping[str, etree._Element]) -> Iterator[set[str]]:
    """Yield the processes that share one state."""
    near: dict[str, set[str]] = {key: {key} for key in processes}
    for key, process in processes.items():
        for call in process.iter(q("callActivity")):
            called = call.get("calledElement", "")
            if called in near and not _is_own(call):
                near[key].add(called)
                near[called].add(key)
    left = set(processes)
    while left:
        group, todo = set(), [min(left)]
        while todo:
            key = todo.pop()
            if key not in group:
                group.add(key)
                todo += near[key]
        left -= group
        yield group


def _is_own(call: etree._Element) -> bool:
    return properties_of(call).get("instance") == "own"


def _source(release: Release, key: str, element: etree._Element, results: Mapping[str, JSON]) -> None:
    worlds, tag, text = release.worlds[key], local(element), (element.text or "").strip()
    if tag in ("process", "userTask", "manualTask"):
        given = properties_of(element)
        for form in (given.get("form"), given.get("start_form")):
            if form:
                worlds.forms[form] = None
                release.forms.setdefault(key, set()).add(form)
    elif tag == "serviceTaskOperator" and (name := element.get("resultVariable")):
        if (operator := element.get("id", "")) in results:
            worlds.learn(name, [results[operator]])
        else:
            worlds.unknown.add(name)
    elif tag == "calledDecisionId":
        release.tables.setdefault(text, []).append(worlds)
    elif tag == "messageVariable" and text:
        worlds.unknown.add(text)
    elif tag == "multiInstanceLoopCharacteristics":
        _loop(release, worlds, element)
    elif tag == "callActivity" and _is_own(element):
        _own(release, worlds, element)


def _loop(release: Release, worlds: Worlds, loop: etree._Element) -> None:
    """A loop's item is one of its list, and what it leaves behind is a list of what each round left."""
    given = _text(loop, "loopDataInputRef")
    item, out, result = _name(loop, "inputDataItem"), _text(loop, "loopDataOutputRef"), _name(loop, "outputDataItem")
    if item and given:
        release.learners.append(lambda: worlds.learn(item, _items(worlds.values(given))))
    elif item:
        worlds.learn(item, [0, 1])
    if out and result:
        release.learners.append(lambda: worlds.learn(out, [held] if (held := worlds.values(result)) else []))
    call = loop.getparent()
    if item and call is not None and local(call) == "callActivity" and _is_own(call):
        child = release.worlds.get(call.get("calledElement", ""))
        if child is not None:
            release.learners.append(lambda: child.learn(item, worlds.values(item)))


def _own(release: Release, worlds: Worlds, call: etree._Element) -> None:
    """An own instance gets what `pass` names and hands back what its process calls its result."""
    child, given = release.worlds.get(call.get("calledElement", "")), properties_of(call)
    for name in (part.strip() for part in given.get("pass", "").split(",")):
        if name and child is not None:
            release.learners.append(lambda name=name: child.learn(name, worlds.values(name)))  # type: ignore[misc]
    loop = call.find(q("multiInstanceLoopCharacteristics"))
    if loop is not None:
        worlds.unknown |= {_name(loop, "outputDataItem"), _text(loop, "loopDataOutputRef")}
    elif child is not None:
        for name in release.handed.get(call.get("calledElement", ""), ()):
            release.learners.append(lambda name=name: worlds.learn(name, child.values(name)))  # type: ignore[misc]


def _items(lists: list[JSON]) -> list[JSON]:
    found: list[JSON] = []
    for value in lists:
        found += list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return found


def _text(loop: etree._Element, tag: str) -> str:
    return (loop.findtext(q(tag)) or "").strip()


def _name(loop: etree._Element, tag: str) -> str:
    found = loop.find(q(tag))
    return "" if found is None else (found.get("name") or found.get("id") or "")
