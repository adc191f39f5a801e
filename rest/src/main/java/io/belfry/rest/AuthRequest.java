package io.belfry.rest;

import io.belfry.protocol.Shortened;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a client asked an auth endpoint: the form body of a POST, or the query of a JSONP GET.
 *
 * <p>Thread: immutable.
 *
 * @param socketId {@code socket_id}, not yet checked: signing does
 * @param channelName {@code channel_name}; empty in a request about a user
 * @param callback name of a JSONP callback, not yet checked: {@link JsonpAnswer} does
 * @param parameters all parameters, the application's own among them
 * @see "rule HTTP-170"
 */
public record AuthRequest(
    String socketId,
    Optional<String> channelName,
    Optional<String> callback,
    Map<String, String> parameters) {
  private static final int MAX_LENGTH = 64 << 10;
  private static final int MAX_PARAMETERS = 100;

  /** Takes a copy of the parameters. */
  public AuthRequest {
    parameters = Map.copyOf(parameters);
  }

  /**
   * Reads a form body or a query.
   *
   * @throws IllegalArgumentException if it is no form or has no {@code socket_id}; answer 400
   */
  public static AuthRequest parse(String form) {
    if (form.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("The request is larger than 64 KiB.");
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : form.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        String name = decoded(pair.substring(0, equals), "name");
        put(parameters, name, decoded(pair.substring(equals + 1), "value"));
      }
    }
    String socketId = parameters.get("socket_id");
    if (socketId == null || socketId.isEmpty()) {
      throw new IllegalArgumentException(
          "The request has no socket_id. Expected a form such as socket_id=123.456.");
    }
    return new AuthRequest(
        socketId,
        Optional.ofNullable(parameters.get("channel_name")),
        Optional.ofNullable(parameters.get("callback")),
        parameters);
  }

  /**
   * Name of the channel, not yet checked: signing does.
   *
   * @throws IllegalArgumentException if the request has none; answer 400
   */
  public String requiredChannelName() {
    return channelName.orElseThrow(
        () ->
            new IllegalArgumentException(
                "The request has no channel_name. Expected a form such as"
                    + " socket_id=123.456&channel_name=private-orders."));
  }

  /** A parameter of the application's own; empty when it is missing. */
  public Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  // A name that stands twice is refused: whoever looks at the request besides us might take the
  // other one.
  private static void put(Map<String, String> parameters, String name, String value) {
    if (parameters.size() == MAX_PARAMETERS) {
      throw new IllegalArgumentException("The request has more than 100 parameters.");
    }
    if (parameters.putIfAbsent(name, value) != null) {
      throw new IllegalArgumentException(
          "The parameter \"" + Shortened.of(name) + "\" stands twice in the request.");
    }
  }

  private static String decoded(String text, String part) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // Neither text nor cause is told: the parameters may hold secrets of the application.
      throw new IllegalArgumentException(
          "The request has a broken escape in the " + part + " of a parameter.");
    }
  }

  /** Leaves out the parameters, which may hold secrets of the application. */
  @Override
  public String toString() {
    return "AuthRequest["
        + Shortened.of(socketId)
        + channelName.map(name -> ", " + Shortened.of(name)).orElse("")
        + "]";
  }
}
