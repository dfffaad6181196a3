"""Content by name: equal articles have equal names, in every tool and database."""

from __future__ import annotations

import json
from hashlib import sha256

from darnel.article import Article


def canonical(value: object) -> str:
    """Give a value as JSON in ASCII, keys sorted: equal values give equal text."""
    return json.dumps(value, ensure_ascii=True, allow_nan=False, sort_keys=True)


def content_key(article: Article) -> str:
    """Name the content of an article: the SHA-256 of its title and text, in hexadecimal."""
    return sha256(canonical([article.title, article.text]).encode()).hexdigest()
