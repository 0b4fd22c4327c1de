"""Tests of what the repository says about where the app goes."""
