"""What the villages service answers for: regions, villages, and their three pillars."""
