"""A PDF as a person sees it: its pages as pictures."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

import pypdfium2

from tests.journeys.palette import SIGNATURE

SCALE = 1.5  # 108 dots an inch: enough to read
INK = 128


@dataclass(frozen=True, slots=True)
class Page:
    """A page set on paper: its words, its picture, and how much of it is ink."""

    text: str
    png: bytes
    ink: float


def pages(pdf: bytes) -> list[Page]:
    """Return the pages of a PDF."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_page(page) for page in document]
    finally:
        document.close()


def _page(page: pypdfium2.PdfPage) -> Page:
    bitmap = page.render(scale=SCALE, grayscale=True)
    rows, wide, high, stride = bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride
    lines = [rows[at * stride : at * stride + wide] for at in range(high)]
    dark = sum(value < INK for value in b"".join(lines))
    return Page(page.get_textpage().get_text_bounded(), _png(wide, high, lines), dark / (wide * high))


def _png(wide: int, high: int, lines: list[bytes]) -> bytes:
    """Write a grey picture."""
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"".join(b"\0" + line for line in lines), 6)),
        (b"IEND", b""),
    )
    return SIGNATURE + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
