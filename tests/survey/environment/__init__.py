"""Tests of who reads and who declares variables."""
