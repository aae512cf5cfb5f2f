"""What passes between us and the town's identity provider: what is remembered meanwhile, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass

from service.domain.errors import Conflict


class ProviderError(Conflict):
    """The provider cannot be used now, refuses, or says what cannot be believed. The code says which."""

    default_code = "oidc_bad_answer"


@dataclass(frozen=True, slots=True)
class Flow:
    """What one log-in remembers while the person is at the provider; whoever brings the answer must bring it, too."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Claims:
    """What the provider has signed about a person."""

    issuer: str
    subject: str
    email: str | None
    """Only an address that the provider has verified."""
    marks: frozenset[str]
    """`acr` and the values of `amr`."""
    session: str | None
