package io.belfry.cli.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.belfry.server.setting.wording.LineText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/**
 * A line for programs: one JSON object with {@code time}, {@code level}, {@code logger}, {@code
 * message}, {@code thread}, and where there are some {@code fields} and {@code exception}.
 *
 * <p>Thread: thread-safe.
 */
final class JsonLine implements LogLine.Shape {
  private final LogTime time;

  JsonLine(LogTime time) {
    this.time = time;
  }

  @Override
  public void append(StringBuilder line, ILoggingEvent event) {
    line.append("{\"time\":\"");
    time.append(line, event.getTimeStamp());
    line.append("\",\"level\":\"").append(event.getLevel()).append("\",\"logger\":");
    LineText.appendJson(line, event.getLoggerName());
    line.append(",\"message\":");
    LineText.appendJson(line, String.valueOf(event.getFormattedMessage()));
    line.append(",\"thread\":");
    LineText.appendJson(line, String.valueOf(event.getThreadName()));
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null && !pairs.isEmpty()) {
      appendFields(line, pairs);
    }
    if (event.getThrowableProxy() != null) {
      StringBuilder trace = new StringBuilder();
      LogTrace.append(trace, event.getThrowableProxy());
      line.append(",\"exception\":");
      LineText.appendJson(line, trace.toString());
    }
    line.append("}\n");
  }

  private static void appendFields(StringBuilder line, List<KeyValuePair> pairs) {
    // A name that stands twice would make the object one that strict readers refuse.
    Map<String, Object> fields = new LinkedHashMap<>();
    pairs.forEach(pair -> fields.put(String.valueOf(pair.key), String.valueOf(pair.value)));
    pairs.stream()
        .filter(pair -> pair.value instanceof Long || pair.value instanceof Integer)
        .forEach(pair -> fields.put(String.valueOf(pair.key), pair.value));
    char before = '{';
    line.append(",\"fields\":");
    for (Map.Entry<String, Object> field : fields.entrySet()) {
      LineText.appendJson(line.append(before), field.getKey());
      line.append(':');
      if (field.getValue() instanceof String text) {
        LineText.appendJson(line, text);
      } else {
        line.append(field.getValue());
      }
      before = ',';
    }
    line.append('}');
  }

  @Override
  public String lost() {
    return "{\"time\":null,\"level\":\"ERROR\",\"logger\":\"io.belfry.cli.log.Log\",\"message\":"
        + "\"a line of the log could not be made, probably for want of memory\"}\n";
  }
}
