"""Bundles: made of real projects, forged by strangers, searched for what they must not hold."""
