"""Tests of the engines and the parts that they share."""
