/**
 * The Java server library: signs users and channels in, and sends events over the HTTP API of
 * Belfry or of any server that speaks the same protocol.
 */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("requires-automatic") // HttpCore has no module descriptor
module io.belfry.rest {
  requires static transitive org.jspecify;
  requires transitive io.belfry.protocol;
  requires transitive java.net.http;
  requires org.apache.httpcomponents.core5.httpcore5;
  requires tools.jackson.core;

  exports io.belfry.rest;
}
