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
    && pip --python .venv/bin/python uninstall --yes playwright hypothesis import-linter mypy pytest pytest-xdist ruff

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin arasha \
    && install --directory --owner arasha --group arasha --mode 700 /data /keys
COPY --from=build /arasha/.venv /arasha/.venv
ENV PATH=/arasha/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    ARASHA_DATA=/data \
    ARASHA_SECRETS=/keys \
    ARASHA_HOST=0.0.0.0
USER arasha
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=90s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health/live', timeout=2)"]
ENTRYPOINT ["arasha"]
CMD ["serve"]
