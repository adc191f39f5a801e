/**
 * The realtime server: WebSocket and HTTP API in, events out. Start it with {@link
 * io.belfry.server.BelfryServer}.
 */
@org.jspecify.annotations.NullMarked
@SuppressWarnings({
  "module", // the command line, which some packages are for, is built after this one
  "requires-automatic",
  "requires-transitive-automatic"
}) // Micrometer and RE2/J have no module descriptor
module io.belfry.server {
  requires static org.jspecify;
  requires transitive io.belfry.protocol;
  requires com.nimbusds.jose.jwt;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.http;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.classes.io_uring;
  requires io.netty.transport.unix.common;
  requires io.prometheus.metrics.model;
  requires java.management;
  requires jdk.jfr;
  requires jdk.management;
  requires transitive micrometer.core;
  requires micrometer.registry.prometheus;
  requires org.apache.httpcomponents.client5.httpclient5;
  requires org.apache.httpcomponents.core5.httpcore5;
  requires org.slf4j;
  requires re2j;
  requires org.snakeyaml.engine.v2;
  requires tools.jackson.core;

  uses io.belfry.server.config.AppSourceProvider;
  uses io.belfry.server.config.ClusterProvider;
  uses io.belfry.server.store.ShutoutStore.Maker;
  uses io.belfry.server.webhook.store.OutboxStore.Provider;

  exports io.belfry.server;
  exports io.belfry.server.app;
  exports io.belfry.server.cluster;
  exports io.belfry.server.store;
  exports io.belfry.server.config;
  exports io.belfry.server.hook;
  exports io.belfry.server.setting;
  exports io.belfry.server.webhook.store;
  exports io.belfry.server.api to
      io.belfry.cli;
  exports io.belfry.server.app.origin to
      io.belfry.cli;
  exports io.belfry.server.config.file to
      io.belfry.cli;
  exports io.belfry.server.http to
      io.belfry.cli;
  exports io.belfry.server.jwt to
      io.belfry.cli;
  exports io.belfry.server.node to
      io.belfry.cli;
  exports io.belfry.server.refusal to
      io.belfry.cli;
  exports io.belfry.server.setting.wording to
      io.belfry.cli;
  exports io.belfry.server.webhook to
      io.belfry.cli;
  exports io.belfry.server.webhook.post to
      io.belfry.cli;
}
