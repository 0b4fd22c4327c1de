"""Differences between real machines and the plan of a clean build."""
