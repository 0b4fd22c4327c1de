"""One check per file. Nothing lists them: a file with a function under ``@check`` is enough. A check's docstring is its
page of the manual: the first line is its title, then come "Why it matters" and "How to fix"."""
