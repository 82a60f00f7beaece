"""The routes of the API, one module for each kind of thing. An operation is named after its function."""
