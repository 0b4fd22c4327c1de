"""The places that declare variables: one module for each kind of file, each `Project` or `Survey` -> declarations."""
