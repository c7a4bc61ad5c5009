# syntax=docker/dockerfile:1
# The gateway as an image: docker build -t camelid .
# It runs as any user that is not root, with a read-only root file system, and writes to /var/lib/camelid only.

FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -q -DskipTests -Dspotless.check.skip -pl karaf-distribution -am package
RUN mkdir /opt/camelid && tar xzf karaf-distribution/target/camelid-*.tar.gz -C /opt/camelid --strip-components=1
# What Karaf, Camel, Jetty and the providers use of Java; 17 and 21 are the versions whose shell works.
RUN jlink --output /opt/java --no-header-files --no-man-pages --compress=2 --add-modules \
java.base,java.desktop,java.logging,java.management,java.naming,java.net.http,java.rmi,java.security.jgss,java.sql,java.xml,\
jdk.crypto.ec,jdk.management,jdk.naming.dns,jdk.net,jdk.security.auth,jdk.unsupported,jdk.zipfs
# Class archives, of this Java's classes and of the gateway's, for a quicker start.
RUN /opt/java/bin/java -Xshare:dump && JAVA_HOME=/opt/java /opt/camelid/bin/train && \
    rm -rf /opt/camelid/data /opt/camelid/examples && chmod -R a+rX /opt/camelid

FROM debian:bookworm-slim
COPY --from=build /opt/java /opt/java
COPY --from=build /opt/camelid /opt/camelid
RUN install -d -o 65532 -g 65532 /var/lib/camelid
WORKDIR /opt/camelid
ENV JAVA_HOME=/opt/java KARAF_DATA=/var/lib/camelid
USER 65532:65532
EXPOSE 8080 15000
ENTRYPOINT ["bin/karaf", "server"]
