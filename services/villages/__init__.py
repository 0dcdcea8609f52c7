"""The villages service: regions, villages, and the three pillars seated in each."""
