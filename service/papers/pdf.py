"""PDF by Typst, in this process: PDF/A-2b with the fonts embedded, the same bytes for the same words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import pylopdf_fonts_zh_cn
import typst

MEDIA_TYPE: Final = "application/pdf"
_TEMPLATE: Final = Path(__file__).with_name("paper.typ")


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Return the fonts, read once: our own only, so that a paper looks the same on every machine."""
    folder = str(Path(pylopdf_fonts_zh_cn.__file__).parent)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])


def render(paper: Mapping[str, Any], at: datetime) -> bytes:
    """Return a paper as PDF; `at` is the moment that stands in the file, so that it does not change with the clock."""
    made = typst.Compiler(root=str(_TEMPLATE.parent), font_paths=_fonts(), ignore_system_fonts=True).compile(
        input=str(_TEMPLATE),
        format="pdf",
        sys_inputs={"paper": json.dumps(paper, ensure_ascii=False)},
        pdf_standards=["a-2b"],
        timestamp=int(at.timestamp()),
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single file")
    return made
