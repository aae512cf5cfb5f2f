"""The same house and town as the actions' tests."""

from tests.actions.conftest import house as house
