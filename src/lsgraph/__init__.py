"""Sweden's life-science policy as a knowledge graph in which every statement can be traced."""
