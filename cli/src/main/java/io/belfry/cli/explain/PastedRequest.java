package io.belfry.cli.explain;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request as people paste it: the head as it goes over the wire with its body behind an empty
 * line, fields alone, an address, or a command of curl.
 *
 * <p>Thread: immutable.
 *
 * @param method upper case
 * @param path with its prefix
 * @param query behind the question mark
 * @param headers by lower-case name
 * @param body as text
 */
record PastedRequest(
    String method, String path, String query, Map<String, String> headers, String body) {
  private static final Pattern LINE =
      Pattern.compile("(?:([A-Za-z]{1,16}) )?(\\S+?)(?: HTTP/[0-9.]{1,3})?");
  private static final Pattern FIELD =
      Pattern.compile("([!#-'*+.^_`|~0-9A-Za-z-]{1,100}):\\s*(.*)");
  private static final Pattern ADDRESS = Pattern.compile("(?i)https?://[^/?#]*([^#]*)(#.*)?");
  private static final int MOST_FIELDS = 200;
  private static final Set<String> TAKE_A_VALUE =
      Set.of(
          "-X",
          "--request",
          "-H",
          "--header",
          "-d",
          "--data",
          "--data-raw",
          "--data-binary",
          "--data-ascii",
          "--json",
          "--url",
          "-o",
          "-u",
          "-A",
          "-e",
          "-m",
          "--max-time",
          "--connect-timeout",
          "--cacert");

  static PastedRequest parse(String pasted) throws NotUnderstood {
    String text = pasted.strip();
    if (text.startsWith("curl ")) {
      return ofCurl(text);
    }
    String[] lines = text.split("\r?\n", -1);
    Map<String, String> headers = new LinkedHashMap<>();
    boolean isHead = !FIELD.matcher(lines[0]).matches() || lines[0].startsWith("http");
    int at = isHead ? 1 : 0;
    while (at < lines.length && !lines[at].isBlank() && headers.size() < MOST_FIELDS) {
      Matcher field = FIELD.matcher(lines[at]);
      if (!field.matches()) {
        throw new NotUnderstood(
            "Line "
                + (at + 1)
                + " is no field of a request. Expected NAME: VALUE, an empty line,"
                + " and then the body.");
      }
      headers.put(field.group(1).toLowerCase(Locale.ROOT), field.group(2).strip());
      at++;
    }
    String body = at < lines.length ? bodyOf(text, at) : "";
    return isHead
        ? ofLine(lines[0], headers, body)
        : new PastedRequest("POST", "", "", headers, body);
  }

  // As it was pasted, with its own line ends.
  private static String bodyOf(String text, int emptyLine) {
    int from = 0;
    for (int line = 0; line <= emptyLine; line++) {
      int end = text.indexOf('\n', from);
      if (end < 0) {
        return "";
      }
      from = end + 1;
    }
    return text.substring(from);
  }

  private static PastedRequest ofLine(String line, Map<String, String> headers, String body)
      throws NotUnderstood {
    Matcher parts = LINE.matcher(line.strip());
    if (!parts.matches()) {
      throw notUnderstood();
    }
    String method = parts.group(1) == null ? (body.isEmpty() ? "GET" : "POST") : parts.group(1);
    return of(method, parts.group(2), headers, body);
  }

  private static PastedRequest of(
      String method, String target, Map<String, String> headers, String body) throws NotUnderstood {
    Matcher address = ADDRESS.matcher(target);
    String local = address.matches() ? address.group(1) : target;
    if (!local.startsWith("/")) {
      throw notUnderstood();
    }
    int mark = local.indexOf('?');
    return new PastedRequest(
        method.toUpperCase(Locale.ROOT),
        mark < 0 ? local : local.substring(0, mark),
        mark < 0 ? "" : local.substring(mark + 1),
        headers,
        body);
  }

  private static PastedRequest ofCurl(String text) throws NotUnderstood {
    List<String> words = ShellWords.of(text);
    Map<String, String> headers = new LinkedHashMap<>();
    StringBuilder body = new StringBuilder();
    String method = "";
    String target = "";
    Iterator<String> rest = words.iterator();
    rest.next();
    while (rest.hasNext()) {
      String word = rest.next();
      if (!TAKE_A_VALUE.contains(word)) {
        target = word.startsWith("-") ? target : word;
        continue;
      }
      String value = rest.hasNext() ? rest.next() : "";
      switch (word) {
        case "-X", "--request" -> method = value;
        case "-H", "--header" -> {
          Matcher field = FIELD.matcher(value);
          if (field.matches() && headers.size() < MOST_FIELDS) {
            headers.put(field.group(1).toLowerCase(Locale.ROOT), field.group(2));
          }
        }
        case "-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--json" ->
            body.append(body.isEmpty() ? "" : "&").append(value);
        case "--url" -> target = value;
        default -> {}
      }
    }
    String sent = body.toString();
    if (sent.startsWith("@")) {
      throw new NotUnderstood("The body is in a file. Paste the request with its body instead.");
    }
    return of(method.isEmpty() ? (sent.isEmpty() ? "GET" : "POST") : method, target, headers, sent);
  }

  byte[] bytes() {
    return body.getBytes(StandardCharsets.UTF_8);
  }

  boolean isWebhook() {
    return headers.containsKey("x-pusher-signature") || headers.containsKey("x-pusher-key");
  }

  static NotUnderstood notUnderstood() {
    return new NotUnderstood(
        "That is nothing that can be explained. Expected the answer of an auth endpoint, KEY:SIGNATURE,"
            + " a request with its address and body as sent or as curl, or a webhook with its fields"
            + " and body.");
  }

  @Override
  public String toString() {
    return "PastedRequest[" + method + " " + path + "]";
  }
}
