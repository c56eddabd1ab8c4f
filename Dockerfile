# The page in a container: no root, nothing written but /data and /tmp, its health asked of itself.
# Whoever deploys it replaces the tag by the digest that he checked: python:3.11-slim-bookworm@sha256:…
FROM python:3.11-slim-bookworm

RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libreoffice-calc-nogui libreoffice-writer-nogui make tesseract-ocr tesseract-ocr-vie \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --home-dir /tmp --shell /usr/sbin/nologin hoidap \
    && install -d -o hoidap -g hoidap /data

WORKDIR /app
COPY . .
# Of every distribution but torch exactly the file whose hash requirements.lock has.
RUN make .venv/.installed LOCKED=1 TORCH_BUILD=cpu && rm -rf /root/.cache

USER 10001:10001
ENV RAG_CORPUS_DIR=/corpus RAG_DATA_DIR=/data RAG_LOG_FORMAT=json PYTHONDONTWRITEBYTECODE=1 HOME=/tmp
VOLUME ["/data"]
EXPOSE 7860
# The first start reads all documents.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10m --retries=3 \
    CMD [".venv/bin/python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:7860/ready', timeout=4)"]
CMD [".venv/bin/python", "app.py", "--host", "0.0.0.0"]
