package io.belfry.bench.library;

import io.belfry.bench.run.Complaint;
import io.belfry.server.BelfryServer;
import io.belfry.server.app.App;
import io.belfry.server.app.Limit;
import io.belfry.server.config.ServerConfig;
import java.io.IOException;

/**
 * The server that the libraries speak to, as a program of its own: it says its port in a line, and
 * ends with its input.
 *
 * <p>Thread: confined to the main thread.
 */
public final class LibraryServer {
  static final String APP = "1";
  static final String KEY = "bench-key";
  static final String SECRET = "a secret of the bench";

  private LibraryServer() {}

  /** Takes no arguments. */
  public static void main(String[] words) throws IOException {
    App app =
        App.builder(APP)
            .key(KEY, SECRET)
            .limit(Limit.MESSAGES_PER_SECOND, -1)
            .limit(Limit.BACKEND_EVENTS_PER_SECOND, -1)
            .build();
    ServerConfig config = ServerConfig.builder().host("127.0.0.1").port(0).app(app).build();
    try (BelfryServer server = BelfryServer.start(config)) {
      System.out.println(server.port());
      if (System.in.read() >= 0) {
        throw new Complaint("The server of the bench was told something, and expected nothing.");
      }
    }
  }
}
