package io.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.cli.access.Access;
import io.belfry.cli.access.AccessSearch;
import io.belfry.cli.access.NoAccess;
import io.belfry.cli.access.Wanted;
import io.belfry.cli.demo.DemoCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContextCommandTest {
  private static final String SECRET = "5ecre7-0f-a-c0n7ex7";

  @TempDir private Path folder = Path.of("");

  private Path contexts() {
    return folder.resolve("config/belfry/contexts.json");
  }

  private Ran context(String... words) {
    String[] all = java.util.Arrays.copyOf(words, words.length + 2);
    System.arraycopy(words, 0, all, 1, words.length);
    all[0] = "context";
    all[words.length + 1] = "--contexts=" + contexts();
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream((SECRET + "\n").getBytes(StandardCharsets.UTF_8)));
    try {
      return Ran.with(all);
    } finally {
      System.setIn(before);
    }
  }

  private Access find(
      Map<String, String> environment, @Nullable String context, @Nullable String url)
      throws NoAccess {
    return new AccessSearch(
            environment,
            contexts(),
            new Wanted(
                url,
                new Wanted.WantedApp(null, null, null, null),
                new Wanted.Files(context, null, null, null, folder.resolve("data"))))
        .find();
  }

  private static String signed(Access access) {
    return access.app().secret().sign("x");
  }

  private static String signedWith(String secret) {
    return io.belfry.protocol.sign.Secret.of(secret).sign("x");
  }

  @Test
  @Tag("LIM-045")
  void givenAContext_onlyItsOwnerCanReadItAndNothingShowsTheSecret() throws IOException {
    Ran added = context("add", "prod", "--url=https://a.example", "--key=k1", "--secret-stdin");

    assertThat(added.exitCode()).as(added.err()).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(contexts())))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(contexts().getParent())))
        .isEqualTo("rwx------");
    assertThat(Files.readString(contexts())).contains(SECRET);
    for (Ran ran : new Ran[] {added, context("list"), context("list", "--json")}) {
      assertThat(ran.out() + ran.err()).contains("prod").doesNotContain(SECRET);
    }
    assertThat(context("list").out())
        .containsPattern("(?m)^\\* +prod +https://a\\.example +1 +k1 +kept here$");
  }

  @Test
  @Tag("LIM-080")
  void givenOptionVariableAndContext_theyCountInThatOrder() throws Exception {
    context("add", "one", "--url=https://one.example", "--key=k1", "--secret-stdin");
    context("add", "two", "--url=https://two.example", "--key=k2", "--secret-env=TWO");
    Map<String, String> two = Map.of("BELFRY_CONTEXT", "two", "TWO", "the-second-secret");
    Map<String, String> app =
        Map.of(
            "BELFRY_URL", "https://env.example",
            "BELFRY_KEY", "k3",
            "BELFRY_SECRET", "the-third-secret",
            "TWO", "the-second-secret");

    assertThat(find(Map.of(), null, null).app().key()).isEqualTo("k1");
    assertThat(signed(find(Map.of(), null, null))).isEqualTo(signedWith(SECRET));
    assertThat(find(two, null, null).app().key()).isEqualTo("k2");
    assertThat(signed(find(two, null, null))).isEqualTo(signedWith("the-second-secret"));
    assertThat(find(two, "one", null).app().key()).isEqualTo("k1");
    assertThat(find(app, null, null).server()).hasHost("env.example");
    assertThat(signed(find(app, null, null))).isEqualTo(signedWith("the-third-secret"));
    assertThat(find(app, "two", null).server()).hasHost("two.example");
    assertThat(find(app, null, "wss://flag.example/ws/").server())
        .hasToString("https://flag.example/ws");
    assertThat(context("use", "two").exitCode()).isZero();
    assertThat(find(two, null, null).app().key()).isEqualTo("k2");
    assertThat(context("remove", "two").exitCode()).isZero();
    assertThat(context("remove", "two").err()).contains("There are one.").hasLineCount(1);
  }

  @Test
  void givenABelfryDevInThisFolder_itIsFoundByItself() throws Exception {
    Path data = folder.resolve("data");
    DemoCredentials demo = DemoCredentials.of(data, new SecureRandom());
    Files.writeString(data.resolve("dev-url"), "http://127.0.0.1:7001\n");

    assertThat(find(Map.of(), null, null).server()).hasToString("http://127.0.0.1:7001");
    assertThat(signed(find(Map.of(), "dev", null))).isEqualTo(signedWith(demo.secret()));

    Files.writeString(data.resolve("dev-url"), "http://evil.example:7001\n");
    assertThat(find(Map.of(), null, null).server()).hasToString("http://127.0.0.1:6001");
  }

  @Test
  void givenAFileThatOthersCanRead_itIsNotUsed() throws IOException {
    context("add", "prod", "--url=https://a.example", "--key=k1", "--secret-stdin");
    Files.setPosixFilePermissions(contexts(), PosixFilePermissions.fromString("rw-r--r--"));

    Ran ran = context("list");

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("chmod 600").hasLineCount(1);
  }

  @Test
  void givenAFileThatIsBroken_oneSentenceSaysSo() throws IOException {
    Files.createDirectories(contexts().getParent());
    for (String text :
        new String[] {"", "[", "[]", "{\"contexts\":{\"a\":{\"config\":\"\\u0000\"}}}", "\u0000"}) {
      Files.deleteIfExists(contexts());
      Files.createFile(
          contexts(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(contexts(), text);

      Ran ran = context("list");

      assertThat(ran.exitCode()).as(text).isEqualTo(2);
      assertThat(ran.err()).startsWith("belfry: ").hasLineCount(1);
    }
  }

  @Test
  void givenWhatIsNoContext_nothingIsKept() {
    for (String[] words :
        new String[][] {
          {"add", "a b", "--url=https://a.example", "--key=k", "--secret-stdin"},
          {"add", "a", "--url=nothing", "--key=k", "--secret-stdin"},
          {"add", "a", "--url=https://a.example", "--key=k:" + SECRET, "--secret-stdin"},
          {"add", "a", "--url=https://a.example", "--key=k"},
          {"add", "a", "--key=k", "--secret-stdin"},
          {"add", "a", "--config=b.yaml", "--key=k"},
          {"use", "a"}
        }) {
      Ran ran = context(words);

      assertThat(ran.exitCode()).as(ran.toString()).isEqualTo(2);
      assertThat(ran.err()).hasLineCount(1).doesNotContain(SECRET);
    }
    assertThat(contexts()).doesNotExist();
  }

  @Test
  void givenAConfiguration_itsAppAndAddressAreTaken() throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("belfry.yaml"),
            """
            server: {port: 7005}
            apps:
              - {id: "1", keys: [{key: k1, secret: the-first-secret-here}]}
              - {id: "2", keys: [{key: k2, secret: the-second-secret-here}]}
            """);
    context("add", "local", "--config=" + config, "--app-id=2");

    Access access = find(Map.of(), "local", null);

    assertThat(access.server()).hasToString("http://127.0.0.1:7005");
    assertThat(access.app().key()).isEqualTo("k2");
    assertThat(signed(access)).isEqualTo(signedWith("the-second-secret-here"));
  }
}
