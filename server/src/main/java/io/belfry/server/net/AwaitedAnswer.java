package io.belfry.server.net;

import io.belfry.server.http.ApiReason;
import io.belfry.server.http.Hearing;
import io.belfry.server.http.Response;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An answer that was not there at once. It is given once: when it comes, or when its time is over,
 * and then what still comes is dropped.
 *
 * <p>Thread: confined to the event loop of the socket.
 *
 * @see "rules HTTP-182, HTTP-184"
 */
final class AwaitedAnswer {
  /** How long it may take. */
  static final long LONGEST_NANOS = Hearing.LONGEST.toNanos();

  private static final Logger LOG = LoggerFactory.getLogger(AwaitedAnswer.class);

  private final Hearing hearing;
  private final Consumer<Response> given;
  private boolean isGiven;

  /** The answer to what was heard; whoever gives it is told what it is. */
  AwaitedAnswer(Hearing hearing, Consumer<Response> given) {
    this.hearing = hearing;
    this.given = given;
  }

  /** Takes the answer home to that loop, whichever thread it comes on. */
  void await(CompletionStage<Response> answer, EventExecutor loop) {
    answer.whenComplete(
        (response, failure) -> {
          Response outcome = failure == null ? response : failed(failure);
          if (loop.inEventLoop()) {
            give(outcome);
          } else {
            loop.execute(() -> give(outcome));
          }
        });
  }

  /** Its time is over. */
  void giveUp() {
    give(hearing.late());
  }

  private void give(Response response) {
    if (!isGiven) {
      isGiven = true;
      given.accept(response);
    }
  }

  /** What is answered in place of an answer that has failed, which is a fault of the server. */
  private static Response failed(Throwable failure) {
    LOG.error("An answer failed through a fault of the server.", failure);
    return ApiReason.INTERNAL_ERROR.error().toResponse();
  }
}
