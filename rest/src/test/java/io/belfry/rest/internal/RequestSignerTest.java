package io.belfry.rest.internal;

import static io.belfry.rest.Vectors.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.sign.Secret;
import io.belfry.rest.Vectors;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Requests of other libraries whose form is ours come out with the same signature. */
class RequestSignerTest {
  private static final Pattern PLAIN_PATH = Pattern.compile("/apps/3/[A-Za-z0-9_/-]+");
  private static final String OUR_FORM =
      "{\"path\":\"raw\",\"query_decoding\":\"rfc3986\",\"key_case\":\"as-sent\",\"arrays\":\"plain\"}";

  @Test
  @Tag("HTTP-159")
  void givenARequestOfOurForm_itsSignatureIsReproduced() {
    List<String> reproduced = new ArrayList<>();
    Vectors.ofHttp("request_signature")
        .filter(RequestSignerTest::isOurs)
        .forEach(
            vector -> {
              Map<String, String> sent = query(text(vector, "target"));
              assertThat(query(ours(vector, sent))).as(text(vector, "id")).isEqualTo(sent);
              reproduced.add(text(vector, "id"));
            });

    assertThat(reproduced)
        .containsExactly(
            "REQ-00", "REQ-01", "REQ-02", "REQ-03", "REQ-04", "REQ-05", "REQ-06", "REQ-07",
            "REQ-11", "REQ-12", "REQ-19", "REQ-22", "REQ-23", "REQ-24", "REQ-25");
  }

  // We send body_md5 only with a body, and escape what may stand raw in a path.
  private static boolean isOurs(Map<String, String> vector) {
    String target = text(vector, "target");
    boolean isFormOurs =
        OUR_FORM.equals(vector.getOrDefault("canonical_form", "").replaceAll("\\s", ""));
    boolean isBodyOurs = text(vector, "body").isEmpty() != target.contains("body_md5");
    return isFormOurs
        && isBodyOurs
        && PLAIN_PATH.matcher(target.substring(0, target.indexOf('?'))).matches();
  }

  private static String ours(Map<String, String> vector, Map<String, String> sent) {
    String target = text(vector, "target");
    String[] segments = target.substring("/apps/3/".length(), target.indexOf('?')).split("/", -1);
    byte[] body = text(vector, "body").getBytes(StandardCharsets.UTF_8);
    ApiRequest request =
        body.length == 0 ? ApiRequest.get(segments) : ApiRequest.post(body, segments);
    for (Map.Entry<String, String> parameter : sent.entrySet()) {
      if (!parameter.getKey().matches("auth_.*|body_md5")) {
        request = request.withParameter(parameter.getKey(), parameter.getValue());
      }
    }
    Instant time = Instant.ofEpochSecond(Long.parseLong(text(sent, "auth_timestamp")));
    return new RequestSigner(
            "3", "278d425bdf160c739803", Secret.of("7ad3773142a6692b25b8"), () -> time)
        .target(request);
  }

  private static Map<String, String> query(String target) {
    Map<String, String> query = new TreeMap<>();
    for (String pair : target.substring(target.indexOf('?') + 1).split("&", -1)) {
      String[] parts = pair.split("=", 2);
      query.put(parts[0], URLDecoder.decode(parts[1].replace("+", "%2B"), StandardCharsets.UTF_8));
    }
    return query;
  }
}
