/**
 * The server inside of a Spring Boot application: it starts and stops with the context, the beans
 * of the starter publish to it, and users of running sessions are signed in without an endpoint.
 *
 * <p>Spring reads its classes by reflection, so the package is open.
 */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // Spring has no others
@org.jspecify.annotations.NullMarked
module io.belfry.spring.embedded {
  requires static transitive org.jspecify;
  requires transitive io.belfry.server;
  requires transitive io.belfry.spring;
  requires spring.beans;
  requires transitive spring.boot;
  requires spring.boot.autoconfigure;
  requires transitive spring.context;
  requires transitive spring.core;
  requires static jakarta.servlet;
  requires static spring.security.core;
  requires static spring.security.web;
  requires static spring.session.core;
  requires static spring.web;

  exports io.belfry.spring.embedded;

  opens io.belfry.spring.embedded;
}
