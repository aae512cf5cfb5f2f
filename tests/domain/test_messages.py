"""Sentences: every code has two, none shouts, none ever fails; errors and form problems speak through them."""

from __future__ import annotations

import json
import re
import string
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType

import pytest

from service.domain import errors, form_messages, labels, messages, notice_kinds, sentences
from service.domain.errors import Invalid, Problem, TaskAlreadyCompleted

EVERY = [*messages.CATALOGUE.items(), *form_messages.TABLE.items()]


@pytest.mark.parametrize(("code", "pair"), EVERY, ids=[code for code, _ in EVERY])
def test_every_sentence(code: str, pair: tuple[str, str]) -> None:
    zh, en = pair
    assert zh.endswith(("。", "}"))
    assert en.endswith((".", "}"))
    assert "！" not in zh
    assert "!" not in en
    assert "你" not in zh
    names = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in pair]
    assert names[1] <= names[0], "the second language never needs more than the first"


@pytest.mark.parametrize(("folder", "table", "all_"), [
    (sentences, "SENTENCES", sentences.ALL),
    (notice_kinds, "KINDS", notice_kinds.ALL),
])  # fmt: skip
def test_what_is_said_stands_under_one_subject(folder: ModuleType, table: str, all_: Mapping[str, object]) -> None:
    """Two tables with one code would silently say what the later one says."""
    found = Counter(code for part in vars(folder).values() for code in getattr(part, table, ()))
    assert found and set(found.values()) == {1} and set(found) == set(all_)


def test_the_sentence_of_a_race() -> None:
    error = TaskAlreadyCompleted(who="郑测良", ago_seconds=3)
    assert error.message() == "郑测良 3 秒前已经办理。"
    assert error.message("en-GB") == "郑测良 decided this 3 seconds ago."


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (0, "刚刚", "just now"),
        (1, "1 秒前", "1 second ago"),
        (61, "1 分钟前", "1 minute ago"),
        (7200, "2 小时前", "2 hours ago"),
        (90000, "1 天前", "1 day ago"),
        (-5, "刚刚", "just now"),
    ],
)
def test_how_long_ago(seconds: float, zh: str, en: str) -> None:
    assert (messages.ago(seconds), messages.ago(seconds, "en")) == (zh, en)


def test_a_sentence_never_fails() -> None:
    assert messages.text("no_such_code") == messages.CATALOGUE["error"][0]
    assert messages.text("too_early") == "最早 … 可以办理（…）。"
    assert "2017-04-20" in messages.text("too_early", earliest=date(2017, 4, 20), article="第十三条")
    shown = messages.text("account_locked", until=datetime(2017, 4, 10, 1, 30, tzinfo=UTC))
    assert "2017-04-10 09:30" in shown, "instants are shown in the office's zone"
    assert messages.text("dmn_many_matches", table="t", rules=["r1", "r2"]).count("r1、r2") == 1
    assert messages.text("bad_duration", "en", value="{x}").count("{x}") == 1


def test_every_default_code_has_a_sentence() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    for kind in kinds:
        assert kind.default_code in messages.CATALOGUE, kind
        assert kind.__doc__


def test_problems_carry_both_languages() -> None:
    error = Invalid.at("/answers/votes", "vote_ballots", ballots=9, present=8)
    [problem] = error.problems
    assert problem.pointer == "/answers/votes"
    assert "9" in problem.message() and "8" in problem.message("en")
    assert problem.message() in messages.text("vote_ballots", ballots=9, present=8)
    assert "/answers/votes" in str(error)
    assert Problem("/x", "form_required", {}, "甲。", "A.").message("en") == "A."


@pytest.mark.parametrize(
    ("keyword", "limit", "zh"),
    [
        ("required", None, "请填写理由。"),
        ("minLength", 20, "至少写 20 个字。"),
        ("minLength", 1, "请填写这一栏。"),
        ("minimum", 0.5, "不能小于 0.5。"),
        ("format", "date", "请写成 2017-04-10 这样的日期。"),
        ("format", "hostname", "写法不对，请按提示填写。"),
        ("type", "integer", "请填写整数。"),
        ("const", True, "请先确认这一项。"),
        ("unevaluatedProperties", None, "不认识这个栏目，请删去。"),
        ("unheardOf", None, "这一栏要改正。"),
    ],
)
def test_form_sentences(keyword: str, limit: object, zh: str) -> None:
    found = form_messages.problem("/reason", keyword, {"limit": limit, "title": "理由", "title_en": "Reason"})
    assert found.message() == zh
    assert found.message("en").endswith(".")
    assert found.pointer == "/reason"


def test_labels_are_named_in_both_languages() -> None:
    tables = [table for name, table in vars(labels).items() if name.isupper() and isinstance(table, dict)]
    assert len(tables) > 10
    for table in tables:
        for code, pair in table.items():
            assert len(pair) == 2, code
    assert labels.role_name("org_commissioner") == "组织委员"
    assert labels.stage_name("activist", "en") == "activist"
    assert labels.level_name("base") == "基层党组织"
    assert labels.role_name("unheard_of") == "unheard_of"
    assert labels.role_name(None) == ""


def test_every_code_that_is_raised_has_a_sentence() -> None:
    service = Path(__file__).parents[2] / "service"
    raised = re.compile(
        r'(?:Conflict|Forbidden|NotFound|TaskNotYours|Refusal)\(\s*"([a-z_]+)"|\.at\([^,()]*, "([a-z_]+)"'
    )
    found = {
        code for path in service.rglob("*.py") for pair in raised.findall(path.read_text("utf-8")) for code in pair
    }
    assert len(found) > 60
    assert found - {""} <= set(messages.CATALOGUE)


@pytest.mark.parametrize(("name", "place"), [("zh", 0), ("en", 1)])
def test_the_browser_says_the_same_words(name: str, place: int) -> None:
    forms = Path(__file__).parents[2] / "service" / "ui" / "src" / "forms"
    theirs = json.loads((forms / f"{name}.json").read_text("utf-8"))["message"]
    theirs = {key: text.replace("{{", "{").replace("}}", "}") for key, text in theirs.items() if key != "untitled"}
    assert theirs == {key: pair[place] for key, pair in form_messages.TABLE.items()}


def test_a_term_is_said_in_the_reader_s_language() -> None:
    """A rule does not know who reads; the role in its refusal is still in one language with the sentence."""
    role = labels.role_term("town_org_office")
    assert role.zh in messages.text("task_no_role", messages.ZH, role=role, organization="城阳街道")
    english = messages.text("task_no_role", messages.EN, role=role, organization="Chengyang")
    assert role.en in english and role.zh not in english
