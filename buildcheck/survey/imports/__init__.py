"""Where each import leads, and which modules the build reads: in go a project and its modules, out come edges."""
