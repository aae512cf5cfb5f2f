"""The SQLAlchemy ground that every model stands on."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.orm import registry as Registry

# Constraints get names from this table, so that a migration can drop what another one made.
NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


TYPES: dict[Any, Any] = {
    UUID: sa.Uuid(),
    datetime: sa.DateTime(timezone=True),
    date: sa.Date(),
    timedelta: sa.Interval(),
    str: sa.Text(),
    bytes: sa.LargeBinary(),
    Decimal: sa.Numeric(7, 1),
    dict[str, Any]: JSONB(),
    list[Any]: JSONB(),
    list[str]: ARRAY(sa.Text()),
    list[UUID]: ARRAY(sa.Uuid()),
}


class Base(DeclarativeBase):
    """Map Python types to the columns that the house uses everywhere."""

    metadata = sa.MetaData(naming_convention=NAMES)
    # A registry, not a `type_annotation_map`: Flask-SQLAlchemy derives its own base, which may not carry the latter.
    registry = Registry(metadata=metadata, type_annotation_map=TYPES)


# Objects outlive the commit: an action returns values that the door still reads.
db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model

TenantKey = Annotated[int, mapped_column(sa.Integer, primary_key=True)]
IdKey = Annotated[UUID, mapped_column(sa.Uuid, primary_key=True)]
