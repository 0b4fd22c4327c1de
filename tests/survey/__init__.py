"""Tests of the survey stage."""
