package io.belfry.cli.ops;

import io.belfry.cli.migrate.NotReadable;
import io.belfry.cli.migrate.Tree;
import io.belfry.cli.migrate.TreeText;
import io.belfry.protocol.Shortened;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The operations port of a server.
 *
 * <p>Thread: confined to its caller.
 */
public final class OperationsPort implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration ANSWER = Duration.ofSeconds(15);
  private static final int MOST_BYTES = 16 << 20;
  private static final int LONGEST_ERROR = 400;
  private static final int OK = 200;

  private final URI at;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();

  /** A port at that address. */
  public OperationsPort(URI at) {
    this.at = at;
  }

  /** What it answered: its text and what that means. */
  public record Answer(String text, Tree.Group members) {}

  /** It did not do it; the message says what to do. */
  public static final class NotDone extends Exception {
    @java.io.Serial private static final long serialVersionUID = 1;

    NotDone(String sentence) {
      super(sentence);
    }
  }

  /**
   * Asks for something.
   *
   * @param target path and query
   */
  public Answer ask(String method, String target) throws NotDone {
    return ask(method, target, ANSWER);
  }

  /** The same, for what may take longer. */
  public Answer ask(String method, String target, Duration longest) throws NotDone {
    HttpRequest request =
        HttpRequest.newBuilder(at.resolve(target))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    // A time-out of the client would end with the head of the answer; this one spans its body too.
    CompletableFuture<Raw> answer =
        client
            .sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
            .thenApplyAsync(OperationsPort::read, task -> Thread.ofVirtual().start(task));
    try {
      return answer(answer.get(longest.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotDone("It was broken off.");
    } catch (TimeoutException e) {
      throw new NotDone(
          at
              + " has not answered within "
              + longest.toSeconds()
              + " s. Is that the operations port of a Belfry? Its log says what it does.");
    } catch (ExecutionException e) {
      throw new NotDone(
          "There is no answer from "
              + at
              + ". Is the server running there with server.operations.port, and on this machine?");
    }
  }

  /** What was read, be it what it may. */
  private record Raw(int status, String text) {}

  private static Raw read(HttpResponse<InputStream> response) {
    try (InputStream body = response.body()) {
      String text = new String(body.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
      return new Raw(response.statusCode(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Answer answer(Raw raw) throws NotDone {
    try {
      if (TreeText.json(raw.text()) instanceof Tree.Group members) {
        if (raw.status() == OK) {
          return new Answer(raw.text(), members);
        }
        if (members.members().get("error") instanceof Tree.Text error) {
          throw new NotDone(Shortened.of(error.text(), LONGEST_ERROR));
        }
      }
    } catch (NotReadable e) {
      throw new NotDone(at + " is not the operations port of a Belfry: its answer is no JSON.");
    }
    throw new NotDone(
        at + " is not the operations port of a Belfry: it answered " + raw.status() + ".");
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
