"""What the repository says about where the app goes, and what its build leaves behind. Reads text, runs nothing."""

from buildcheck.survey.deployment.deployments import deployments
from buildcheck.survey.deployment.next_options import unknown_options
from buildcheck.survey.deployment.output import find_output

__all__ = ["deployments", "find_output", "unknown_options"]
