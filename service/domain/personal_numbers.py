"""Identity numbers and mobile phone numbers in texts: they have columns of their own, sealed; no sentence may hold one.

A number that somebody writes into a remark would stand in the history, in drafts and on paper for years (compliance
6.3), so it is refused where it comes in.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from service.domain import idcard

_GAP: Final = r"[ \-‐‑‒–—·.]?"
_DIGIT: Final = rf"[0-9]{_GAP}"
# Not inside a longer run of letters or digits: ids and hashes are no telephones.
_PHONE: Final = re.compile(rf"(?<![0-9A-Za-z])(?:(?:\+|00)?86{_GAP})?1[3-9](?:{_GAP}[0-9]){{9}}(?![0-9A-Za-z])")
_NUMBER: Final = re.compile(rf"(?<![0-9A-Za-z])(?:{_DIGIT}){{17}}[0-9Xx](?![0-9A-Za-z])")
_GAPS: Final = re.compile(_GAP.removesuffix("?"))


def found(text: str) -> str | None:
    """Return the code of what a text should not hold (messages.py), or None."""
    plain = unicodedata.normalize("NFKC", text)
    for match in _NUMBER.finditer(plain):
        if idcard.problem(_GAPS.sub("", match[0]), allow_test=True) is None:
            return "holds_id_number"
    return "holds_phone" if _PHONE.search(plain) else None
