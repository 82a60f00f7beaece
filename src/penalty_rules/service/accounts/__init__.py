"""Accounts: who may come in, and the log of who did what. Kept in the database of the docket, in tables of its own."""
