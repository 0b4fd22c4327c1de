"""Tests of what a project uses of other people's packages."""
