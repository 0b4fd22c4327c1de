"""Decoys: secrets that machines of CI hold and that no project mentions, set to see who hands on the whole environment.

None of them may change what package managers, bundlers, SDKs, git or a task runner do. That is why ``GITHUB_TOKEN`` is
none of them (install scripts send it to GitHub's API, which refuses a wrong one: @vscode/ripgrep), nor ``NPM_TOKEN``
(``.npmrc`` files hand it to registries), nor ``DATABASE_URL``, nor whatever a source-map uploader reads.
"""

from __future__ import annotations

from buildcheck.model.synthetic import SyntheticValue
from buildcheck.synthetic.canary import carried
from buildcheck.synthetic.templates import fill

DECOYS = {
    # Half of a pair: the AWS SDKs take it only with an AWS_ACCESS_KEY_ID (@aws-sdk/credential-provider-env, fromEnv).
    "AWS_SECRET_ACCESS_KEY": "<fill:40>",
    # A third of what EnvironmentCredential of @azure/identity wants: it needs the tenant and the client, too.
    "AZURE_CLIENT_SECRET": "<fill:40>",
    # GitLab sets it for `docker login` in scripts; no tool of a web build reads it.
    "CI_REGISTRY_PASSWORD": "glcbt-<fill:36>",
    # The database image of CI services reads it when it starts; clients read PGPASSWORD.
    "POSTGRES_PASSWORD": "<fill:32>",
    # A name that somebody made up at home.
    "DEPLOY_SSH_PASSPHRASE": "<fill:32>",
}


def decoy(name: str, seed: str) -> SyntheticValue:
    """Give the decoy ``name``."""
    value = fill(DECOYS[name], name, seed)
    reason = "nothing in the project mentions it"
    return SyntheticValue(
        name=name, value=value, type="secret", canary=carried(value, name, seed), reason=reason, decoy=True
    )
