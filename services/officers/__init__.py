"""The officers service: police units and their ground, officers, and who is assigned to which village."""
