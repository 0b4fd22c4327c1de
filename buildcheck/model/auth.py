"""How a project sets up Auth.js (`next-auth`) or Better Auth: what its own text says of the options."""

from __future__ import annotations

from typing import Literal

from buildcheck.model.syntax import Answer, ConfigFile
from buildcheck.model.value import At, Value

OLD_SECRETS = ("NEXTAUTH_SECRET", "AUTH_SECRET")
SECRETS = ("AUTH_SECRET", "NEXTAUTH_SECRET", "AUTH_SECRET_1", "AUTH_SECRET_2", "AUTH_SECRET_3")
BETTER_SECRETS = ("BETTER_AUTH_SECRET", "AUTH_SECRET", "BETTER_AUTH_SECRETS")
NAMES = frozenset(
    {*OLD_SECRETS, *SECRETS, *BETTER_SECRETS, "NEXTAUTH_URL", "AUTH_URL", "AUTH_TRUST_HOST", "BETTER_AUTH_URL"}
)
"""Variables that they may read, whichever version it is."""

Library = Literal["next-auth", "better-auth"]


class AuthSetup(Value, frozen=True, kw_only=True):
    """A call of ``NextAuth`` or ``betterAuth``. ``major`` is the first number of next-auth's version, ``None`` where
    nothing tells it. ``options`` are what it is given, followed through imports; unknown where a run makes them.
    ``named`` are those of `NAMES` that stand in any file of the source that is no module, be it a guide or the settings
    of a host.

    Sources: next-auth 4.24 (``next/index.js``), 5.0.0-beta.30 (``lib/env.js``), @auth/core 0.41 (``lib/utils/env.js``);
    better-auth 1.7 (``dist/context/create-context.mjs``).
    """

    by: Library = "next-auth"
    at: At
    major: int | None = None
    options: ConfigFile
    named: frozenset[str] = frozenset()

    def get(self, *keys: str) -> Answer:
        """Say what is known of the option at ``keys``."""
        return self.options.get(*keys)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The variables that it takes its secret from where the options give none, the one of its manual first."""
        if self.by == "better-auth":
            return BETTER_SECRETS
        return OLD_SECRETS if self.major == 4 else SECRETS

    @property
    def title(self) -> str:
        return "Auth.js" if self.by == "next-auth" else "Better Auth"

    @property
    def lacks_secret(self) -> bool:
        """Whether the options certainly give no secret."""
        keys: list[tuple[str, ...]] = [("secret",)]
        if self.by == "better-auth":
            keys += [("secrets",)]
        elif self.major == 4:
            keys += [("jwt", "secret")]
        return all(self.get(*each).state == "absent" for each in keys)
