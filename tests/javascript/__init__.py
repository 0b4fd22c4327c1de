"""Tests of the facts that source text gives."""
