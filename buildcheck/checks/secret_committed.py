"""Reports values with the shape of a real secret in the files of the source."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit

MOST = 4


@check("error")
def secret_committed(evidence: Evidence) -> Iterable[Hit]:
    """A secret stands in a file of the source.

    Services give their keys a form of their own, so that hardly anything else looks like one: `sk_live_…`, `ghp_…`, a
    private key between its two lines, a token whose claims say `service_role`, a database address with a password and a
    public host. The text files that a clean checkout holds are searched for such values, examples and documents as
    well; files of tests are left out.

    Keys for tests, keys that are made for browsers, and texts that say of themselves that they stand for another
    (`your-key`, `xxxx`) are no secrets. The report never holds the value, nor a part of it.

    ## Why it matters

    Everybody who can read the repository, now or later, can use the key, and so can programs that search public
    repositories for keys all day. A commit that removes it leaves it in the history.

    ## How to fix

    Give the service a new key and have the old one revoked; put the new one into the settings of the host, and read it
    from the environment. Then take the old one out of the file, and out of the history if others rely on it.

    Source of the forms: the rules of gitleaks 8, and the services' pages on their keys.
    """
    for secret in evidence.survey.secrets:
        others = ", ".join(str(each) for each in secret.also[:MOST])
        more = f" and {len(secret.also) - MOST} more" if len(secret.also) > MOST else ""
        also = f"; the same value stands in {others}{more}" if others else ""
        yield Hit(
            message=f"This line holds a secret in plain text: {secret.kind}{also}",
            at=secret.at,
            fix="Revoke it at the service, make a new one, and keep that in the host's settings instead of a file.",
            docs="https://docs.github.com/code-security/secret-scanning/working-with-secret-scanning-and-push-protection/remediating-a-leaked-secret",
            anchor=f"{secret.kind} {secret.at.path}",
        )
