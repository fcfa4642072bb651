# One process, one volume at /data, the master key mounted at /secrets/master.key (64 hex digits). bin/container says how it starts.
FROM oven/bun:1.4.5-slim AS dependencies
WORKDIR /app
COPY package.json bun.lock bunfig.toml ./
RUN bun install --frozen-lockfile --production && touch node_modules/.installed

FROM oven/bun:1.4.5-slim
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY package.json bun.lock bunfig.toml tsconfig.json ./
COPY bin bin
COPY migrations migrations
COPY views views
COPY src src
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATA_DIR=/data/tenants \
    MASTER_KEY_FILE=/run/frontdesk/master.key
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s \
  CMD ["bun", "-e", "process.exit((await fetch('http://127.0.0.1:3000/health')).ok ? 0 : 1)"]
CMD ["bin/container"]
