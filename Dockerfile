# Two stages: the first installs what is pinned, the second runs it as nobody in particular.
FROM python:3.11-slim AS build
WORKDIR /src
RUN python -m venv --without-pip /opt/had-your-back
COPY requirements/runtime.txt requirements/runtime.txt
RUN pip --python /opt/had-your-back/bin/python install --no-cache-dir --require-hashes -r requirements/runtime.txt
COPY requirements/sbom.cdx.json requirements/sbom.cdx.json
COPY pyproject.toml README.md ./
COPY service service
COPY graphql graphql
COPY migrations migrations
RUN pip --python /opt/had-your-back/bin/python install --no-cache-dir --no-deps .

FROM python:3.11-slim
RUN groupadd --system --gid 10001 had-your-back && \
    useradd --system --uid 10001 --gid 10001 --create-home --home-dir /data had-your-back
COPY --from=build /opt/had-your-back /opt/had-your-back
ENV PATH=/opt/had-your-back/bin:$PATH \
    HYB_DATABASE_URL=sqlite:////data/had-your-back.db \
    HYB_HOST=0.0.0.0 \
    PYTHONUNBUFFERED=1
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8400
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8400/readyz', timeout=2)"]
# Migrations are a step of their own, before the new version serves: docker run ... had-your-back migrate
ENTRYPOINT ["had-your-back"]
CMD ["serve"]
