"""How a project sets up Auth.js (`next-auth`): what its own text says of the options."""

from __future__ import annotations

from buildcheck.model.syntax import Answer, ConfigFile
from buildcheck.model.value import At, Value

OLD_SECRETS = ("NEXTAUTH_SECRET", "AUTH_SECRET")
SECRETS = ("AUTH_SECRET", "NEXTAUTH_SECRET", "AUTH_SECRET_1", "AUTH_SECRET_2", "AUTH_SECRET_3")
NAMES = frozenset({*OLD_SECRETS, *SECRETS, "NEXTAUTH_URL", "AUTH_URL", "AUTH_TRUST_HOST"})
"""Variables that it may read, whichever version it is."""


class AuthSetup(Value, frozen=True, kw_only=True):
    """A call of ``NextAuth``. ``major`` is the version's first number, ``None`` where nothing tells it. ``options`` are
    what it is given, followed through imports; unknown where a run makes them. ``named`` are those of `NAMES` that
    stand in any file of the source that is no module, be it a guide or the settings of a host.

    Sources: next-auth 4.24 (``next/index.js``), 5.0.0-beta.30 (``lib/env.js``), @auth/core 0.41 (``lib/utils/env.js``).
    """

    at: At
    major: int | None
    options: ConfigFile
    named: frozenset[str] = frozenset()

    def get(self, *keys: str) -> Answer:
        """Say what is known of the option at ``keys``."""
        return self.options.get(*keys)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The variables that it takes its secret from where the options give none, the one of its manual first."""
        return OLD_SECRETS if self.major == 4 else SECRETS

    @property
    def lacks_secret(self) -> bool:
        """Whether the options certainly give no secret."""
        own = self.get("secret").state == "absent"
        return own and (self.major != 4 or self.get("jwt", "secret").state == "absent")
