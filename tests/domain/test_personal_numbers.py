"""No sentence holds an identity number or a mobile phone number (compliance 6.3)."""

from __future__ import annotations

from datetime import date

import pytest

from service.domain import personal_numbers
from service.domain.idcard import make_test_number

NUMBER = make_test_number(date(1990, 1, 1), 23)


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        f"本人身份证号{NUMBER}，请核对。",
        f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}",
        "".join(chr(ord(character) + 0xFEE0) for character in NUMBER),
        "11010519491231002x",
    ],
)
def test_an_identity_number_is_found(text: str) -> None:
    assert personal_numbers.found(text) == "holds_id_number"


@pytest.mark.parametrize(
    "text",
    [
        "电话13912345678。",
        "139 1234 5678",
        "139-1234-5678",
        "+86 13912345678",
        "１３９１２３４５６７８",
        "tel:13912345678",
    ],
)
def test_a_mobile_phone_number_is_found(text: str) -> None:
    assert personal_numbers.found(text) == "holds_phone"


@pytest.mark.parametrize(
    "text",
    [
        "2017-04-10 支部大会，应到 23 人，实到 21 人。",
        "0532-87654321",  # an office has a telephone, too
        "110105194912310021",  # eighteen digits with a wrong check character: a number of something else
        "20170410001234567",
        "共青城阳发〔2017〕13912 号",
        "5545b040-0358-45db-87d5-634e712e6c59",
        "7b1e13912345678a",
        "x-13912345678a",
    ],
)
def test_other_figures_pass(text: str) -> None:
    assert personal_numbers.found(text) is None
