"""A parsed file -> the variables that its types name: ``interface ProcessEnv``, ``interface ImportMetaEnv``."""

from __future__ import annotations

from buildcheck.javascript.nodes import string_of, text_of
from buildcheck.javascript.scan import Scan
from buildcheck.model.module import Text

_INTERFACES = """
(interface_declaration name: (type_identifier) @name (#any-of? @name "ProcessEnv" "ImportMetaEnv")
  body: (interface_body (property_signature name: (_) @property)))
"""
_HINTS = (b"ProcessEnv", b"ImportMetaEnv")


def env_types_of(scan: Scan) -> tuple[Text, ...]:
    """Give the names, in the order of the text."""
    if scan.language not in ("typescript", "tsx") or not any(each in scan.text for each in _HINTS):
        return ()
    found = scan.search(_INTERFACES, "property")
    return tuple(Text(text=string_of(each) or text_of(each), **scan.place(each)) for each in found)
