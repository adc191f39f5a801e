package io.belfry.server.api.ops;

import io.belfry.server.http.Request;
import io.belfry.server.http.Response;

/**
 * One page of the operations port.
 *
 * <p>Thread: thread-safe.
 */
interface Page {
  /** The page as it is now, for whoever asks so. */
  Response get(Request request);
}
