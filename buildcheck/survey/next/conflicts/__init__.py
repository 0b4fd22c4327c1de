"""What is wrong with the structure of an app -> `Conflict` values; `find` asks them all."""
