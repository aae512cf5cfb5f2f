"""The demo's answers hold against the forms that people fill in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from service.actions.deploy import read_files
from service.demo import answers, way
from service.desk import bundle_of
from service.engine import Engine, Model

DAY, ANN, BEN = date(2017, 4, 7), UUID(int=1), UUID(int=2)
RNG = Random(1)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = Engine(lambda: datetime(2017, 4, 10, tzinfo=UTC))
    yield made
    made.close()


@pytest.fixture(scope="module")
def model(engine: Engine, project: Path) -> Model:
    return engine.parse(bundle_of(read_files(project / "bpmn", project / "forms")))


CAST = way.Cast(*map(str, (ANN, BEN)), (str(ANN), str(BEN)), (str(ANN), str(BEN)), *map(str, (ANN, ANN, BEN)))


@pytest.mark.parametrize(
    ("form", "given"),
    [
        ("form_case_start", answers.case_start("paper")),
        ("form_case_start", answers.case_start("self")),
        ("form_application_enter", answers.application_entered(DAY, RNG)),
        ("form_application_submit", answers.application_submitted(DAY)),
        ("form_talk", answers.talk(DAY, [ANN, BEN], RNG)),
        ("form_committee_confirm", answers.committee_confirms(DAY, ANN, BEN, RNG)),
        ("form_file_with_town", answers.filed(DAY)),
        ("form_file_with_town", answers.incomplete(DAY)),
        ("form_appoint_contacts", answers.contacts_appointed(DAY, [ANN, BEN])),
        *((form, way.written(form, DAY.isoformat(), CAST)) for form in way.FORMS),
    ],
)
def test_answers_fit_their_form(engine: Engine, model: Model, form: str, given: answers.Answers) -> None:
    assert engine.check_answers(model, form, given) == []
