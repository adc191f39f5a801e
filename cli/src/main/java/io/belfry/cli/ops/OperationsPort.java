package io.belfry.cli.ops;

import io.belfry.cli.migrate.NotReadable;
import io.belfry.cli.migrate.Tree;
import io.belfry.cli.migrate.TreeText;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The operations port of a server.
 *
 * <p>Thread: confined to its caller.
 */
public final class OperationsPort implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration ANSWER = Duration.ofSeconds(15);
  private static final int MOST_BYTES = 16 << 20;
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
            .timeout(longest)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    try {
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        return answer(response.statusCode(), body.readNBytes(MOST_BYTES));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotDone("It was broken off.");
    } catch (IOException e) {
      throw new NotDone(
          "There is no answer from "
              + at
              + ". Is the server running there with server.operations.port, and on this machine?");
    }
  }

  private Answer answer(int status, byte[] body) throws NotDone {
    String text = new String(body, StandardCharsets.UTF_8);
    try {
      if (TreeText.json(text) instanceof Tree.Group members) {
        if (status == OK) {
          return new Answer(text, members);
        }
        if (members.members().get("error") instanceof Tree.Text error) {
          throw new NotDone(error.text());
        }
      }
    } catch (NotReadable e) {
      throw new NotDone(at + " is not the operations port of a Belfry: its answer is no JSON.");
    }
    throw new NotDone(at + " is not the operations port of a Belfry: it answered " + status + ".");
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
