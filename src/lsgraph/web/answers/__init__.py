"""The way from a route to a worker and back."""
