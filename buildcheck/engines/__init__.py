"""Where a plan can run. Each engine is one module behind the Protocols of `base`."""
