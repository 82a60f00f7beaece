# The service in a container: built with a compiler, run without one, by a user without rights.
FROM python:3.11-slim-bookworm AS build
# durable_rules ships as source only; versions follow the base image
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends gcc libc6-dev \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY rulesets rulesets
COPY src src
ENV CPPFLAGS="-O2 -DPyEval_CallObject=PyObject_CallObject"
RUN python -m venv /opt/penalty-rules \
 && /opt/penalty-rules/bin/pip install --no-cache-dir --disable-pip-version-check -c constraints.txt \
    '.[charts,documents,postgres,service,telemetry]'

FROM python:3.11-slim-bookworm
# a Chinese font, for charts
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends fonts-wqy-microhei \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --system --gid 10001 penalty \
 && useradd --system --uid 10001 --gid penalty --no-log-init --create-home --home-dir /var/lib/penalty-rules \
    --shell /usr/sbin/nologin penalty
COPY --from=build /opt/penalty-rules /opt/penalty-rules
ENV PATH=/opt/penalty-rules/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    MPLCONFIGDIR=/tmp \
    PENALTY_RULES_MODE=multi-user \
    PENALTY_RULES_HOST=0.0.0.0 \
    PENALTY_RULES_PORT=8000 \
    PENALTY_RULES_WORK=/var/lib/penalty-rules
WORKDIR /var/lib/penalty-rules
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/v1/ready', timeout=4)"]
ENTRYPOINT ["penalty-rules"]
CMD ["serve"]
