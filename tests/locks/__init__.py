"""Lockfiles against the managers that own them: what each accepts when frozen, recorded, and what we say about it."""
