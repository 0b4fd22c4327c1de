"""Tests of the build images and of the catalogue that they are chosen from."""
