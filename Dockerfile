# Two stages: the first one builds what is needed, the second one only runs it. The same lock as ./run, hashes checked.
#   docker build -t verbundbote .
#   docker run --env-file verbundbote.env --volume verbundbote-data:/data verbundbote
FROM python:3.11-slim AS builder

RUN python -m venv /opt/venv
COPY requirements.lock /build/requirements.lock
RUN /opt/venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes \
      -r /build/requirements.lock

COPY bot /app/bot
COPY channels /app/channels
COPY content /app/content
COPY domain /app/domain
COPY scheduler /app/scheduler
COPY store /app/store
# The user of the second stage cannot write here: compile now, and do not look at file times later.
RUN /opt/venv/bin/python -m compileall -q --invalidation-mode unchecked-hash /app


FROM python:3.11-slim

LABEL org.opencontainers.image.title="Verbundbote" \
      org.opencontainers.image.description="Informationsdienst der Kooperativen Migrationsarbeit Niedersachsen, auf Telegram und Matrix"

# A fixed number, so that the rights of files on a mounted volume stay right from one image to the next.
RUN groupadd --gid 10001 verbundbote \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin verbundbote \
 && install --directory --owner=10001 --group=10001 --mode=0700 /data

COPY --from=builder /opt/venv /opt/venv
COPY --from=builder /app /app

# PYTHONSAFEPATH: only /app and the installed packages are searched, never the folder that one happens to be in.
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONSAFEPATH=1 \
    PYTHONUNBUFFERED=1 \
    BOTE_DATA_DIR=/data

USER 10001:10001
WORKDIR /data
VOLUME /data

# SIGTERM drains: calls in flight are finished and recorded, within 20 seconds. Give it 30 (docker stop -t 30).
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
