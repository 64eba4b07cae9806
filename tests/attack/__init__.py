"""Attacks on the service, one module per kind; a small share of each is part of the tests."""
