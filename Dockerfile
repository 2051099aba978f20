# syntax=docker/dockerfile:1
# One image for web, workers and beat: `python -m workbench.procfile NAME` runs the Procfile's line.
FROM python:3.11-slim AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /app
COPY requirements/base.txt requirements/
RUN pip install --require-hashes -r requirements/base.txt

FROM packages AS trial-packages
COPY requirements/embedded.txt requirements/
RUN pip install --require-hashes -r requirements/embedded.txt

FROM python:3.11-slim AS app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings \
    HOME=/tmp \
    WEB_HOST=0.0.0.0 \
    WEB_PORT=8000 \
    STATIC_ROOT=/app/staticfiles \
    MEDIA_ROOT=/srv/media \
    SOURCES_ROOT=/srv/sources \
    JOURNAL_ROOT=/srv/journal
RUN useradd --system --uid 10001 --user-group --no-create-home --home-dir /tmp rundbrief \
    && install -d -o rundbrief -g rundbrief /srv/media /srv/sources /srv/journal /srv/inbox
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY . .
# Real keys come when it runs; collecting files needs some, so that the settings load.
RUN pip install --no-cache-dir --no-deps --no-build-isolation --editable . \
    && python -m workbench.catalogues compile \
    && ring=build:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA \
    && SECRET_KEY=build TOKEN_KEYS=$ring ADDRESS_KEYS=$ring VAULT_KEYS=$ring \
        python manage.py collectstatic --noinput \
    && python -m compileall -q config mailer staff subscribers workbench
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
CMD ["python", "-m", "workbench.procfile", "web"]

# The same with what the inbox for trials needs; nothing of it is wanted in production.
FROM app AS trial
COPY --from=trial-packages /opt/venv /opt/venv
CMD ["python", "-m", "workbench.inbox", "--host", "0.0.0.0", "--maildir", "/srv/inbox"]

# What is built unless a target is named.
FROM app
