/** The {@code belfry} command and the demo application. */
@org.jspecify.annotations.NullMarked
module io.belfry.cli {
  requires static org.jspecify;
  requires ch.qos.logback.classic;
  requires ch.qos.logback.core;
  requires info.picocli;
  requires io.belfry.rest;
  requires io.belfry.server;
  requires jdk.httpserver;
  requires org.slf4j;
  requires tools.jackson.core;

  opens io.belfry.cli to
      info.picocli;
  opens io.belfry.cli.log to
      org.slf4j;
}
