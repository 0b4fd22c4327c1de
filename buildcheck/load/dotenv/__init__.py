"""Env files as text -> what the framework's build makes of them: parsed, expanded and put in order, by dialect.

Values exist here for whoever hands them to a run, and for `shape`; none of them goes into the model.
"""
