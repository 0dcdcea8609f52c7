"""What clients can ask for, one page a thing, each beside nothing but its rows."""
