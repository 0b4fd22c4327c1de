"""The npm packages that judge synthetic values: installed once, and kept until other ones are asked for."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

from filelock import FileLock

from buildcheck.caches import cache_folder

PACKAGES = {
    "@anthropic-ai/sdk": "0.68.0",
    "@auth/core": "0.41.3",
    "@aws-sdk/client-s3": "3.1169.0",
    "@clerk/backend": "2.33.8",
    "@firebase/app": "0.16.2",
    "@firebase/auth": "1.13.6",
    "@firebase/database": "1.1.5",
    "@libsql/client": "0.15.15",
    "@liveblocks/node": "3.24.2",
    "@neondatabase/serverless": "1.2.0",
    "@sanity/client": "7.28.0",
    "@sentry/core": "10.78.0",
    "@supabase/ssr": "0.7.0",
    "@supabase/supabase-js": "2.109.0",
    "@t3-oss/env-nextjs": "0.13.11",
    "@upstash/redis": "1.39.0",
    "algoliasearch": "5.64.0",
    "contentful": "11.12.10",
    "convex": "1.48.0",
    "envalid": "8.2.0",
    "firebase-admin": "13.10.0",
    "ioredis": "5.11.1",
    "iron-session": "8.0.4",
    "joi": "18.3.2",
    "jose": "6.2.17",
    "mongodb": "6.22.0",
    "mysql2": "3.24.5",
    "node-forge": "1.4.3",
    "nodemailer": "7.0.13",
    "openai": "6.49.0",
    "pg-connection-string": "2.14.1",
    "postgres": "3.4.9",
    "posthog-node": "5.70.0",
    "pusher": "5.3.4",
    "resend": "6.38.0",
    "stripe": "19.3.1",
    "twilio": "5.13.1",
    "valibot": "1.5.0",
    "web-push": "3.6.7",
    "zod": "4.6.7",
    "zod3": "npm:zod@3.25.76",
}


def installed() -> Path:
    """Give the folder whose ``node_modules`` holds them."""
    manifest = json.dumps({"private": True, "dependencies": PACKAGES})
    name = hashlib.sha256(manifest.encode()).hexdigest()[:12]
    folder = cache_folder() / "tests" / "values" / name
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "lock"):
        if not (folder / "done").is_file():
            (folder / "package.json").write_text(manifest, "utf-8")
            quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--omit=optional", "--loglevel=error")
            subprocess.run(["npm", "install", *quiet], cwd=folder, check=True, capture_output=True, timeout=600)
            (folder / "done").touch()
    return folder
