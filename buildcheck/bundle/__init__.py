"""A run in one file: packed without secret values, and read as hostile."""
