"""The gateway owns the reading: it projects all logs into one read model and answers GraphQL from it."""
