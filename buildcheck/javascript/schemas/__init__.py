"""Validation schemas for the environment, as syntax: what each library's calls say of a variable. Nothing is run."""
