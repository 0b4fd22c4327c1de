"""The sidecar's and the gate's scripts as one argument of ``node -e``: their files travel inside it, so no image has to
hold them."""

from __future__ import annotations

import json
from importlib import resources

_LOADER = """'use strict'
const { compileFunction } = require('vm')
const sources = %s
const loaded = {}
function load(name) {
  const file = name.replace('./', '')
  if (!(file in sources)) return require(name)
  if (!loaded[file]) {
    loaded[file] = { exports: {} }
    const run = compileFunction(sources[file], ['require', 'module', 'exports'], { filename: file })
    run(load, loaded[file], loaded[file].exports)
  }
  return loaded[file].exports
}
load(%s)
"""


def script(main: str) -> str:
    """Give the program that begins with the file ``main`` (``main.cjs``, ``gate.cjs``), to run with ``node -e``.

    Linux allows 128 KiB for one argument; it is far from that.
    """
    folder = resources.files("buildcheck") / "probes" / "sidecar"
    sources = {each.name: each.read_text("utf-8") for each in folder.iterdir() if each.name.endswith(".cjs")}
    return _LOADER % (json.dumps(sources, sort_keys=True), json.dumps(f"./{main}"))
