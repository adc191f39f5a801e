package io.belfry.protocol.sign;

import io.belfry.protocol.ChannelName;
import io.belfry.protocol.SocketId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The exact texts under the tokens of clients. Since a {@link SocketId} and a {@link ChannelName}
 * are checked when they are made, none of these texts can be mistaken for another kind (rules
 * THR-01, THR-02).
 *
 * <p>Thread: stateless.
 */
public final class StringToSign {
  private StringToSign() {}

  /** Text of a sign-in. */
  public static String signin(SocketId socketId, String userData) {
    return socketId + "::user::" + userData;
  }

  /**
   * Text of a subscription.
   *
   * @param channelData part of the text whenever it is present, the empty string included (rule
   *     WS-055)
   */
  public static String subscription(
      SocketId socketId, ChannelName channel, @Nullable String channelData) {
    String text = socketId + ":" + channel;
    return channelData == null ? text : text + ":" + channelData;
  }

  /**
   * Text of an HTTP request.
   *
   * @param method upper case
   * @param path without prefix and query
   * @param parameters all of the query but {@code auth_signature}, unescaped, in any order; they
   *     are sorted by name here, and those of one name keep their order
   */
  public static String request(
      String method, String path, List<Map.Entry<String, String>> parameters) {
    List<Map.Entry<String, String>> sorted = new ArrayList<>(parameters);
    sorted.sort(Map.Entry.comparingByKey());
    StringJoiner query = new StringJoiner("&", method + "\n" + path + "\n", "");
    for (Map.Entry<String, String> parameter : sorted) {
      query.add(parameter.getKey() + "=" + parameter.getValue());
    }
    return query.toString();
  }
}
