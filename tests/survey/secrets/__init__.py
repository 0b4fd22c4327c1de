"""Secrets in the text files of a source."""
