# The API and the loader in one image; the database is a service of its own.
FROM python:3.13-slim AS build
WORKDIR /app
RUN python -m venv /venv
COPY requirements-train.lock ./
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements-train.lock
COPY . .
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation -e .

FROM python:3.13-slim
RUN useradd --create-home --uid 10001 ludoteca
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER ludoteca
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD \
    ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/live', timeout=2)"]
CMD ["ludoteca", "serve", "--host", "0.0.0.0", "--port", "8000"]
