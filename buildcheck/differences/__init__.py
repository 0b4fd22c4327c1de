"""How a developer's machine differs from a clean build of the same project."""

from buildcheck.differences.compare import differences

__all__ = ["differences"]
