"""Env files as text: that they mean to us what they mean to the frameworks' own loaders."""
