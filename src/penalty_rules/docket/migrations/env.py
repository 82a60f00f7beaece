"""Runs the migrations over the connection that `migration.upgrade` holds; its transaction is that of all of them."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
