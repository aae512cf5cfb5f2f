"""The report of a measuring run: tables of plain text, columns in line."""

from __future__ import annotations

from collections.abc import Sequence


class Report:
    """Lines to print when everything is measured."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def heading(self, text: str) -> None:
        """Begin a part."""
        self.lines += ["", f"== {text} =="]

    def say(self, text: str) -> None:
        """Add a line."""
        self.lines.append(text)

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Add a table; the first column is text, the others are numbers."""
        cells = [list(heads), *([str(cell) for cell in row] for row in rows)]
        widths = [max(len(row[column]) for row in cells) for column in range(len(heads))]
        for row in cells:
            first = row[0].ljust(widths[0])
            self.lines.append(
                "  ".join([first, *(cell.rjust(wide) for cell, wide in zip(row[1:], widths[1:], strict=True))])
            )


def bytes_of(count: float) -> str:
    """Write a size."""
    return f"{count:,.0f} B" if count < 10_000 else f"{count / 1000:,.0f} kB"
