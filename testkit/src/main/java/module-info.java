/**
 * What tests of Belfry and of its users hold in their hands: sockets that do nothing by themselves,
 * and time that stands still until it is moved.
 */
@org.jspecify.annotations.NullMarked
module io.belfry.testkit {
  requires jdk.httpserver;
  requires static transitive org.jspecify;

  exports io.belfry.testkit;
}
