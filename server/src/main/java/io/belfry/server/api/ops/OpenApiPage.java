package io.belfry.server.api.ops;

import io.belfry.server.http.Request;
import io.belfry.server.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * The description of the HTTP API for tools, as it is packed with the server.
 *
 * <p>Thread: immutable.
 */
final class OpenApiPage implements Page {
  private static final String FILE = "openapi.yaml";

  private final Response page;

  OpenApiPage() {
    try (InputStream file = OpenApiPage.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException("The server was packed without " + FILE + ".");
      }
      page = new Response(200, "application/yaml", Map.of(), file.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Response get(Request request) {
    return page;
  }
}
