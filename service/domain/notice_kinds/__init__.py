"""What notice_texts.py says, by subject: kind -> title and sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.domain.notice_kinds import (
    activists,
    admission,
    candidates,
    learning,
    moving,
    organizations,
    points,
    releasing,
    rights,
    work,
)
from service.domain.notice_kinds.shape import NoticeText

ALL: Final[Mapping[str, NoticeText]] = {
    **work.KINDS,
    **activists.KINDS,
    **candidates.KINDS,
    **admission.KINDS,
    **points.KINDS,
    **rights.KINDS,
    **moving.KINDS,
    **organizations.KINDS,
    **learning.KINDS,
    **releasing.KINDS,
}
