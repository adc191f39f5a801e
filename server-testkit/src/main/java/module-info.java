/**
 * What an implementation of an extension point of the server has to keep: each contract is a JUnit
 * class to extend.
 */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("requires-automatic") // AssertJ's own name for it
module io.belfry.server.testkit {
  requires static transitive org.jspecify;
  requires transitive io.belfry.server;
  requires transitive org.junit.jupiter.api;
  requires org.assertj.core;

  exports io.belfry.server.testkit;
}
