"""What each package manager compares before it installs with its lockfile frozen: one module per format."""
