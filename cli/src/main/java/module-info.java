/** The {@code belfry} command and the demo application. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("requires-automatic") // HdrHistogram has no module descriptor
module io.belfry.cli {
  requires static org.jspecify;
  requires ch.qos.logback.classic;
  requires ch.qos.logback.core;
  requires info.picocli;
  requires io.belfry.client;
  requires io.belfry.rest;
  requires io.belfry.server;
  requires io.belfry.sql;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.http;
  requires io.netty.common;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.unix.common;
  requires java.net.http;
  requires jdk.httpserver;
  requires org.slf4j;
  requires org.snakeyaml.engine.v2;
  requires tools.jackson.core;
  requires HdrHistogram;

  opens io.belfry.cli to
      info.picocli;
  opens io.belfry.cli.log to
      org.slf4j;
}
