"""What the system begins with: the regions of Indonesia, and the founding record as commands."""
