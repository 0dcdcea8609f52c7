"""Runs the whole system on one machine from nothing but Python packages: servers, services, tokens."""
