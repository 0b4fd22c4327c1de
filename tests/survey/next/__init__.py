"""Tests of how Next sees an app."""
