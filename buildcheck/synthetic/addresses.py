"""Addresses by protocol, and which protocol a variable's address has.

Hosts end in ``.example``, which is nobody's (RFC 2606). The canary stands in every part that code may split off.
"""

from __future__ import annotations

import re

_SERVER = "<canary>:<canary>@<canary>.example"
ADDRESSES = {
    "postgresql": f"postgresql://{_SERVER}:5432/<canary>",
    "postgres": f"postgres://{_SERVER}:5432/<canary>",
    "prisma": "prisma://<canary>.example/?api_key=<canary>",
    "mysql": f"mysql://{_SERVER}:3306/<canary>",
    "mariadb": f"mariadb://{_SERVER}:3306/<canary>",
    "mongodb": f"mongodb://{_SERVER}:27017/<canary>",
    "mongodb+srv": f"mongodb+srv://{_SERVER}/<canary>",
    "redis": "redis://default:<canary>@<canary>.example:6379",
    "rediss": "rediss://default:<canary>@<canary>.example:6379",
    "sqlserver": "sqlserver://<canary>.example:1433;database=<canary>;user=<canary>;password=<canary>",
    "libsql": "libsql://<canary>.example",
    "file": "file:./<canary>.db",
    "sqlite": "sqlite:./<canary>.db",
    "amqp": f"amqp://{_SERVER}:5672",
    "amqps": f"amqps://{_SERVER}:5671",
    "smtp": f"smtp://{_SERVER}:587",
    "smtps": f"smtps://{_SERVER}:465",
    "mailto": "mailto:<canary>@<canary>.example",
}
_PLAIN = frozenset({"http", "https"})

_BY_NAME = (
    (r"MONGO", "mongodb"),
    (r"REDIS|(^|_)KV_URL", "redis"),
    (r"MYSQL|PLANETSCALE", "mysql"),
    (r"POSTGRES|(^|_)PG|NEON", "postgresql"),
    (r"AMQP|RABBIT", "amqp"),
    (r"SMTP|EMAIL_SERVER", "smtp"),
    (r"(^|_)(WS|WSS|WEBSOCKET)_", "wss"),
)
_ANY_DATABASE = re.compile(r"^(\w+_)?(DATABASE_UR[IL]|DB_UR[IL]|DIRECT_URL|DIRECT_DATABASE_URL)$")
_BY_PACKAGE = (
    ("postgresql", ("pg", "postgres", "@neondatabase/serverless", "@vercel/postgres", "@prisma/adapter-pg")),
    ("mongodb", ("mongodb", "mongoose")),
    ("mysql", ("mysql2", "mysql", "mariadb", "@planetscale/database")),
    ("libsql", ("@libsql/client", "@prisma/adapter-libsql")),
    ("file", ("better-sqlite3", "@prisma/adapter-better-sqlite3")),
)


def address(protocol: str) -> str:
    """Give the template of an address with ``protocol``."""
    return ADDRESSES.get(protocol, f"{protocol}://<canary>.example")


def protocol_of(name: str, packages: frozenset[str], example: str | None) -> str | None:
    """Give the protocol of the variable ``name`` where something tells: the example that the project gives, the name,
    or, for a database whose kind the name leaves open, the driver that is installed."""
    if example is not None and example not in _PLAIN:
        return example
    told = next((protocol for pattern, protocol in _BY_NAME if re.search(pattern, name)), None)
    if told is not None or not _ANY_DATABASE.search(name):
        return told
    return next((protocol for protocol, drivers in _BY_PACKAGE if packages.intersection(drivers)), "postgresql")
