"""Tests of the judge and the manual."""
