"""Reads on a real database: the town with the shipped rules, and facts that tests write and throw away."""

from __future__ import annotations

from tests.actions.conftest import house
from tests.actions.operators.conftest import april, office, step

__all__ = ["april", "house", "office", "step"]
