package io.belfry.server.api;

import io.belfry.protocol.sign.StringToSign;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The query of a request in the forms in which the libraries sign it. They disagree about escaping,
 * about the case of names and about arrays, so there are several candidate texts; for an ordinary
 * request all are one and the same, and the first is right.
 *
 * <p>That first text is made straight from the query when nothing in it is escaped, which is how
 * nearly every call comes; the other readings are made only when the first was not signed.
 *
 * <p>Thread: immutable.
 *
 * @see "rules HTTP-020, HTTP-031"
 */
final class SignedQuery {
  private static final String PROOF = "auth_";
  private static final String BODY_MD5 = "body_md5";
  private static final String SIGNATURE = "auth_signature";
  private static final int MAX_CANDIDATES = 36;
  // No library needs several readings of a long query; a stranger may ask for all of them.
  private static final int MAX_CANDIDATE_CHARS = 64 << 10;

  private final RawQuery raw;

  private SignedQuery(RawQuery raw) {
    this.raw = raw;
  }

  static SignedQuery parse(String query) {
    return new SignedQuery(RawQuery.parse(query));
  }

  /** The query as it stands on the request line. */
  RawQuery raw() {
    return raw;
  }

  /**
   * A reading of the request: the text that may have been signed, and the parameters as they are
   * then.
   */
  record Candidate(String text, Parameters parameters) {}

  /**
   * Readings of the request, the most likely one first, each text once. Only what the query has in
   * it makes readings differ, and all together are bounded.
   */
  List<Candidate> candidates(String method, List<String> paths) {
    Map<String, Candidate> candidates = new LinkedHashMap<>();
    int chars = 0;
    for (List<Map.Entry<String, String>> pairs : readings()) {
      for (String path : paths) {
        String text = StringToSign.request(method, path, pairs);
        chars += text.length();
        boolean isOver = candidates.size() == MAX_CANDIDATES || chars > MAX_CANDIDATE_CHARS;
        if (isOver && !candidates.isEmpty()) {
          return List.copyOf(candidates.values());
        }
        candidates.computeIfAbsent(text, unused -> new Candidate(text, new Parameters(pairs)));
      }
    }
    return List.copyOf(candidates.values());
  }

  private List<List<Map.Entry<String, String>>> readings() {
    List<List<Map.Entry<String, String>>> readings = new ArrayList<>();
    for (UnaryOperator<String> decoding : decodings()) {
      List<Map.Entry<String, String>> decoded = decoded(decoding);
      List<Map.Entry<String, String>> lowerCased = lowerCased(decoded);
      addArrays(decoded, readings);
      if (!lowerCased.equals(decoded)) {
        addArrays(lowerCased, readings);
      }
    }
    return readings;
  }

  private static void addArrays(
      List<Map.Entry<String, String>> pairs, List<List<Map.Entry<String, String>>> readings) {
    readings.add(pairs);
    List<Map.Entry<String, String>> bracketed = bracketedArrays(pairs);
    List<Map.Entry<String, String>> joined = joinedArrays(pairs);
    if (!joined.equals(pairs)) {
      readings.add(joined);
    }
    if (!bracketed.equals(pairs)) {
      readings.add(bracketed);
    }
  }

  private static String ofUri(String text) {
    return Percent.decode(text).orElse(text);
  }

  private static String ofForm(String text) {
    return Percent.decode(text.replace('+', ' ')).orElse(text);
  }

  private List<UnaryOperator<String>> decodings() {
    List<UnaryOperator<String>> decodings = new ArrayList<>();
    decodings.add(SignedQuery::ofUri);
    if (raw.has('+')) {
      decodings.add(SignedQuery::ofForm);
    }
    if (raw.has('%')) {
      decodings.add(UnaryOperator.identity());
    }
    return decodings;
  }

  /** The reading that is right for most libraries. */
  Candidate firstCandidate(String method, String path) {
    List<Map.Entry<String, String>> pairs = decoded(SignedQuery::ofUri);
    return new Candidate(StringToSign.request(method, path, pairs), new Parameters(pairs));
  }

  /** The parameters in that reading. */
  Parameters firstParameters() {
    return hasOnlyProof() ? Parameters.NONE : new Parameters(decoded(SignedQuery::ofUri));
  }

  // A publish has nothing else in its query, and nobody asks for what proves the call.
  private boolean hasOnlyProof() {
    for (int i = 0; i < raw.size(); i++) {
      if (!raw.startsWith(i, PROOF) && !raw.isNamed(i, BODY_MD5)) {
        return false;
      }
    }
    return true;
  }

  /** The UTF-8 bytes of the text of that reading. */
  byte[] firstText(String method, String path) {
    return raw.isPlain()
        ? raw.sorted(method + '\n' + path + '\n', SIGNATURE)
        : firstCandidate(method, path).text().getBytes(StandardCharsets.UTF_8);
  }

  private List<Map.Entry<String, String>> decoded(UnaryOperator<String> decoding) {
    List<Map.Entry<String, String>> decoded = new ArrayList<>(raw.size());
    for (int i = 0; i < raw.size(); i++) {
      if (!raw.isNamed(i, SIGNATURE)) {
        decoded.add(Map.entry(decoding.apply(raw.name(i)), decoding.apply(raw.value(i))));
      }
    }
    return decoded;
  }

  private static List<Map.Entry<String, String>> lowerCased(List<Map.Entry<String, String>> pairs) {
    return pairs.stream()
        .map(pair -> Map.entry(pair.getKey().toLowerCase(Locale.ROOT), pair.getValue()))
        .toList();
  }

  // PHP sends info[0]=a&info[1]=b and signs info=a,b
  private static List<Map.Entry<String, String>> joinedArrays(
      List<Map.Entry<String, String>> pairs) {
    Map<String, String> joined = new LinkedHashMap<>();
    for (Map.Entry<String, String> pair : pairs) {
      joined.merge(
          withoutIndex(pair.getKey()), pair.getValue(), (earlier, later) -> earlier + "," + later);
    }
    return List.copyOf(joined.entrySet());
  }

  // Ruby sends info=a&info=b and signs info[]=a&info[]=b
  private static List<Map.Entry<String, String>> bracketedArrays(
      List<Map.Entry<String, String>> pairs) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    pairs.forEach(pair -> counts.merge(withoutIndex(pair.getKey()), 1, Integer::sum));
    return pairs.stream()
        .map(
            pair -> {
              String name = withoutIndex(pair.getKey());
              boolean isArray = !name.equals(pair.getKey()) || counts.getOrDefault(name, 0) > 1;
              return Map.entry(isArray ? name + "[]" : name, pair.getValue());
            })
        .toList();
  }

  /** The name without the index of an array. */
  static String withoutIndex(String name) {
    int open = name.lastIndexOf('[');
    if (open <= 0 || !name.endsWith("]")) {
      return name;
    }
    for (int i = open + 1; i < name.length() - 1; i++) {
      if (name.charAt(i) < '0' || name.charAt(i) > '9') {
        return name;
      }
    }
    return name.substring(0, open);
  }
}
