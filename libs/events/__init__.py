"""Keeps and moves events: the log, the bus, and the shape of a service. Outside `contracts` it knows no domain."""

__version__ = "0.1.0"
