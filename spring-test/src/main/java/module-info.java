/**
 * The real server in the tests of a Spring Boot application, which is led to it.
 *
 * <p>Spring reads its classes by reflection, so the package is open.
 */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // Spring has no others
@org.jspecify.annotations.NullMarked
module io.belfry.spring.test {
  requires static transitive org.jspecify;
  requires transitive io.belfry.junit;
  requires transitive io.belfry.spring;
  requires spring.beans;
  requires transitive spring.boot.test;
  requires transitive spring.context;
  requires transitive spring.core;
  requires transitive spring.test;

  exports io.belfry.spring.test;

  opens io.belfry.spring.test;
}
