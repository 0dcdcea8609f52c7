"""The published language: what the services promise one another, one aggregate a page."""
