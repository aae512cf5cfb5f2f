"""A Chinese name in letters, for sorting and for finding by keyboard."""

from __future__ import annotations


def pinyin(name: str) -> str:
    """Return a name in letters."""
    # Its dictionary of phrases takes 58 MB and a fifth of a second: only from who gives something a name.
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(name))
