package io.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {
  private static final String SECRET = "5ecre7-0f-the-5h0p";

  @TempDir private Path folder = Path.of("");

  private String soketi(String more) throws IOException {
    String text =
        """
        {"appManager.array.apps": [{"id": "7", "key": "shop-key", "secret": "%s"%s}]}
        """
            .formatted(SECRET, more);
    return Files.writeString(folder.resolve("soketi.json"), text).toString();
  }

  private String into() {
    return folder.resolve("belfry.yaml").toString();
  }

  @Test
  @Tag("LIM-045")
  void givenNoTarget_whatWouldBeWrittenIsShownWithoutSecrets() throws IOException {
    String file = soketi(", \"webhooks\": [{\"url\": \"https://a.example.com/s3cr3tpath\"}]");

    Ran ran = Ran.with("apps", "import", "--from", "soketi", file);

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out())
        .contains("- id: \"7\"", "key: \"shop-key\"", "secret: \"***\"", "--into belfry.yaml")
        .doesNotContain(SECRET, "s3cr3tpath");
    assertThat(ran.err()).isEmpty();
  }

  @Test
  void givenATargetThatIsNotThere_itIsMadeForItsOwnerAloneAndPasses() throws IOException {
    Ran ran = Ran.with("apps", "import", "--from", "soketi", soketi(""), "--into", into());

    assertThat(ran.exitCode()).isZero();
    assertThat(Files.readString(Path.of(into()))).contains(SECRET);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(into()))))
        .isEqualTo("rw-------");
    assertThat(Ran.with("config", "check", into()).exitCode()).isZero();
    assertThat(ran.out()).contains("1 app written to").doesNotContain(SECRET);
  }

  @Test
  @Tag("LIM-047")
  void givenSomethingWithoutAPlace_theExitCodeSaysSo() throws IOException {
    Ran ran =
        Ran.with("apps", "import", "--from", "soketi", soketi(", \"colour\": \"red\""), "--json");

    assertThat(ran.exitCode()).isEqualTo(3);
    assertThat(ran.out())
        .contains("\"imported\":1", "\"path\":\"appManager.array.apps[0].colour\"", "\"red\"")
        .hasLineCount(1);
  }

  @Test
  void givenNoApp_nothingIsWritten() throws IOException {
    String file = Files.writeString(folder.resolve("a.json"), "{\"clients\": []}").toString();

    Ran ran = Ran.with("apps", "import", "--from", "echo-server", file, "--into", into());

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(Path.of(into())).doesNotExist();
  }

  @Test
  void givenAnAppThatIsThereAlready_nothingIsWritten() throws IOException {
    Ran.with("apps", "import", "--from", "soketi", soketi(""), "--into", into());
    String before = Files.readString(Path.of(into()));

    Ran ran = Ran.with("apps", "import", "--from", "soketi", soketi(""), "--into", into());

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("problem that it does not have now").hasLineCount(1);
    assertThat(Files.readString(Path.of(into()))).isEqualTo(before);
  }

  @Test
  void givenAFolder_theRefusalIsOneSentence() throws IOException {
    for (String[] more :
        new String[][] {{folder.toString()}, {soketi(""), "--env-file", folder.toString()}}) {
      String[] words =
          java.util.Arrays.copyOf(
              new String[] {"apps", "import", "--from", "soketi"}, 4 + more.length);
      System.arraycopy(more, 0, words, 4, more.length);

      Ran ran = Ran.with(words);

      assertThat(ran.exitCode()).isEqualTo(2);
      assertThat(ran.err()).contains("cannot be read").hasLineCount(1);
    }
  }

  @Test
  void givenADatabase_theReportSaysSo() throws IOException {
    Files.writeString(
        Path.of(into()),
        "app_source: {kind: jdbc, url: \"jdbc:sqlite:" + folder.resolve("apps.db") + "\"}\n");

    Ran ran = Ran.with("apps", "import", "--from", "soketi", soketi(""), "--into", into());

    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("1 app written to the database.");
    String two =
        Files.writeString(
                folder.resolve("two.json"),
                "[{\"id\": \"6\", \"key\": \"a\", \"secret\": \"%s\"}, {\"id\": \"7\", \"key\": \"b\", \"secret\": \"%s\"}]"
                    .formatted(SECRET, SECRET))
            .toString();
    Ran again = Ran.with("apps", "import", "--from", "soketi", two, "--into", into());
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err()).contains("with the id \"7\" already", "Nothing was changed");
    assertThat(Ran.with("apps", "list", "--config", into()).out())
        .contains("shop-key")
        .doesNotContain("6 ");
  }

  @Test
  void givenAFileThatIsNone_theRefusalIsOneSentence() throws IOException {
    String file = Files.writeString(folder.resolve("a.json"), "{").toString();

    Ran ran = Ran.with("apps", "import", "--from", "sockudo", file);

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("is no JSON").hasLineCount(1);
    assertThat(Ran.with("apps", "import", "--from", "soketi", into()).err())
        .contains("cannot be read");
    assertThat(Ran.with("apps", "import", "--from", "pushpin", file).err())
        .contains("Expected soketi, reverb, sockudo or echo-server");
  }
}
