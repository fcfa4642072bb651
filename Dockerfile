# One process, one volume at /data, the master key mounted at /secrets/master.key (64 hex digits). bin/container says how it starts.
FROM oven/bun:1.4.5-slim AS dependencies
WORKDIR /app
COPY package.json bun.lock bunfig.toml ./
RUN bun install --frozen-lockfile --production && touch node_modules/.installed

# The replicator, linked with the SQLite that came with the dependencies. Go fetches the release that replicator/go.mod asks for.
FROM golang:1.24-bookworm AS replicator
WORKDIR /app
COPY --from=dependencies /app/node_modules/better-sqlite3/deps node_modules/better-sqlite3/deps
COPY replicator replicator
RUN replicator/build.sh

FROM oven/bun:1.4.5-slim
RUN apt-get update && apt-get install -y --no-install-recommends tesseract-ocr && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=replicator /app/.build/replicator/litestream /usr/local/bin/litestream
COPY --from=dependencies /app/node_modules node_modules
COPY package.json bun.lock bunfig.toml tsconfig.json litestream.yml ./
COPY bin bin
COPY migrations migrations
COPY views views
COPY src src
RUN bun bin/build.ts
ENV NODE_ENV=production \
    FRONTDESK_PROGRAMS=.build/server \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATA_DIR=/data/tenants \
    MASTER_KEY_FILE=/run/frontdesk/master.key \
    REPLICATOR_PROGRAM=/usr/local/bin/litestream \
    REPLICATOR_SOCKET=/run/frontdesk/replicator.sock \
    FRONTDESK_KEY_SOCKET=/run/frontdesk/keys.sock
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s \
  CMD ["bun", "-e", "process.exit((await fetch('http://127.0.0.1:3000/health')).ok ? 0 : 1)"]
CMD ["bin/container"]
