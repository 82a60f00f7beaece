"""The registry: what the API and the pages do with the docket, each for a principal who sees only their own."""
