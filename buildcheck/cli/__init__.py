"""The command line: the only part that reads arguments, prints and exits.

Reports go to standard output, progress and errors to standard error. Whatever is slow to import is imported inside the
command that needs it.
"""
