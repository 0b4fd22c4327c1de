"""Tests, by area."""
