"""What the officers service answers for: police units, officers, and who is assigned where."""
