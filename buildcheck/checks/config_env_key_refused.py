"""Reports keys in `env` of the Next configuration that Next refuses."""

from __future__ import annotations

import re
from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.model.syntax import Known, Table
from buildcheck.model.value import At

REFUSED = re.compile(r"(?:NODE_.+|__.+)$", re.IGNORECASE)


@check("error")
def config_env_key_refused(evidence: Evidence) -> Iterable[Hit]:
    """`env` of the Next configuration holds a key that Next refuses.

    Keys that begin with `NODE_` or `__`, in capitals or not, and `NEXT_RUNTIME` are refused. Since 14.2 a key whose
    value is not set is passed over, so it is a warning there where the value is not written in the file.

    ## Why it matters

    The build ends: `The key "NODE_ENV" under "env" in next.config.js is not allowed`.

    ## How to fix

    Take the key out, or give it another name. `NODE_ENV` is in all code anyway.

    Source: build/define-env.ts of Next (13.5 to 16): `/^(?:NODE_.+)|^(?:__.+)$/i`.
    """
    app = evidence.survey.next
    config = app.config if app is not None else None
    if app is None or config is None:
        return
    for table in config.get("env").nodes:
        for name, node in table.entries.items() if isinstance(table, Table) else ():
            if not REFUSED.match(name) and name != "NEXT_RUNTIME":
                continue
            known = node.value if isinstance(node, Known) else ...
            if app.version >= (14, 2) and known is None:
                continue
            certain = known is not ... or app.version < (14, 2) or name == "NODE_ENV"
            yield Hit(
                message=f"Next refuses the key {name} in `env`",
                at=At(path=config.path, line=node.line),
                severity=None if certain else "warning",
                fix=f"Take {name} out of `env`, or give it another name.",
                docs="https://nextjs.org/docs/messages/env-key-not-allowed",
                anchor=name,
                predicts="build" if certain else None,
            )
