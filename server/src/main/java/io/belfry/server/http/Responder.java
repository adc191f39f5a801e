package io.belfry.server.http;

import java.util.concurrent.CompletionStage;

/**
 * What answers the requests of one port.
 *
 * <p>Thread: thread-safe; called on event loops, so nothing here blocks.
 */
public interface Responder {
  /** Bytes that the body of a request to this path may have. */
  long maxBodyBytes(String path);

  /** Takes note that the body of a request to this path was larger, and refused for that. */
  default void bodyRefused(String path) {}

  /** Answers a request; never fails. */
  CompletionStage<Response> handle(Request request);
}
