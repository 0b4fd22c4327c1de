"""Synthetic values against the libraries that take them, and what is promised of them."""
