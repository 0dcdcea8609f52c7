"""A resident's question whether the visitor at the door is a police officer, answered without a token and without a name."""
