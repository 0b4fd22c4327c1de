"""`Inventory` -> `Synthetic`: a value for each variable that code accepts and by which it is found again."""

from buildcheck.synthetic.synthesise import synthesise

__all__ = ["synthesise"]
