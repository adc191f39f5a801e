package io.belfry.server.api;

import io.belfry.server.http.ApiError;
import io.belfry.server.http.Response;
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
