"""buildcheck proves that a web project builds anywhere: a clean container, the declared dependencies, nothing else."""

__version__ = "0.1.0"
