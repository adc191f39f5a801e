package io.belfry.server.api.ops;

import io.belfry.server.http.AllowedMethods;
import io.belfry.server.http.ApiError;
import io.belfry.server.http.ApiReason;
import io.belfry.server.http.Request;
import io.belfry.server.http.Response;
import io.belfry.server.webhook.Outboxes;
import io.belfry.server.webhook.Outboxes.Done;
import io.belfry.server.webhook.Outboxes.Overview;
import io.belfry.server.webhook.Outboxes.QueueView;
import io.belfry.server.webhook.store.OutboxStore.DeadLetter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Queues and dead letters: looked at, replayed and dropped. Each page and each order is bounded,
 * and pages of browsers are kept out.
 *
 * <p>Thread: thread-safe; called on virtual threads, which wait for the outbox.
 *
 * @see "rule HOOK-069"
 */
final class WebhookPages {
  private static final String QUEUES = "/webhooks";
  private static final String TEST = "/webhooks/test";
  private static final String LETTERS = "/dead-letters";
  private static final String REPLAY = "/replay";
  private static final long MOST_SECONDS = 5;
  // An endpoint has two minutes at most for its answer.
  private static final long MOST_SECONDS_OF_A_TEST = 125;
  private static final int MOST = 100;
  private static final int MOST_QUEUES = 1_000;
  private static final List<String> FILTERS = List.of("app", "endpoint", "after", "limit");
  private static final List<String> REPLAYED =
      List.of("app", "endpoint", "after", "until", "limit");

  private final Outboxes outboxes;
  private final BrowserGate gate;

  WebhookPages(Outboxes outboxes, BrowserGate gate) {
    this.outboxes = outboxes;
    this.gate = gate;
  }

  /** The answer; empty where the path is none of these. */
  Optional<Response> answer(Request request) {
    String path = request.path();
    boolean isOfQueues = path.equals(QUEUES) || path.equals(TEST);
    if (!isOfQueues && !path.equals(LETTERS) && !path.startsWith(LETTERS + "/")) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          gate.refusal(request).map(ApiError::toResponse).orElseGet(() -> at(request)));
    } catch (ApiError e) {
      return Optional.of(e.toResponse());
    }
  }

  private Response at(Request request) {
    String path = request.path();
    String method = AllowedMethods.answering(request.method());
    if (path.equals(QUEUES)) {
      return only(request, "GET").orElseGet(() -> queues(request));
    }
    if (path.equals(TEST)) {
      return only(request, "POST").orElseGet(() -> test(request));
    }
    if (path.equals(LETTERS)) {
      return only(request, "GET").orElseGet(() -> letters(request));
    }
    String rest = path.substring(LETTERS.length() + 1);
    if (rest.equals("replay")) {
      return only(request, "POST").orElseGet(() -> replayAll(request));
    }
    if (rest.endsWith(REPLAY)) {
      UUID id = delivery(rest.substring(0, rest.length() - REPLAY.length()));
      return only(request, "POST").orElseGet(() -> done(asked(outboxes.replay(id))));
    }
    UUID id = delivery(rest);
    return only(request, "GET", "DELETE")
        .orElseGet(() -> method.equals("GET") ? letter(id) : done(asked(outboxes.drop(id))));
  }

  private static Optional<Response> only(Request request, String... methods) {
    return AllowedMethods.of(methods).otherwise(request.method());
  }

  private Response queues(Request request) {
    PageQuery query = PageQuery.of(request.query(), FILTERS);
    int limit = (int) query.number("limit", 1, MOST_QUEUES, MOST_QUEUES);
    String after = query.text("after").orElse("");
    Overview all = asked(outboxes.overview());
    List<QueueView> found =
        all.queues().stream()
            .filter(queue -> query.text("app").orElse(queue.appId()).equals(queue.appId()))
            .filter(
                queue -> query.text("endpoint").orElse(queue.endpoint()).equals(queue.endpoint()))
            .filter(queue -> place(queue).compareTo(after) > 0)
            .sorted(Comparator.comparing(WebhookPages::place))
            .limit(limit + 1L)
            .toList();
    List<QueueView> page = found.subList(0, Math.min(limit, found.size()));
    String next = found.size() > limit ? place(page.get(limit - 1)) : "";
    return Response.ok(DeadLetterJson.of(all, page, next));
  }

  private static String place(QueueView queue) {
    return queue.appId() + "/" + queue.endpoint();
  }

  private Response test(Request request) {
    PageQuery query = PageQuery.of(request.query(), List.of("app", "endpoint"));
    String app = query.text("app").orElse("");
    String endpoint = query.text("endpoint").orElse("");
    return asked(outboxes.test(app, endpoint), MOST_SECONDS_OF_A_TEST)
        .map(tested -> Response.ok(DeadLetterJson.of(tested)))
        .orElseGet(
            () ->
                ApiReason.NOT_FOUND
                    .saying("There is no app with this id that has this endpoint.")
                    .toResponse());
  }

  private Response letters(Request request) {
    PageQuery query = PageQuery.of(request.query(), FILTERS);
    int limit = (int) query.number("limit", 1, MOST, MOST);
    List<DeadLetter> page = find(query, query.number("after", 0, Long.MAX_VALUE, 0), limit);
    return Response.ok(DeadLetterJson.page(page, next(query, page)));
  }

  private List<DeadLetter> find(PageQuery query, long after, int most) {
    long until = query.number("until", 0, Long.MAX_VALUE, Long.MAX_VALUE);
    return asked(outboxes.deadLetters(query.text("app"), query.text("endpoint"), after, most))
        .stream()
        .filter(letter -> letter.delivery().number() <= until)
        .toList();
  }

  // A store may end a page early where letters are large, so how many came says nothing.
  private long next(PageQuery query, List<DeadLetter> page) {
    if (page.isEmpty()) {
      return 0;
    }
    long last = page.get(page.size() - 1).delivery().number();
    return find(query, last, 1).isEmpty() ? 0 : last;
  }

  private Response letter(UUID id) {
    return asked(outboxes.deadLetter(id))
        .map(letter -> Response.ok(DeadLetterJson.whole(letter)))
        .orElseGet(() -> unknown().toResponse());
  }

  // What is replayed leaves the list, so the next call may begin where this one ends.
  private Response replayAll(Request request) {
    PageQuery query = PageQuery.of(request.query(), REPLAYED);
    int limit = (int) query.number("limit", 1, MOST, MOST);
    List<DeadLetter> page = find(query, query.number("after", 0, Long.MAX_VALUE, 0), limit);
    int replayed = 0;
    int skipped = 0;
    for (DeadLetter letter : page) {
      switch (asked(outboxes.replay(letter.delivery().id()))) {
        case DONE -> replayed++;
        case NO_ENDPOINT -> skipped++;
        case UNKNOWN -> {
          // Somebody else replayed or dropped it meanwhile.
        }
      }
    }
    return Response.ok(DeadLetterJson.replayed(replayed, skipped, next(query, page)));
  }

  private static Response done(Done done) {
    return switch (done) {
      case DONE -> Response.ok();
      case UNKNOWN -> unknown().toResponse();
      case NO_ENDPOINT -> ApiReason.ENDPOINT_REMOVED.error().toResponse();
    };
  }

  private static UUID delivery(String text) {
    try {
      UUID id = UUID.fromString(text);
      // It takes shorter forms too, which no list shows.
      if (id.toString().equalsIgnoreCase(text)) {
        return id;
      }
    } catch (IllegalArgumentException e) {
      // It is no id, so there is no such letter.
    }
    throw unknown();
  }

  private static ApiError unknown() {
    return ApiReason.NOT_FOUND.saying("There is no dead letter with this delivery id.");
  }

  private static <A> A asked(CompletionStage<A> answer) {
    return asked(answer, MOST_SECONDS);
  }

  private static <A> A asked(CompletionStage<A> answer, long seconds) {
    try {
      return answer.toCompletableFuture().get(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw late(seconds);
    } catch (TimeoutException e) {
      throw late(seconds);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IllegalStateException known) {
        throw ApiReason.OVERLOADED.saying(String.valueOf(known.getMessage()));
      }
      throw new IllegalStateException("The outbox failed.", e.getCause());
    }
  }

  private static ApiError late(long seconds) {
    return ApiReason.OVERLOADED.saying(
        "The outbox has not answered within " + seconds + " s. Try again later.");
  }
}
