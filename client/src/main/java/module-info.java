/**
 * The Java client: receives events of channels and of the signed-in user, over one WebSocket that
 * comes back by itself. Packages and names are those of the official Java client, so that moving
 * over is a change of import.
 */
@SuppressWarnings("module") // javac has not met the module of OkHttp's transport yet
@org.jspecify.annotations.NullMarked
module io.belfry.client {
  requires static transitive org.jspecify;
  requires io.belfry.protocol;
  requires static java.logging;
  requires tools.jackson.core;

  exports io.belfry.client;
  exports io.belfry.client.channel;
  exports io.belfry.client.connection;
  exports io.belfry.client.internal to
      io.belfry.client.okhttp;
  exports io.belfry.client.user;
  exports io.belfry.client.util;
}
