package io.belfry.server.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What answers the requests of one port.
 *
 * <p>Thread: thread-safe; called on event loops, so nothing here blocks.
 */
public interface Responder {
  /** Judges a request by its head, before anything of its body is read; never fails. */
  Hearing hear(Request head);

  /** Answers a request that is there as a whole; never fails. */
  default CompletionStage<Response> handle(Request whole) {
    return switch (hear(whole)) {
      case Hearing.Answered answered -> answered.answer();
      case Hearing.Continued continued ->
          whole.body().length > continued.maxBodyBytes()
              ? CompletableFuture.completedStage(continued.tooLarge())
              : continued.answer(whole.body());
    };
  }
}
