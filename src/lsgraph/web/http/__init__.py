"""What every route needs of HTTP: negotiation, caching, disconnects, the log of a request."""
