"""How fast buildcheck is beside the same commands typed by hand: ``make bench``."""
