package io.belfry.server.app;

import io.belfry.server.app.JwtSettings.Algorithm;
import io.belfry.server.setting.Kind;
import io.belfry.server.setting.Kind.Reading;
import io.belfry.server.setting.wording.Shown;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What settings of issuers take that nothing else does: names of claims, algorithms, addresses of
 * key sets.
 *
 * <p>Thread: stateless.
 *
 * @see "rules USR-053, USR-056"
 */
final class JwtKinds {
  private static final int MAX_NAME = 512;
  private static final int MAX_CLAIM = 128;
  private static final int MAX_CLAIMS = 32;
  private static final int MAX_URL = 2_048;
  private static final int MAX_PORT = 65_535;
  private static final Pattern SHARED_SECRET = Pattern.compile("HS\\d*", Pattern.CASE_INSENSITIVE);
  // Names are looked up by nobody here: what a name server says of one may change.
  private static final Pattern LOOPBACK =
      Pattern.compile(
          "localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1]", Pattern.CASE_INSENSITIVE);

  /** An issuer or an audience. */
  static final Kind<String> NAME = Kind.TEXT.judged(text -> mistakesOfLength(text, MAX_NAME));

  /** The name of a claim. */
  static final Kind<String> CLAIM =
      Kind.TEXT.judged(
          text ->
              text.isBlank()
                  ? List.of(" is empty. Expected the name of a claim.")
                  : mistakesOfLength(text, MAX_CLAIM));

  /** Names of claims. */
  static final Kind<List<String>> CLAIMS =
      Kind.listOf(JwtKinds::claim, text -> text)
          .judged(
              claims ->
                  claims.size() > MAX_CLAIMS
                      ? List.of(" has more than " + MAX_CLAIMS + " entries.")
                      : List.of());

  /** Algorithms. */
  static final Kind<List<Algorithm>> ALGORITHMS =
      Kind.listOf(JwtKinds::algorithm, Algorithm::word)
          .judged(
              all -> all.isEmpty() ? List.of(" has no entry, so no token is taken.") : List.of());

  /** The address of a key set. */
  static final Kind<URI> URL =
      Kind.TEXT
          .judged(text -> mistakeOfUrl(text).stream().toList())
          .as(URI::create, URI::toString)
          .told("URL", "a URL that begins with https://");

  /** The file of a key set. */
  static final Kind<Path> FILE =
      Kind.TEXT
          .judged(JwtKinds::mistakesOfFile)
          .as(Path::of, Path::toString)
          .told("file", "the name of a file");

  private JwtKinds() {}

  private static List<String> mistakesOfLength(String text, int most) {
    return text.length() > most
        ? List.of(" has more than " + most + " characters.")
        : text.equals(text.strip()) ? List.of() : List.of(" begins or ends with a blank.");
  }

  private static Reading<String> claim(String text) {
    return CLAIM.read(List.of(text));
  }

  private static Reading<Algorithm> algorithm(String text) {
    Optional<Algorithm> known =
        Arrays.stream(Algorithm.values()).filter(one -> one.word().equals(text)).findFirst();
    if (known.isPresent()) {
      return Reading.of(known.get());
    }
    List<String> sentences = new ArrayList<>();
    sentences.add(" has " + Shown.value(text) + ".");
    if (SHARED_SECRET.matcher(text).matches()) {
      sentences.add(
          "It signs with a secret that whoever verifies has too, and is never taken: an attacker"
              + " would sign with the issuer's public key.");
    } else if (text.toLowerCase(Locale.ROOT).equals("none")) {
      sentences.add("It is a token that nobody has signed, and is never taken.");
    }
    sentences.add("Expected some of " + words() + ".");
    return Reading.wrong(String.join(" ", sentences));
  }

  private static String words() {
    return Arrays.stream(Algorithm.values()).map(Algorithm::word).collect(Collectors.joining(", "));
  }

  /** What is wrong with an address that keys are to come from; the end of a sentence. */
  static Optional<String> mistakeOfUrl(String text) {
    if (text.length() > MAX_URL) {
      return Optional.of(" has more than " + MAX_URL + " characters.");
    }
    try {
      return mistakeOfUrl(new URI(text));
    } catch (URISyntaxException e) {
      return Optional.of(" is no URL. Expected one such as https://id.example.com/keys.");
    }
  }

  private static Optional<String> mistakeOfUrl(URI url) {
    String host = url.getHost();
    boolean isSecure = "https".equals(url.getScheme());
    if (host == null || (!isSecure && !"http".equals(url.getScheme()))) {
      return Optional.of(" is no URL with a host. Expected one such as https://id.example.com/.");
    }
    if (!isSecure && !LOOPBACK.matcher(host).matches()) {
      return Optional.of(
          " begins with http://, so whoever sits in between could give keys of their own. Expected"
              + " https://; http:// is for addresses of this machine.");
    }
    if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
      return Optional.of(" has a user name, a password or a #. Take that away.");
    }
    return url.getPort() == 0 || url.getPort() > MAX_PORT
        ? Optional.of(" has a port that is none. Expected 1 to " + MAX_PORT + ".")
        : Optional.empty();
  }

  private static List<String> mistakesOfFile(String text) {
    try {
      Path unused = Path.of(text);
      return text.isBlank() ? List.of(" is empty. Expected the name of a file.") : List.of();
    } catch (InvalidPathException e) {
      return List.of(" is no name of a file.");
    }
  }
}
