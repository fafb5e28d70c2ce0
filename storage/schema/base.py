"""What every table shares: the naming convention, and the revisions that this code knows.

Names of constraints follow one convention, so that a later migration can name what it changes.
"""

from sqlalchemy import MetaData

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006")
"""Revisions that this code knows, oldest first; the last is the one it works on."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)
