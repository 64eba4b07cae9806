"""Measures lsgraph beside its peers on policy-shaped synthetic data."""
