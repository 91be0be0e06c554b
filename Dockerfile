# docs/guides/deploy-docker.md. Each step works without a network but `npm ci`, and none needs root at run time.

FROM node:24-trixie-slim AS build
WORKDIR /src
ENV NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json ./
RUN npm ci --include=dev --no-audit --no-fund
COPY . .
RUN npm run package

FROM node:24-trixie-slim
LABEL org.opencontainers.image.title="OpsPulse" \
      org.opencontainers.image.description="Cron, monitor and history for HTTP routines" \
      org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production
ENV HOST=0.0.0.0
ENV PORT=3000
ENV OPSPULSE_DIR=/data
RUN mkdir /data /backups && chown node:node /data /backups && chmod 700 /data /backups
COPY --from=build /src/dist/opspulse /opspulse
VOLUME /data
WORKDIR /data
USER node
EXPOSE 3000
# Requests in flight are finished and recorded first: give it 40 seconds.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s --retries=3 CMD ["node", "/opspulse/ask-health.mjs"]
ENTRYPOINT ["node", "/opspulse/opspulse.mjs"]
CMD ["serve"]
