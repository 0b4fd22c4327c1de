"""Tests of the diagnoses: what logs mean."""
