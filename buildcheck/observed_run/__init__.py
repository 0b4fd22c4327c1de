"""A command of the user's own, run on this machine under the probes -> `Observed`: what it really used."""

from buildcheck.observed_run.observed import observed_run

__all__ = ["observed_run"]
