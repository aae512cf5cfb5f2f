"""The resident identity number (公民身份号码): ISO 7064 MOD 11-2, and numbers for tests that no living person can have.

Age and sex are derived in memory only; the number is never a key, never in a URL, a log, process data or a file name.
"""

from __future__ import annotations

from datetime import date
from typing import Final

TEST_PREFIX: Final = "000000"  # an administrative division that is not assigned
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK: Final = "10X98765432"


def check_character(digits: str) -> str:
    """Return the check character of the first seventeen digits."""
    return _CHECK[sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11]


def problem(number: str, allow_test: bool = False) -> str | None:
    """Return the code of what is wrong with a number (messages.py), or None."""
    number = normal(number)
    if len(number) != 18:
        return "idcard_length"
    if not _is_digits(number[:17]) or not (_is_digits(number[17]) or number[17] == "X"):
        return "idcard_characters"
    if _birth(number) is None:
        return "idcard_birth"
    if check_character(number[:17]) != number[17]:
        return "idcard_check"
    if number.startswith(TEST_PREFIX) and not allow_test:
        return "idcard_test"
    return None


def normal(number: str) -> str:
    """Return the number as it is stored and indexed: no blanks, a capital X."""
    return "".join(number.split()).upper()


def birth_date(number: str) -> date | None:
    """Return the birth date in a number, or None when there is no such day."""
    return _birth(normal(number)) if len(normal(number)) == 18 else None


def sex(number: str) -> str:
    """Return the sex that the sequence number tells: odd is male."""
    return "male" if int(normal(number)[16]) % 2 else "female"


def make_test_number(born: date, sequence: int) -> str:
    """Make a number with a right check character and a prefix that is not assigned."""
    digits = f"{TEST_PREFIX}{born:%Y%m%d}{sequence % 1000:03d}"
    return digits + check_character(digits)


def _birth(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
