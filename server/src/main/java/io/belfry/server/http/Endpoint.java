package io.belfry.server.http;

import java.util.concurrent.CompletionStage;

/**
 * What one route does with an authenticated call.
 *
 * <p>Thread: thread-safe; runs on event loops and never blocks.
 */
interface Endpoint {
  /** Answers the call; throws {@link ApiError} to refuse it. */
  CompletionStage<Response> handle(ApiCall call);
}
