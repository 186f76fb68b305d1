# One image for every process. Built in two steps, so that no compiler, test tool or pip cache is in what runs.
FROM python:3.11-slim-bookworm AS build
WORKDIR /arasha
RUN python -m venv --without-pip .venv
COPY requirements.lock pyproject.toml LICENSE README.md ./
RUN pip --no-cache-dir --python .venv/bin/python install --require-hashes --requirement requirements.lock
COPY workflows workflows
COPY cases cases
COPY web web
RUN pip --no-cache-dir --python .venv/bin/python install --no-deps --no-build-isolation . \
    && pip --python .venv/bin/python uninstall --yes \
        bandit hypothesis import-linter mypy playwright pytest pytest-xdist ruff schemathesis \
        ast-serialize charset-normalizer execnet graphql-core greenlet grimp harfile hypothesis-graphql iniconfig jsonschema-rs \
        librt mypy-extensions pathspec pluggy pyrate-limiter requests sortedcontainers stevedore urllib3 werkzeug

FROM python:3.11-slim-bookworm
# libmagic looks at what kind a file is; pg_dump and pg_restore make and put back backups.
RUN apt-get update -qq \
    && apt-get install -qq --yes --no-install-recommends libmagic1 postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin arasha \
    && install --directory --owner arasha --group arasha --mode 700 /data /keys /backup /backup-shred
COPY --from=build /arasha/.venv /arasha/.venv
# The image of Python comes without its modules compiled, and nothing is written while a process runs: each would compile them
# when it starts. Twice: pages run without explanations (compose.yaml).
RUN python -m compileall -q -j 0 -o 0 -o 2 -x 'lib2to3|/test/' /usr/local/lib/python3.11 /arasha/.venv/lib/python3.11
ENV PATH=/arasha/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    ARASHA_DATA=/data \
    ARASHA_SECRETS=/keys \
    ARASHA_HOST=0.0.0.0
USER arasha
EXPOSE 8000
ENTRYPOINT ["arasha"]
CMD ["serve"]
