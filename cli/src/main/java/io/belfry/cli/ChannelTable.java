package io.belfry.cli;

import io.belfry.protocol.Shortened;
import io.belfry.rest.ChannelInfo;
import java.io.PrintWriter;
import java.util.Map;
import java.util.OptionalLong;
import tools.jackson.core.JsonGenerator;

/**
 * Channels with what was counted on them, for people and for programs.
 *
 * <p>Thread: stateless.
 */
final class ChannelTable {
  private static final int LONGEST_NAME = 256;

  private ChannelTable() {}

  static void print(PrintWriter out, Map<String, ChannelInfo> channels) {
    Columns table = new Columns("CHANNEL", "SUBSCRIPTIONS", "USERS");
    channels.forEach(
        (name, info) ->
            table.row(
                Shortened.of(name, LONGEST_NAME),
                text(info.subscriptionCount()),
                text(info.userCount())));
    table.print(out);
  }

  static String text(OptionalLong count) {
    return count.isPresent() ? String.valueOf(count.getAsLong()) : "-";
  }

  static String json(Map<String, ChannelInfo> channels) {
    return JsonLines.object(
        json -> {
          json.writeObjectPropertyStart("channels");
          channels.forEach(
              (name, info) -> {
                json.writeObjectPropertyStart(name);
                write(json, info);
                json.writeEndObject();
              });
          json.writeEndObject();
        });
  }

  static void write(JsonGenerator json, ChannelInfo info) {
    info.subscriptionCount()
        .ifPresent(count -> json.writeNumberProperty("subscription_count", count));
    info.userCount().ifPresent(count -> json.writeNumberProperty("user_count", count));
  }
}
