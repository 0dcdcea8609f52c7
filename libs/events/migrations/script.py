"""Runs a whole SQL script as one step of a revision."""

from typing import TYPE_CHECKING, cast

from alembic import context, op

if TYPE_CHECKING:
    from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_connection


def run(script: str) -> None:
    """Execute all statements of `script`, with `:app` standing for the application's role, in the revision's transaction."""
    connection = op.get_bind()
    role = connection.exec_driver_sql("select quote_ident($1)", (context.config.attributes["app_role"],)).scalar_one()
    # asyncpg prepares what SQLAlchemy sends, and only one statement can be prepared at a time.
    driver_level = cast("AsyncAdapt_asyncpg_connection", connection.connection.dbapi_connection)
    driver_level.run_async(lambda driver: driver.execute(script.replace(":app", role)))
