"""What the officers service says, as tables."""
