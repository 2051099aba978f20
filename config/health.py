"""What health checks ask, and pictures at permanent addresses from whatever storage holds them."""

from __future__ import annotations

import mimetypes

import redis
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

PUBLIC = "media/"


@require_safe
def alive(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The process answers."""
    return HttpResponse("alive", content_type="text/plain")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Database and broker answer too; 503 names what does not."""
    state = {"database": database_answers(), "redis": redis_answers()}
    return JsonResponse(state, status=200 if all(state.values()) else 503)


@require_safe
def media(request: HttpRequest, path: str) -> FileResponse:  # noqa: ARG001
    """A picture of a report; nothing else that the storage holds (imports) is public."""
    name = f"{PUBLIC}{path}"
    try:
        file = default_storage.open(name)
    except (OSError, SuspiciousOperation) as error:
        raise Http404 from error
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = FileResponse(file, content_type=kind)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def database_answers() -> bool:
    """Whether PostgreSQL takes a query."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def redis_answers() -> bool:
    """Whether Redis answers a ping."""
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
