/** The Java client for Kotlin: flows of events and states, and calls that suspend. */
@org.jspecify.annotations.NullMarked
module io.belfry.client.kotlin {
  requires static transitive org.jspecify;
  requires transitive io.belfry.client;
  requires transitive kotlin.stdlib;
  requires transitive kotlinx.coroutines.core;

  exports io.belfry.client.kotlin;
}
