# The same steps as `make run` on a fresh machine, in a small image that runs as an ordinary user.
FROM python:3.12-slim-bookworm

# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends chromium fonts-noto-cjk make \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 10001 kagent \
 && install -d -o kagent -g kagent /data /app

WORKDIR /app
USER 10001:10001
COPY --chown=10001:10001 Makefile pyproject.toml requirements.lock README.md LICENSE ./
RUN make dependencies
COPY --chown=10001:10001 . .
RUN make install

# The port is published by whoever runs the container; inside it, loopback would reach nobody.
ENV PATH=/app/.venv/bin:$PATH \
    KAGENT_DATA_DIR=/data \
    KAGENT_HTTP_HOST=0.0.0.0 \
    KAGENT_HTTP_PORT=8080
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
CMD ["kagentsys", "serve"]
