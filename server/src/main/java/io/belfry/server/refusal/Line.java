package io.belfry.server.refusal;

import io.belfry.protocol.ProtocolException;
import io.belfry.protocol.Shortened;
import io.belfry.protocol.UserData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One line about refusals: a sentence for people, and the same as fields for programs. Texts of
 * strangers are cut and cannot break out of it.
 *
 * <p>Thread: confined to whoever makes it.
 */
final class Line {
  private static final int MAX_CHARACTERS = 128;
  private static final int MAX_USER_ID = 128;

  private final StringBuilder text = new StringBuilder();
  private final List<Map.Entry<String, Object>> fields = new ArrayList<>();

  /** The line about one refusal. */
  static Line of(Refusal refusal, Mistakes.@Nullable Finding finding) {
    Line line = new Line();
    line.text.append(refusal.kind().one()).append(" refused");
    line.field("app", refusal.app() == null ? null : refusal.app().id());
    line.field("reason", refusal.reason());
    line.who(refusal);
    line.explain(refusal, finding);
    return line;
  }

  /**
   * The line about several.
   *
   * @param last the last of them
   * @param counts how many for each reason
   * @param seconds within which they came
   */
  static Line joined(
      Refusal last, Map<String, Long> counts, long seconds, Mistakes.@Nullable Finding finding) {
    Line line = new Line();
    long all = counts.values().stream().mapToLong(Long::longValue).sum();
    line.text.append(all).append(" more ");
    line.text.append(all == 1 ? last.kind().one() : last.kind().several());
    line.text.append(" refused in ").append(seconds).append(" s");
    line.fields.add(Map.entry("count", all));
    line.fields.add(Map.entry("seconds", seconds));
    line.field("app", last.app() == null ? null : last.app().id());
    if (counts.size() > 1) {
      line.field("reasons", counts.toString());
    }
    line.text.append(", the last one");
    line.field("reason", last.reason());
    line.who(last);
    line.explain(last, finding);
    return line;
  }

  private void who(Refusal refusal) {
    Refusal.Who who = refusal.who();
    field("key", who.key());
    field("user", who.user());
    field("claimed_user", who.user() == null ? claimedUser(refusal.attempt()) : null);
    field("socket", who.socketId());
    field("address", who.address() == null ? null : who.address().getHostAddress());
    field("about", refusal.about());
  }

  private void explain(Refusal refusal, Mistakes.@Nullable Finding finding) {
    fields.add(Map.entry("kind", refusal.kind().word()));
    if (finding != null) {
      field("mistake", finding.mistake().word());
      field("signed_with_key", finding.key());
      text.append(": ").append(finding.mistake().sentence());
      text.append(' ').append(finding.mistake().remedy());
      return;
    }
    String sentence = Reason.sentence(refusal.reason());
    if (!sentence.isEmpty()) {
      text.append(": ").append(sentence);
    }
  }

  // Nothing is proved by it, but it is whom the endpoint meant.
  private static @Nullable String claimedUser(@Nullable WrongToken attempt) {
    if (attempt == null || attempt.channel() != null || attempt.data() == null) {
      return null;
    }
    try {
      return UserData.parse(attempt.data(), MAX_USER_ID).id().text();
    } catch (ProtocolException e) {
      return null;
    }
  }

  private void field(String name, @Nullable String value) {
    if (value == null) {
      return;
    }
    String shown = Shortened.of(value, MAX_CHARACTERS);
    fields.add(Map.entry(name, shown));
    text.append(' ').append(name).append('=');
    if (shown.isEmpty() || shown.indexOf(' ') >= 0 || shown.indexOf('"') >= 0) {
      text.append('"').append(shown.replace("\"", "\\\"")).append('"');
    } else {
      text.append(shown);
    }
  }

  /** Writes it. */
  void writeTo(LoggingEventBuilder log) {
    LoggingEventBuilder with = log;
    for (Map.Entry<String, Object> field : fields) {
      with = with.addKeyValue(field.getKey(), field.getValue());
    }
    with.setMessage(text.toString()).log();
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
