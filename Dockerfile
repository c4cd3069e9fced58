# The server and the command line in one image without a shell, a package manager or an SDK.
#   docker build -t vectorizer .
#   docker run -p 127.0.0.1:15002:15002 -v vectorizer:/var/lib/vectorizer --stop-timeout 40 vectorizer

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
# Packages at the versions of the lock files, and no other.
ENV CI=true
RUN dotnet publish src/Vectorizer.Server -c Release -o /app/server --nologo \
    && dotnet publish src/Vectorizer.Cli -c Release -o /app/cli --nologo \
    && mkdir -p /data/vectorizer

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
LABEL org.opencontainers.image.title="Vectorizer.Orleans" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /app /app
# A new volume takes over the owner of the folder that it is mounted on.
COPY --from=build --chown=$APP_UID:$APP_UID /data/vectorizer /var/lib/vectorizer
USER $APP_UID
# Inside of the container every address is the container's own; what of it is reachable is up to -p.
ENV VECTORIZER__SERVER__HOST=0.0.0.0 \
    VECTORIZER__SERVER__PORT=15002 \
    VECTORIZER__SERVER__DATA_DIR=/var/lib/vectorizer \
    VECTORIZER__LOGGING__FORMAT=json
VOLUME /var/lib/vectorizer
EXPOSE 15002
STOPSIGNAL SIGTERM
# Asks over HTTP; a node that recovers is alive, and what it needs is time.
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s \
    CMD ["dotnet", "/app/cli/vectorizer.dll", "status", "--live"]
ENTRYPOINT ["dotnet", "/app/server/Vectorizer.Server.dll"]
