"""Snapshots of real machines: home folders that real tools have filled."""
