"""Make a picture of a screen small: 256 colours are all that our pages have, but for the edges of the letters."""

from __future__ import annotations

import struct
import zlib
from collections import Counter

SIGNATURE = b"\x89PNG\r\n\x1a\n"
COLOURS = 256


def shrink(png: bytes) -> bytes:
    """Return the same picture with a palette; every other colour becomes its nearest neighbour."""
    width, height, pixels = _read(png)
    counted = Counter(pixels)
    chosen = _choose(counted)
    place = {colour: min(range(len(chosen)), key=lambda index: _apart(colour, chosen[index])) for colour in counted}
    indexed = bytes(map(place.__getitem__, pixels))
    rows = b"".join(b"\0" + indexed[at : at + width] for at in range(0, width * height, width))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    colours = b"".join(chosen)
    chunks = ((b"IHDR", header), (b"PLTE", colours), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return SIGNATURE + b"".join(_chunk(kind, body) for kind, body in chunks)


def _choose(counted: Counter[bytes]) -> list[bytes]:
    """Return the most frequent colours, and of the rare ones those that nothing chosen comes near: a small red mark."""
    chosen = [colour for colour, _ in counted.most_common(COLOURS // 4)]
    far = {colour: min(_apart(colour, each) for each in chosen) for colour in counted}
    while len(chosen) < min(COLOURS, len(counted)):
        next_ = max(far, key=lambda colour: far[colour] * counted[colour] ** 0.5)
        chosen.append(next_)
        for colour in far:
            far[colour] = min(far[colour], _apart(colour, next_))
    return chosen


def _apart(one: bytes, other: bytes) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _read(png: bytes) -> tuple[int, int, list[bytes]]:
    """Return width, height and the colours of a PNG with 8 bits a channel, as Chromium writes them."""
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    assert depth == 8 and kind in (2, 6)
    packed, at = b"", len(SIGNATURE)
    while at < len(png):
        size = struct.unpack(">I", png[at : at + 4])[0]
        if png[at + 4 : at + 8] == b"IDAT":
            packed += png[at + 8 : at + 8 + size]
        at += size + 12
    raw, step = zlib.decompress(packed), 3 if kind == 2 else 4
    pixels: list[bytes] = []
    above = bytearray(width * step)
    for row in range(height):
        start = row * (width * step + 1)
        above = _unfilter(raw[start], bytearray(raw[start + 1 : start + 1 + width * step]), above, step)
        pixels += [bytes(above[at : at + 3]) for at in range(0, width * step, step)]
    return width, height, pixels


def _unfilter(kind: int, line: bytearray, above: bytearray, step: int) -> bytearray:
    """Undo the filter of one line of a PNG."""
    for at in range(len(line)):
        left = line[at - step] if at >= step else 0
        corner = above[at - step] if at >= step else 0
        line[at] = (
            line[at] + (0, left, above[at], (left + above[at]) // 2, _paeth(left, above[at], corner))[kind]
        ) & 255
    return line


def _paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    return min((left, above, corner), key=lambda each: abs(guess - each))
