"""Tests of the load stage, on real files and real git."""
