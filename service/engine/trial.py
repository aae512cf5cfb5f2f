"""The trial of a release: everything organizers wrote is run on sample data before anybody's case meets it.

Conditions, scripts, timers, loops, keys, parameters and tables run on worlds made from the form schemas and from what
operators declare; a world counts only where the conditions on the way to the node let it come. What reads a variable
whose values nobody knows is left alone: a false alarm would teach people not to read the list.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from service.domain.outcome import JSON
from service.engine.bundle import Bundle
from service.engine.dmn import Table, TableFailed, read_tables
from service.engine.findings import Finding
from service.engine.fold import MAX_EXPRESSION, NotFolded, fold
from service.engine.instances import MAX_INSTANCES
from service.engine.lint_names import DATA_PATHS, LOOP, PYTHON, Asked, sources
from service.engine.lint_rules import finding
from service.engine.reasons import reason
from service.engine.scripts import MAX_SCRIPT, EvaluationFailed, clean_result, names
from service.engine.times import PARSERS
from service.engine.trial_paths import Guard, guards
from service.engine.trial_sources import Release, read_sources
from service.engine.trial_worlds import KNOWN_ALWAYS, World, Worlds
from service.engine.tryout import HOPELESS, OutOfTime, Tried, Tryout
from service.engine.xml import index_files, q, read_files, read_xml

SECONDS = 15.0  # for a whole release; what is left then is said to be untried
_ROUNDS = 4
# Wrong whatever the data: the release is refused.
_ALWAYS = HOPELESS | {"NotImplementedError", "ModuleNotFoundError", "PermissionError", "NotJson"}
_DURING_LOOP: World = {"instances": 3, "completed": 1, "results": []}


def trial(bundle: Bundle, results: Mapping[str, JSON]) -> list[Finding]:
    """Run a release that the linter has passed on sample data; `results` are examples of what operators answer."""
    with Tryout(SECONDS) as tryout:
        return list(_Trial(bundle, results, tryout).findings())


class _Trial:
    """One trial: what is asked where, and what the variables may hold."""

    def __init__(self, bundle: Bundle, results: Mapping[str, JSON], tryout: Tryout) -> None:
        roots = read_files(bundle.processes)
        self._tryout = tryout
        self._drawings = index_files(roots)
        processes = {p.get("id", ""): p for root in roots.values() for p in root.iterfind(q("process"))}
        self._release: Release = read_sources(processes, bundle.forms, results)
        self._guards = {key: guards(drawing) for key, drawing in self._drawings.items()}
        self._asked = [
            (key, asked)
            for key, process in processes.items()
            for asked in sources(self._drawings[key].process.file, process)
        ]
        self._tables = [
            (name, table)
            for name in sorted(bundle.decisions)
            for _, table in read_tables(read_xml(bundle.decisions[name], name))
        ]
        self._values: dict[tuple[str, str], Tried] = {}
        self._untried: Asked | None = None

    def findings(self) -> Iterator[Finding]:
        """Run scripts and tables until nothing new comes of them, then everything else."""
        scripts = [(key, asked) for key, asked in self._asked if asked.script]
        done: set[int] = set()
        for _ in range(_ROUNDS):
            moved = any([learn() for learn in self._release.learners])
            for index, (key, asked) in enumerate(scripts):
                if index not in done and self._ready(key, asked):
                    done.add(index)
                    yield from self._script(key, asked)
                    moved = True
            moved = any([self._table(worlds, table) for worlds, table in self._places()]) or moved
            if not moved:
                break
        for key, asked in self._asked:
            if not asked.script:
                yield from self._expression(key, asked)
        yield from self._columns()
        if self._untried is not None:
            left = self._untried
            yield _say("trial-unfinished", left, seconds=int(SECONDS))

    def _script(self, key: str, asked: Asked) -> Iterator[Finding]:
        said = self._tried(key, asked)
        yield from self._judge(key, asked, said)
        for _, tried in said:
            for name, value in tried.value.items() if isinstance(tried.value, dict) else ():
                self._release.worlds[key].learn(name, [value])

    def _expression(self, key: str, asked: Asked) -> Iterator[Finding]:
        if self._ready(key, asked):
            yield from self._judge(key, asked, self._tried(key, asked))

    def _columns(self) -> Iterator[Finding]:
        """Try what the tables ask, wherever they are asked."""
        for worlds, table in self._places():
            file = next(name for name, other in self._tables if other is table)
            for column in table.inputs:
                asked = Asked(file, table.id, table.line, table.name, column.expression)
                needed = self._needed(asked, worlds)
                if needed is not None:
                    said = self._run(asked.source, False, worlds.of(needed))
                    yield from self._judge(None, asked, said)

    def _places(self) -> Iterator[tuple[Worlds, Table]]:
        for _, table in self._tables:
            for worlds in {id(found): found for found in self._release.tables.get(table.id, ())}.values():
                yield worlds, table

    def _table(self, worlds: Worlds, table: Table) -> bool:
        """Learn what a table answers; tell whether that is new."""
        needed: set[str] = set()
        for column in table.inputs:
            found = self._needed(Asked("", "", 0, "", column.expression), worlds)
            if found is None:
                return False
            needed |= found
        new = False
        for world in worlds.of(needed):
            with suppress(TableFailed, EvaluationFailed):
                answer = table.decide(lambda source, world=world: self._value(source, world))  # type: ignore[misc]
                new = any([worlds.learn(name, [value]) for name, value in answer.outputs.items()]) or new
        return new

    def _value(self, source: str, world: World) -> JSON:
        tried = self._one(source, world)
        if tried.why is not None:
            raise EvaluationFailed(tried.why, tried.line)
        return tried.value

    def _one(self, source: str, world: World) -> Tried:
        with suppress(EvaluationFailed):
            world = {name: world[name] for name in names(source, MAX_EXPRESSION).used if name in world}
        key = (source, json.dumps(world, sort_keys=True))
        if key not in self._values:
            self._values[key] = next((tried for _, tried in self._run(source, False, [world])), Tried())
        return self._values[key]

    def _ready(self, key: str, asked: Asked) -> bool:
        return self._needed(asked, self._release.worlds[key]) is not None

    def _needed(self, asked: Asked, worlds: Worlds) -> set[str] | None:
        """Return the variables that a source reads; None when the values of one are not known."""
        try:
            said = names(asked.source, MAX_SCRIPT if asked.script else MAX_EXPRESSION)
        except EvaluationFailed:
            return None  # the linter has said so
        reads = {name for name in said.used if name not in LOOP or asked.kind != "completionCondition"}
        reads = {name for name in reads if worlds.knows(name) or name not in PYTHON | said.bound}
        return reads if all(map(worlds.knows, reads)) else None

    def _tried(self, key: str, asked: Asked) -> list[tuple[World, Tried]]:
        """Run a source on the worlds in which a token can come to it."""
        worlds = self._release.worlds[key]
        on_the_way = self._on_the_way(key, asked)
        reads = self._needed(asked, worlds) or set()
        known = set(reads)
        for guard in on_the_way:
            known |= self._needed(Asked("", "", 0, "", guard.condition), worlds) or set()
        possible = [world for world in worlds.of(known) if self._lets(on_the_way, world, worlds)]
        if asked.kind == "completionCondition":
            possible = [_DURING_LOOP | world for world in possible]
        samples = {json.dumps(sample, sort_keys=True): sample for sample in (_only(w, asked) for w in possible)}
        return self._run(asked.source, asked.script, list(samples.values()))

    def _on_the_way(self, key: str, asked: Asked) -> list[Guard]:
        drawing, found = self._drawings[key], self._guards[key] or {}
        flow = drawing.flows.get(asked.element)
        return found.get(flow.source if flow is not None else asked.element, [])

    def _lets(self, on_the_way: Sequence[Guard], world: World, worlds: Worlds) -> bool:
        """Tell whether no condition on the way speaks against a world."""
        for guard in on_the_way:
            if self._needed(Asked("", "", 0, "", guard.condition), worlds) is None:
                continue
            tried = self._one(guard.condition, world)
            if tried.why is not None or bool(tried.value) is not guard.holds:
                return False
        return True

    def _run(self, source: str, script: bool, samples: Sequence[World]) -> list[tuple[World, Tried]]:
        folded = None if script else fold(source)
        said: list[tuple[World, Tried]] = []
        others: list[World] = []
        for sample in samples:
            try:
                if folded is None:
                    raise NotFolded
                said.append((sample, Tried(clean_result(folded({**KNOWN_ALWAYS, **sample}), source))))
            except NotFolded:
                others.append(sample)
            except (NameError, LookupError, TypeError, ValueError, ArithmeticError, RecursionError) as error:
                said.append((sample, Tried(why=reason(type(error).__name__, str(error)))))
            except EvaluationFailed as failed:
                said.append((sample, Tried(why=failed.why)))
        if others:
            with suppress(OutOfTime):
                answers = self._tryout.run(source, script, [{**KNOWN_ALWAYS, **sample} for sample in others])
                return [*said, *zip(others, answers, strict=False)]
            self._untried = self._untried or next((a for _, a in self._asked if a.source == source), None)
        return said

    def _judge(self, key: str | None, asked: Asked, said: list[tuple[World, Tried]]) -> Iterator[Finding]:
        """Say the worst that came of a source, once."""
        failed = [(world, tried) for world, tried in said if tried.why is not None]
        for _, tried in failed:
            if tried.why is not None and tried.why.kind in _ALWAYS:
                yield _say("trial-code", asked, tried)
                return
        unnamed = [world for world, tried in failed if tried.why is not None and tried.why.kind == "NameError"]
        wrong = [(world, tried) for world, tried in failed if world not in unnamed]
        wrong += [(world, _mistyped(asked)) for world, tried in said if not _fits(asked, tried)]
        missing = sorted({name for world, tried in failed for name in self._missing(key, asked, world)})
        if wrong and len(wrong) + len(unnamed) == len(said):
            yield _say("trial-fails", asked, wrong[0][1])
        elif wrong:
            yield _say("trial", asked, wrong[0][1], sample=_sample(wrong[0][0]))
        elif missing and asked.kind not in DATA_PATHS:
            yield _say("trial-missing", asked, variable=missing[0])

    def _missing(self, key: str | None, asked: Asked, world: World) -> Iterator[str]:
        """Yield the optional fields of the process's own forms that a world leaves out and the source reads."""
        if key is None or self._guards[key] is None:
            return
        worlds = self._release.worlds[key]
        if not all(self._needed(Asked("", "", 0, "", g.condition), worlds) for g in self._on_the_way(key, asked)):
            return  # a condition that nobody can try may be what keeps the field from being left out
        own = self._release.forms.get(key, set())
        for name in sorted(names(asked.source, MAX_SCRIPT).used - world.keys()):
            if worlds.may_be_missing(name) and set(worlds.asking(name)) <= own:
                yield name


def _only(world: World, asked: Asked) -> World:
    """Leave in a world what the source reads: the rest was needed on the way only."""
    used = names(asked.source, MAX_SCRIPT).used
    return {name: value for name, value in world.items() if name in used}


def _fits(asked: Asked, tried: Tried) -> bool:
    """Tell whether a value is of the kind that the engine takes at this place."""
    value = tried.value
    if tried.why is not None:
        return True
    if asked.kind in PARSERS:
        try:
            PARSERS[asked.kind](value)
        except (ValueError, TypeError, AttributeError):
            return False
    if asked.kind == "loopDataInputRef":
        return isinstance(value, list | dict)
    if asked.kind == "loopCardinality":
        return type(value) is int and 0 <= value <= MAX_INSTANCES
    return True


def _mistyped(asked: Asked) -> Tried:
    return Tried(why=reason("ValueError" if asked.kind in PARSERS else "TypeError", ""))


def _sample(world: World) -> str:
    listed = "，".join(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in sorted(world.items())[:3])
    return listed[:120] or "-"


def _say(rule: str, asked: Asked, tried: Tried | None = None, **params: object) -> Finding:
    line, place = asked.line, ("", "")
    if tried is not None and tried.why is not None:
        params |= {"reason": tried.why.zh, "reason_en": tried.why.en}
    if asked.script:
        row = tried.line if tried is not None else None
        line = (asked.text_line or asked.line) + (row - 1 if row else 0)
        place = (f"脚本第 {row} 行：", f"line {row} of the script: ") if row else place
    params |= {"place": place[0], "place_en": place[1]}
    return finding(rule, asked.file, asked.element, line, name=asked.name, **params)
