"""Identity numbers: the check character, and numbers nobody can have."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import idcard


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014"])  # the examples of the standard
def test_the_standards_own_examples(number: str) -> None:
    assert idcard.problem(number) is None
    assert idcard.problem(f" {number[:6]} {number[6:].lower()} ") is None


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("", "idcard_length"),
        ("1101051949123100", "idcard_length"),
        ("11010519491231002A", "idcard_characters"),
        ("1101051949X231002X", "idcard_characters"),
        ("１1010519491231002X", "idcard_characters"),
        ("110105194913310026", "idcard_birth"),
        ("110105194912310021", "idcard_check"),
    ],
)
def test_what_is_wrong(number: str, code: str) -> None:
    assert idcard.problem(number) == code


@given(st.dates(date(1900, 1, 1), date(2017, 4, 10)), st.integers(0, 999), st.integers(0, 17), st.integers(1, 9))
def test_test_numbers(born: date, sequence: int, place: int, step: int) -> None:
    number = idcard.make_test_number(born, sequence)
    assert idcard.problem(number, allow_test=True) is None
    assert idcard.problem(number) == "idcard_test", "production refuses them"
    assert idcard.birth_date(number) == born
    assert idcard.sex(number) == ("male" if sequence % 2 else "female")
    if number[place].isdigit():  # every single wrong digit is noticed
        wrong = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]
        assert idcard.problem(wrong, allow_test=True) is not None


def test_no_date_in_nonsense() -> None:
    assert idcard.birth_date("110105194913310026") is None
    assert idcard.birth_date("1") is None
