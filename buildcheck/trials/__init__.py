"""Loops over builds: what one build can't tell, two or a few can."""
