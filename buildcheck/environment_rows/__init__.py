"""`Evidence` -> the rows of the table of variables, the worst first.

A row joins what the files say of a variable (who reads it, who declares it) with what a build showed (what its absence
does, who can see its value). Without a build the consequence is what the files tell, in careful words.
"""

from buildcheck.environment_rows.optional import live
from buildcheck.environment_rows.rows import rows

__all__ = ["live", "rows"]
