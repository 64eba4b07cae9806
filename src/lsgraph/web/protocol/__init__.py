"""The SPARQL Protocol, the Graph Store Protocol, the service's descriptions."""
