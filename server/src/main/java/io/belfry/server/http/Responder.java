package io.belfry.server.http;

/**
 * What answers the requests of one port.
 *
 * <p>Thread: thread-safe; called on event loops, so nothing here blocks.
 */
public interface Responder {
  /** Judges a request by its head, before anything of its body is read; never fails. */
  Hearing hear(Request head);
}
