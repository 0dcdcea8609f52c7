"""What the villages service says, as tables."""
