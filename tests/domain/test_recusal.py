"""Answers that name somebody from whom the reader keeps out."""

from __future__ import annotations

from uuid import uuid4

from service.domain.recusal import named


def test_names_are_found_wherever_they_stand() -> None:
    kin, other = uuid4(), uuid4()
    answers = {"teller": str(kin), "nominees": [{"person_id": str(other)}, {"person_id": str(kin), "votes": 3}]}
    assert list(named(answers, {kin})) == ["/answers/teller", "/answers/nominees/1/person_id"]
    assert list(named(answers, frozenset())) == []
