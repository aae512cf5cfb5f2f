"""Countersigning: when a step is decided, and what it means to add and remove signers while it runs."""

from __future__ import annotations

import itertools
import random
import re
from typing import Any

import pytest

from service.domain.errors import Conflict
from service.engine import Bundle, Model
from service.engine.countersign import Sign, sign_of
from tests.engine.conftest import Desk, Runner
from tests.engine.draw import Process, definitions, several


def signed(desk: Desk, sign: str, sequential: bool = False, **more: str) -> Model:
    p = Process("proc_a").start()
    p.user("ut_v", several("people", sequential=sequential), {"sign": sign, "scope": "data:item", **more})
    p.user("ut_z").end().flow("start_1", "ut_v", "ut_z", "end_1")
    return desk.model(definitions(p.xml()))


def vote(run: Runner, who: str, result: Any = "agree") -> None:
    task = next(task for task in run.tasks.values() if task.data["item"] == who)
    run.absorb(run.engine.complete(run.model, run.state, task.id, {"result": result}, run.services))


def add(run: Runner, *people: str) -> None:
    task = run.task("ut_v").id
    run.absorb(run.engine.add_signers(run.model, run.state, task, list(people), run.services))


def remove(run: Runner, who: str) -> None:
    task = next(task for task in run.tasks.values() if task.data["item"] == who)
    run.absorb(run.engine.remove_signer(run.model, run.state, task.id, run.services))


def waiting(run: Runner) -> list[str]:
    return sorted(task.data["item"] for task in run.tasks.values() if task.node == "ut_v")


def test_all_any_and_sequence(desk: Desk) -> None:
    run = desk.run(signed(desk, "all"), people=["a", "b"])
    vote(run, "a", "disagree")
    assert waiting(run) == ["b"]
    vote(run, "b")
    assert run.task("ut_z").data["results"] == ["disagree", "agree"]
    run = desk.run(signed(desk, "any"), people=["a", "b", "c"])
    vote(run, "b")
    assert run.task("ut_z").data["results"] == ["agree"]
    run = desk.run(signed(desk, "sequence", sequential=True), people=["a", "b"])
    assert waiting(run) == ["a"]
    vote(run, "a")
    assert waiting(run) == ["b"]


@pytest.mark.parametrize(("part", "whole"), [(1, 2), (2, 3), (3, 4), (1, 1), (1, 3)])
def test_a_ratio_equals_counting_everybody(part: int, whole: int) -> None:
    """Whatever the order of votes: it ends early only when the rest cannot change whether the ratio is reached."""
    rule = sign_of({"sign": f"ratio:{part}/{whole}"})
    assert rule is not None
    for total in range(1, 6):
        for votes in itertools.product((True, False), repeat=total):
            passes = sum(votes) * whole >= part * total
            for done in range(1, total + 1):
                said = ["agree" if each else "disagree" for each in votes[:done]]
                if rule.decided(total, done, said):
                    agreed = sum(votes[:done])
                    assert (agreed * whole >= part * total) == passes
                    break
                assert any((sum(votes[:done]) + extra) * whole >= part * total for extra in range(total - done + 1))


def test_a_ratio_ends_when_it_is_reached_or_out_of_reach(desk: Desk) -> None:
    run = desk.run(signed(desk, "ratio:2/3"), people=["a", "b", "c"])
    vote(run, "c")
    assert waiting(run) == ["a", "b"]
    vote(run, "a")
    assert run.open() == ["ut_z"]
    run = desk.run(signed(desk, "ratio:2/3", agree="true"), people=["a", "b", "c"])
    vote(run, "a", False)
    vote(run, "b", False)
    assert run.open() == ["ut_z"] and run.task("ut_z").data["results"] == [False, False]


def test_an_added_signer_is_equal(desk: Desk) -> None:
    """A last one in the list, the results and the total; the state is loaded anew at every step."""
    run = desk.run(signed(desk, "all"), people=["a", "b"])
    vote(run, "a", 1)
    add(run, "d", "c")
    assert waiting(run) == ["b", "c", "d"]
    vote(run, "c", 4)
    vote(run, "b", 2)
    assert waiting(run) == ["d"]
    vote(run, "d", 3)
    assert run.task("ut_z").data == {"people": ["a", "b", "d", "c"], "results": [1, 2, 3, 4]}


def test_added_signers_count_in_the_ratio(desk: Desk) -> None:
    run = desk.run(signed(desk, "ratio:2/3"), people=["a", "b", "c"])
    vote(run, "a")
    add(run, "d", "e", "f")
    for who in "bc":
        vote(run, who)
        assert run.open() != ["ut_z"], "three of six are not two thirds"
    vote(run, "f")
    assert run.open() == ["ut_z"]


def test_a_removed_signer_counts_no_more_and_has_not_voted(desk: Desk) -> None:
    run = desk.run(signed(desk, "all"), people=["a", "b", "c"])
    remove(run, "b")
    assert waiting(run) == ["a", "c"] and len(run.last.closed) == 1
    vote(run, "a", 1)
    vote(run, "c", 3)
    assert run.task("ut_z").data == {"people": ["a", "b", "c"], "results": [1, 3]}


def test_removing_never_decides(desk: Desk) -> None:
    """With one less the ratio is reached; that is counted at the next vote, not before."""
    run = desk.run(signed(desk, "ratio:2/3"), people=["a", "b", "c", "d"])
    vote(run, "a")
    vote(run, "b")
    remove(run, "c")
    assert waiting(run) == ["d"]
    vote(run, "d", "disagree")
    assert run.open() == ["ut_z"] and run.task("ut_z").data["results"] == ["agree", "agree", "disagree"]


def test_the_last_open_one_stays(desk: Desk) -> None:
    run = desk.run(signed(desk, "all"), people=["a", "b"])
    vote(run, "a")
    before = run.state
    with pytest.raises(Conflict) as refused:
        remove(run, "b")
    assert refused.value.code == "signer_last" and run.state == before
    add(run, "c")
    remove(run, "b")
    vote(run, "c", 2)
    assert run.task("ut_z").data["results"] == ["agree", 2]


def test_one_after_another_takes_more_at_the_end(desk: Desk) -> None:
    run = desk.run(signed(desk, "sequence", sequential=True), people=["a", "b"])
    add(run, "c")
    assert waiting(run) == ["a"]
    vote(run, "a", 1)
    remove(run, "b")
    assert waiting(run) == ["c"]
    with pytest.raises(Conflict):
        remove(run, "c")
    vote(run, "c", 3)
    assert run.task("ut_z").data["results"] == [1, 3]


def test_two_rounds_forget_nothing(desk: Desk) -> None:
    """The second round runs over the longer list, and its books begin anew."""
    p = Process("proc_a").start().gate("xor", "gw_m", "gw_d")
    p.user("ut_v", several("people"), {"sign": "all"}).end()
    p.flow("start_1", "gw_m", "ut_v", "gw_d").when("gw_d", "gw_m", "'again' in results").otherwise("gw_d", "end_1")
    run = desk.run(desk.model(definitions(p.xml())), people=["a"])
    add(run, "b")
    vote(run, "a", "again")
    vote(run, "b")
    assert waiting(run) == ["a", "b"]
    vote(run, "b")
    vote(run, "a")
    assert run.ended and run.last.variables["results"] == ["agree", "agree"]


def test_where_nobody_can_be_added(desk: Desk) -> None:
    p = Process("proc_a").start().user("ut_v").end().flow("start_1", "ut_v", "end_1")
    for run in (
        desk.run(desk.model(definitions(p.xml()))),
        desk.run(signed(desk, "all"), people={"x": "a", "y": "b"}),
        desk.run(signed(desk, "one"), people=["a"]),
    ):
        with pytest.raises(Conflict) as refused:
            add(run, "z")
        assert refused.value.code == "signers_fixed"


@pytest.mark.parametrize("text", ["", "most", "ratio:", "ratio:3/2", "ratio:0/2", "ratio:2/0", "ratio:a/b", "2/3"])
def test_what_makes_no_sense(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        sign_of({"sign": text})
    assert sign_of({}) is None and sign_of({"sign": "one"}) is None
    assert sign_of({"sign": "ratio:2/3"}) == Sign("ratio", 2, 3)


def drawn(sign: str, loop: str = "", **more: str) -> bytes:
    p = Process("proc_a").start().user("ut_v", loop, {"sign": sign, "scope": "data:item", **more}).end()
    return definitions(p.flow("start_1", "ut_v", "end_1").xml())


ONE_BY_ONE = several("people", sequential=True)
BAD = [
    ("sign-value", drawn("ratio:3/2", several("people"))),
    ("sign-value", drawn("majority", several("people"))),
    ("sign-several", drawn("all")),
    ("sign-order", drawn("all", ONE_BY_ONE)),
    ("sign-order", drawn("sequence", several("people"))),
    ("sign-twice", drawn("any", several("people", until="completed >= 1"))),
    ("sign-result", drawn("ratio:1/2", several("people", out=None))),
    ("sign-people", drawn("all", several("people"), scope="branch")),
]
GOOD = [
    drawn("one"), drawn("all", several("people")), drawn("sequence", ONE_BY_ONE),
    drawn("ratio:2/3", several("people"), agree="yes"),
]  # fmt: skip


def rules(desk: Desk, file: bytes) -> set[str]:
    form = {"schema": {"type": "object", "properties": {"people": {"type": "array"}, "result": {"type": "string"}}}}
    found = desk.engine.lint(Bundle({"a.bpmn": file}, {}, {"form_any": form}))
    assert all(each.zh and each.en and each.hint_zh and each.hint_en for each in found)
    return {each.rule for each in found if each.rule.startswith("sign-")}


@pytest.mark.parametrize(("rule", "file"), BAD, ids=[f"{number}-{rule}" for number, (rule, _) in enumerate(BAD)])
def test_a_wrong_rule_is_found_while_drawing(desk: Desk, rule: str, file: bytes) -> None:
    assert rules(desk, file) == {rule}


def test_a_right_rule_is_left_alone(desk: Desk) -> None:
    assert [rules(desk, file) for file in GOOD] == [set()] * len(GOOD)


class Book:
    """A countersign as one would keep it on paper: who was asked, in order, and what each has said."""

    def __init__(self, kind: str, part: int, whole: int, people: list[str]) -> None:
        self.kind, self.part, self.whole = kind, part, whole
        self.said: dict[str, str | None] = dict.fromkeys(people)

    def open(self) -> list[str]:
        waiting = [who for who, word in self.said.items() if word is None]
        return waiting[:1] if self.kind == "sequence" else waiting

    def decided(self) -> bool:
        """Decided when every way in which the rest may answer leads to the same."""
        words = list(self.said.values())
        left = words.count(None)
        if self.kind in ("all", "sequence") or left == 0:
            return left == 0
        if self.kind == "any":
            return left < len(words)
        ends = {(words.count("agree") + more) * self.whole >= self.part * len(words) for more in range(left + 1)}
        return len(ends) == 1


@pytest.mark.parametrize("seed", range(120))
def test_any_order_of_votes_additions_and_removals(desk: Desk, seed: int) -> None:
    """Against the book, with the state loaded anew at each step; nothing but a vote ever decides."""
    dice = random.Random(seed)
    kind = dice.choice(["all", "any", "sequence", "ratio"])
    whole = dice.randint(1, 4)
    part = dice.randint(1, whole)
    sign = f"ratio:{part}/{whole}" if kind == "ratio" else kind
    book = Book(kind, part, whole, [f"p{number}" for number in range(dice.randint(1, 4))])
    run = desk.run(signed(desk, sign, sequential=kind == "sequence"), people=list(book.said))
    names = (f"n{number}" for number in itertools.count())
    for _ in range(30):
        assert waiting(run) == sorted(book.open()), (sign, book.said)
        move = dice.random()
        if move < 0.2 and len(book.said) < 9:
            new = [next(names) for _ in range(dice.randint(1, 2))]
            add(run, *new)
            book.said.update(dict.fromkeys(new))
        elif move < 0.4:
            who = dice.choice(book.open())
            if list(book.said.values()).count(None) == 1:
                with pytest.raises(Conflict):
                    remove(run, who)
            else:
                remove(run, who)
                del book.said[who]
        else:
            who, word = dice.choice(book.open()), dice.choice(["agree", "disagree"])
            vote(run, who, word)
            book.said[who] = word
            if book.decided():
                break
    else:
        return
    assert run.open() == ["ut_z"], (sign, book.said)
    assert run.task("ut_z").data["results"] == [word for word in book.said.values() if word is not None]
