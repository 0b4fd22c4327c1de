"""A command run on this machine under the probes: real npm, real Node, and what hostile code may write."""
