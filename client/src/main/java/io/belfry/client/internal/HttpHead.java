package io.belfry.client.internal;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of an answer over HTTP/1: 16 KiB at most, no folded lines. Interim answers (100 to 199)
 * are passed over, but for 101, and count within the bound.
 *
 * <p>Thread: immutable.
 *
 * @param version the minor one: 0 or 1
 * @param fields values by name in lower case, in the order in which they came
 */
record HttpHead(int version, int status, Map<String, List<String>> fields) {
  private static final int MAX_BYTES = 16 << 10;
  private static final String BEGIN = "HTTP/1.";
  private static final Pattern STATUS_LINE =
      Pattern.compile("HTTP/1\\.([01]) ([1-9][0-9]{2})( .*)?");
  private static final Pattern FIELD =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*(.*?)[ \\t]*");
  private static final int SWITCHING = 101;
  private static final int FIRST_FINAL = 200;

  /** Where the bytes of a head come from. */
  private interface Bytes {
    int next() throws IOException;
  }

  /** Reads a head, and nothing behind it. */
  static HttpHead read(ByteSource source) throws IOException {
    return read(source::next);
  }

  /** Reads a head byte for byte, since what follows belongs to somebody else. */
  static HttpHead readUnbuffered(InputStream in) throws IOException {
    return read(
        () -> {
          int next = in.read();
          if (next < 0) {
            throw new EOFException("the connection has ended");
          }
          return next;
        });
  }

  private static HttpHead read(Bytes bytes) throws IOException {
    int[] left = {MAX_BYTES};
    while (true) {
      HttpHead head = readOne(bytes, left);
      if (head.status >= FIRST_FINAL || head.status == SWITCHING) {
        return head;
      }
    }
  }

  private static HttpHead readOne(Bytes bytes, int[] left) throws IOException {
    Matcher first = STATUS_LINE.matcher(line(bytes, left, BEGIN));
    if (!first.matches()) {
      throw new ProtocolException("the first line is no status line of HTTP/1");
    }
    Map<String, List<String>> fields = new HashMap<>();
    for (String line = line(bytes, left, ""); !line.isEmpty(); line = line(bytes, left, "")) {
      Matcher field = FIELD.matcher(line);
      if (!field.matches()) {
        throw new ProtocolException("a line of the head is no field");
      }
      fields
          .computeIfAbsent(group(field, 1).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(group(field, 2));
    }
    return new HttpHead(
        Integer.parseInt(group(first, 1)), Integer.parseInt(group(first, 2)), fields);
  }

  private static String group(Matcher matcher, int number) {
    return String.valueOf(matcher.group(number));
  }

  private static String line(Bytes bytes, int[] left, String begin) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = bytes.next(); next != '\n'; next = bytes.next()) {
      if (left[0]-- <= 0) {
        throw new ProtocolException("the head is longer than " + MAX_BYTES + " bytes");
      }
      if (line.size() < begin.length() && next != begin.charAt(line.size())) {
        throw new ProtocolException("the answer does not begin with " + begin);
      }
      line.write(next);
    }
    String text = new String(line.toByteArray(), StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  /** The only value of a field; empty when it is missing or there are several. */
  String field(String name) {
    List<String> values = fields.getOrDefault(name, List.of());
    return values.size() == 1 ? values.get(0) : "";
  }

  boolean has(String name) {
    return fields.containsKey(name);
  }

  /** Whether a list of words, over one field or several, has that one. */
  boolean lists(String name, String word) {
    return fields.getOrDefault(name, List.of()).stream()
        .flatMap(value -> List.of(value.split(",")).stream())
        .anyMatch(token -> token.trim().equalsIgnoreCase(word));
  }
}
