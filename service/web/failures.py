"""Failures that only HTTP knows; everything else that can go wrong is one of domain/errors.py's kinds."""

from __future__ import annotations

from service.domain.errors import Forbidden, YangguangError


class Oversize(YangguangError):
    """The body is too long."""

    default_code = "oversize"


class UnsupportedMedia(YangguangError):
    """The body is not JSON."""

    default_code = "unsupported_media"


class TooManyRequests(YangguangError):
    """Slower, please. Parameter: seconds."""

    default_code = "too_many_requests"


class Unavailable(YangguangError):
    """The database cannot be reached at present."""

    default_code = "unavailable"


class Csrf(Forbidden):
    """The request does not prove that it comes from our own page."""

    default_code = "csrf"
