/**
 * The Spring Boot starter: the app as a bean, endpoints that say who users are and let them into
 * channels, webhooks as events, and events that go out after the commit.
 *
 * <p>Spring reads its classes by reflection, so the package is open.
 */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // Spring has no others
@org.jspecify.annotations.NullMarked
module io.belfry.spring {
  requires static transitive org.jspecify;
  requires transitive io.belfry.protocol;
  requires transitive io.belfry.rest;
  requires transitive spring.boot;
  requires transitive spring.context;
  requires spring.beans;
  requires spring.boot.autoconfigure;
  requires transitive spring.core;
  requires static com.fasterxml.jackson.databind;
  requires static jakarta.servlet;
  requires static micrometer.core;
  requires static spring.boot.actuator;
  requires static spring.boot.health;
  requires static spring.security.config;
  requires static spring.security.core;
  requires static spring.security.web;
  requires static spring.tx;
  requires static spring.web;
  requires static spring.webmvc;
  requires static tools.jackson.databind;

  exports io.belfry.spring;

  opens io.belfry.spring;
}
