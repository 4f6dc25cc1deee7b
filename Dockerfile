# Lamplighter, self-hosted. The file system may be read-only but for /data:
#   docker build -t lamplighter .
#   docker run --read-only -v lamplighter:/data --env-file .env -p 3000:3000 lamplighter
FROM node:24-slim
ENV NODE_ENV=production DATABASE_URL=sqlite:/data/lamplighter.sqlite
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force
COPY bin bin
COPY src src
COPY app.yml LICENSE README.md ./
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:'+(process.env.PORT||3000)+'/healthz').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
# A small young generation: the app waits more than it computes, and so keeps under 200 MB (docs/performance.md).
CMD ["node", "--max-semi-space-size=4", "bin/lamplighter.js", "start"]
