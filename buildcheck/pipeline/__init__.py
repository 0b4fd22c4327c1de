"""The stages in their order, one file per command. Nowhere else do they meet, and no command is made of another but of
`verify`, `run` and `made`."""

from buildcheck import __version__
from buildcheck.model.report import Tool

TOOL = Tool(name="buildcheck", version=__version__)
