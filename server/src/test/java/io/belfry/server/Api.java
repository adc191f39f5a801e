package io.belfry.server;

import io.belfry.protocol.sign.Secret;
import io.belfry.server.config.ServerConfig;
import io.belfry.server.config.file.ConfigReader;
import io.belfry.server.config.file.ConfigResult;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** Correctly signed calls of the HTTP API of app 1, and looks at the operations port. */
final class Api {
  private static final Secret SECRET = Secret.of("a secret of app 1");
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: 0, event_loops: 2, drain_seconds: 0, operations: {port: 0}%s}
      limits: {%s}
      apps:
        - id: "1"
          keys: [{key: app-key, secret: a secret of app 1}]
          client_events: {enabled: true}
          %s
        - {id: "2", keys: [{key: other-key, secret: a secret of app 2}]}
        - {id: "3", enabled: false, keys: [{key: off-key, secret: a secret of app 3}]}
      """;

  private final TestServer server;
  private final Secret secret;

  Api(TestServer server) {
    this(server, SECRET);
  }

  /** Calls signed with another secret. */
  Api(TestServer server, Secret secret) {
    this.server = server;
    this.secret = secret;
  }

  /**
   * A server with an operations port.
   *
   * @param ofServer further settings of the node, each with a comma before it
   * @param limits limits for all apps
   * @param ofApp a further setting of app 1
   */
  static TestServer serve(String ofServer, String limits, String ofApp) {
    return TestServer.withConfig(yaml(ofServer, limits, ofApp));
  }

  static String yaml(String ofServer, String limits, String ofApp) {
    return CONFIG.formatted(ofServer, limits, ofApp);
  }

  static ServerConfig config(String yaml) {
    return switch (ConfigReader.read(yaml, Map.of(), Map.of())) {
      case ConfigResult.Loaded loaded -> loaded.config();
      case ConfigResult.NotConfigured refused ->
          throw new AssertionError(refused.problems().toString());
    };
  }

  HttpResponse<String> get(String path, String... namesAndValues) {
    return server.send(request("GET", path, "", namesAndValues).build());
  }

  HttpResponse<String> post(String path, String body) {
    return server.send(request("POST", path, body).build());
  }

  /** A signed request; the path is signed as it is given. */
  HttpRequest.Builder request(String method, String path, String body, String... namesAndValues) {
    int port = server.server().apiAddress().getPort();
    URI uri =
        URI.create(
            "http://127.0.0.1:" + port + path + "?" + query(method, path, body, namesAndValues));
    return HttpRequest.newBuilder(uri)
        .timeout(Duration.ofSeconds(20))
        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
  }

  String query(String method, String path, String body, String... namesAndValues) {
    TreeMap<String, String> parameters = new TreeMap<>();
    parameters.put("auth_key", TestServer.KEY);
    parameters.put("auth_timestamp", Long.toString(server.clock().instant().getEpochSecond()));
    parameters.put("auth_version", "1.0");
    parameters.put("body_md5", md5(body));
    for (int i = 0; i < namesAndValues.length; i += 2) {
      parameters.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    StringBuilder signed = new StringBuilder();
    StringBuilder sent = new StringBuilder();
    parameters.forEach(
        (name, value) -> {
          signed.append('&').append(name).append('=').append(value);
          sent.append(name).append('=').append(encoded(value)).append('&');
        });
    String text = method + "\n" + path + "\n" + signed.substring(1);
    return sent + "auth_signature=" + secret.sign(text);
  }

  /** A page of the operations port. */
  HttpResponse<String> page(String path) {
    int port = server.server().operationsAddress().orElseThrow().getPort();
    return server.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build());
  }

  /** How often the limit has refused something to app 1. */
  int refusals(String limit) {
    String line = "belfry_limit_refusals_total{app=\"1\",limit=\"" + limit + "\"} ";
    return page("/metrics")
        .body()
        .lines()
        .filter(found -> found.startsWith(line))
        .map(found -> (int) Double.parseDouble(found.substring(line.length())))
        .findFirst()
        .orElse(0);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String md5(String body) {
    try {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
