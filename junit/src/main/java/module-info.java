/**
 * The real server in the tests of a program: on a free port, with a clock, users, tokens, faults
 * and what was delivered in the hands of the test.
 */
@org.jspecify.annotations.NullMarked
module io.belfry.junit {
  requires static transitive org.jspecify;
  requires transitive io.belfry.rest;
  requires transitive io.belfry.server;
  requires transitive io.belfry.testkit;
  requires transitive org.junit.jupiter.api;
  requires java.net.http;
  requires jdk.httpserver;
  requires org.slf4j;
  requires static ch.qos.logback.classic;
  requires static ch.qos.logback.core;
  requires static java.logging;

  exports io.belfry.junit;

  opens io.belfry.junit to
      org.junit.platform.commons;
}
