"""Finds the members of a family of interchangeable files: in goes a package's name and a type, out come the values.

Nothing lists the members of a family: a new file in the folder is enough. It is used with the package's name, not with
an import, so that no stage depends on a family.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import TypeVar

T = TypeVar("T")


def discover(package: str, kind: type[T]) -> tuple[T, ...]:
    """Give every module-level value of type ``kind`` in the modules of ``package``, in the order of module names.

    Raises:
        ImportError: a member can't be imported, which is a mistake of ours.
    """
    folder = importlib.import_module(package)
    names = sorted(each.name for each in pkgutil.iter_modules(folder.__path__))
    modules = [importlib.import_module(f"{package}.{name}") for name in names]
    return tuple(value for module in modules for value in vars(module).values() if isinstance(value, kind))
