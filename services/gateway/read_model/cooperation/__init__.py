"""What the cooperation service says, as tables."""
