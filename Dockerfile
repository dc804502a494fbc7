# Everything is installed in the first stage; the second holds the program and nothing to build with.
FROM python:3.12-slim AS builder
COPY --from=ghcr.io/astral-sh/uv:0.13 /uv /usr/local/bin/uv
WORKDIR /srv
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
COPY pyproject.toml uv.lock ./
RUN --mount=type=cache,target=/root/.cache/uv uv sync --frozen --no-dev

FROM python:3.12-slim
RUN apt-get update && apt-get install --yes --no-install-recommends tini && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home roundtable \
    && install --directory --owner roundtable /data
WORKDIR /srv
COPY --from=builder /srv/.venv .venv
COPY pyproject.toml ./
COPY app app
COPY components components
COPY jobs jobs
COPY models models
COPY pages pages
ENV PATH=/srv/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data
USER 10001
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --retries=3 CMD ["python", "-m", "app", "probe"]
ENTRYPOINT ["tini", "--", "python", "-m", "app"]
CMD ["serve"]
