package io.belfry.server.app;

import io.belfry.protocol.webhook.WebhookEvent.Type;
import io.belfry.server.app.WebhookEndpoint.Header;
import io.belfry.server.setting.Kind;
import io.belfry.server.setting.Kind.Reading;
import io.belfry.server.setting.wording.NearestName;
import io.belfry.server.setting.wording.Shown;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What settings of webhooks take that nothing else does: types of events, fields of requests, files
 * of certificates. No sentence repeats the value of a field.
 *
 * <p>Thread: stateless.
 *
 * @see "rules HOOK-009, HOOK-055, HOOK-091, HOOK-094"
 */
final class WebhookKinds {
  private static final int MAX_FIELDS = 50;
  private static final int MAX_NAME = 128;
  private static final int MAX_VALUE = 8_192;
  private static final int MAX_CA_BYTES = 1 << 20;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
  private static final Pattern VALUE =
      Pattern.compile("[\\x21-\\x7E]([\\t\\x20-\\x7E]*[\\x21-\\x7E])?");
  // The server's own, and those that would make another request of it.
  private static final Set<String> TAKEN =
      Set.of(
          "content-type",
          "content-length",
          "content-encoding",
          "host",
          "connection",
          "keep-alive",
          "transfer-encoding",
          "te",
          "trailer",
          "upgrade",
          "expect",
          "proxy-authorization",
          "proxy-connection");
  private static final List<String> TAKEN_PREFIXES = List.of("x-pusher-", "x-belfry-");

  static final Kind<List<Type>> TYPES = Kind.listOf(WebhookKinds::type, Type::wireName);

  static final Kind<List<Header>> HEADERS =
      Kind.fields(WebhookKinds::header, header -> header.name() + ": " + header.value())
          .judged(WebhookKinds::mistakes);

  static final Kind<Path> CA_FILE =
      Kind.TEXT.judged(WebhookKinds::mistakesOfCaFile).as(Path::of, Path::toString);

  private WebhookKinds() {}

  private static Reading<Type> type(String name) {
    return Type.of(name)
        .map(Reading::of)
        .orElseGet(
            () ->
                Reading.wrong(
                    " has "
                        + Shown.name(name)
                        + ", which is no event. "
                        + NearestName.of(name, Type.wireNames())
                            .map(known -> "The nearest known one is \"" + known + "\".")
                            .orElse("Known are " + String.join(", ", Type.wireNames()) + ".")));
  }

  private static Reading<Header> header(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      return Reading.wrong(
          " has an entry without a colon. Expected Name: value; in a variable a comma ends an entry,"
              + " so a value with a comma belongs into the file or into header_files.");
    }
    String name = text.substring(0, colon).strip();
    String value = text.substring(colon + 1).strip();
    if (name.length() > MAX_NAME || !NAME.matcher(name).matches()) {
      return Reading.wrong(
          " has a name that is none of a field. Expected letters, digits and dashes, such as"
              + " X-Receiver, at most "
              + MAX_NAME
              + ".");
    }
    String of = " has the field " + Shown.name(name) + ", ";
    if (isTaken(name)) {
      return Reading.wrong(of + "which the server sets itself. Take another name.");
    }
    return value.length() <= MAX_VALUE && VALUE.matcher(value).matches()
        ? Reading.of(new Header(name, value))
        : Reading.wrong(
            of
                + "whose value cannot be sent. Expected one line of ASCII, 1 to "
                + MAX_VALUE
                + " characters.");
  }

  private static boolean isTaken(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return TAKEN.contains(lower) || TAKEN_PREFIXES.stream().anyMatch(lower::startsWith);
  }

  private static List<String> mistakes(List<Header> headers) {
    List<String> mistakes = new ArrayList<>();
    if (headers.size() > MAX_FIELDS) {
      mistakes.add(" has more than " + MAX_FIELDS + " fields.");
    }
    Set<String> seen = new HashSet<>();
    for (Header header : headers) {
      if (!seen.add(header.name().toLowerCase(Locale.ROOT))) {
        mistakes.add(" has the field " + Shown.name(header.name()) + " twice. Once is enough.");
      }
    }
    return mistakes;
  }

  private static List<String> mistakesOfCaFile(String text) {
    try {
      Path file = Path.of(text);
      if (!Files.isRegularFile(file)) {
        return List.of(" names a file that does not exist, or is none. Name one with PEM in it.");
      }
      try (InputStream in = Files.newInputStream(file)) {
        Collection<? extends Certificate> all =
            CertificateFactory.getInstance("X.509")
                .generateCertificates(
                    new java.io.ByteArrayInputStream(in.readNBytes(MAX_CA_BYTES)));
        return all.isEmpty() ? noCertificate() : List.of();
      }
    } catch (InvalidPathException e) {
      return List.of(" is no name of a file.");
    } catch (CertificateException e) {
      return noCertificate();
    } catch (IOException e) {
      return List.of(" names a file that cannot be read. Look at its owner and its mode.");
    }
  }

  private static List<String> noCertificate() {
    return List.of(
        " names a file without a certificate. Expected PEM: -----BEGIN CERTIFICATE----- and so on.");
  }
}
