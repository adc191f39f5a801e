package io.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.protocol.sign.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignCommandTest {
  private static final String SECRET = "5ecre7-0f-the-5igner";

  @TempDir private Path folder = Path.of("");

  private Ran sign(String... words) throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), SECRET);
    List<String> all = new ArrayList<>(List.of("sign"));
    all.addAll(List.of(words));
    all.addAll(List.of("--key=app-key", "--secret-file=" + file));
    return Ran.with(all.toArray(String[]::new));
  }

  private static String token(String text) {
    return "{\"auth\":\"app-key:" + Secret.of(SECRET).sign(text) + "\"";
  }

  @Test
  void givenAUserOrAChannel_theAnswerOfAnEndpointIsMade() throws IOException {
    assertThat(sign("user", "1.2", "42").out())
        .isEqualTo(
            token("1.2::user::{\"id\":\"42\"}") + ",\"user_data\":\"{\\\"id\\\":\\\"42\\\"}\"}\n");
    assertThat(sign("user", "1.2", "--user-data={ \"id\": \"42\" }").out())
        .startsWith(token("1.2::user::{ \"id\": \"42\" }"));
    assertThat(sign("channel", "1.2", "private-a", "--json").out())
        .isEqualTo(token("1.2:private-a") + "}\n");
    assertThat(sign("channel", "1.2", "presence-a", "--user=7", "--user-info={\"n\":1}").out())
        .startsWith(token("1.2:presence-a:{\"user_id\":\"7\",\"user_info\":{\"n\":1}}"));
    assertThat(sign("channel", "1.2", "presence-a").out()).startsWith(token("1.2:presence-a"));
  }

  @Test
  @Tag("THR-01")
  void givenWhatMayNotBeSigned_itIsRefusedWithTheReason() throws IOException {
    for (String[] words :
        new String[][] {
          {"user", "1.2:private-a", "42"},
          {"user", "1", "42"},
          {"user", "1.2", ""},
          {"user", "1.2", "--user-data=[]"},
          {"user", "1.2"},
          {"user", "1.2", "42", "--user-data={}"},
          {"channel", "1.2", "private-a:b"},
          {"channel", "1.2", "news"},
          {"channel", "1.2", "private-a\n"},
          {"channel", "1.2", "presence-a", "--channel-data={}"},
          {"channel", "1.2", "private-encrypted-a"}
        }) {
      Ran ran = sign(words);

      assertThat(ran.exitCode()).as(ran.toString()).isEqualTo(2);
      assertThat(ran.out()).isEmpty();
      assertThat(ran.err()).startsWith("belfry: ").hasLineCount(1).doesNotContain(SECRET);
    }
  }
}
