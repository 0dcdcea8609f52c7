"""The report of a programme for a period: one answer of the graph, told as a page to print and as a table to work with."""
