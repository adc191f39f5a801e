/**
 * The words of the wire: names, messages and signatures of the Pusher Channels protocol, shared by
 * the server, the Java client and the Java server library. No I/O and no threads.
 */
@org.jspecify.annotations.NullMarked
@SuppressWarnings(
    "module") // javac has not met the modules of the qualified exports when it compiles this one
module io.belfry.protocol {
  requires static transitive org.jspecify;
  requires transitive tools.jackson.core;
  requires static org.bouncycastle.provider;

  exports io.belfry.protocol;
  exports io.belfry.protocol.crypto to
      io.belfry.client,
      io.belfry.rest;
  exports io.belfry.protocol.message;
  exports io.belfry.protocol.sign;
  exports io.belfry.protocol.webhook;
  exports io.belfry.protocol.json to
      io.belfry.client,
      io.belfry.rest,
      io.belfry.server;
}
