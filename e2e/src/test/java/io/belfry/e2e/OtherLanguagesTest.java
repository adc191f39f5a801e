package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.belfry.rest.UserData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The programs in {@code docs/guide/other-languages.md}, run as they stand there. */
@Tag("sdk")
class OtherLanguagesTest {
  private static final Path GUIDE =
      Path.of(System.getProperty("belfry.root", ".."), "docs", "guide", "other-languages.md");
  private static final Pattern PROGRAM =
      Pattern.compile("<!-- runs: (\\S+) (\\S+) -->\\n```[a-z]+\\n(.*?)```", Pattern.DOTALL);

  @AutoClose private final Belfry belfry = Belfry.start();

  @ParameterizedTest
  @CsvSource({
    "pusher-node, node page.mjs",
    "pusher-python, venv/bin/python page.py",
    "pusher-go, go run ./page"
  })
  void givenAProgramOfTheGuide_theUserGetsItsEvent(String sdk, String command)
      throws IOException, InterruptedException {
    try (WireSubscriber ada = new WireSubscriber(belfry)) {
      ada.signinWith(authOf(ada, "ada"));
      run(sdk, command);

      assertThat(ada.nextOf("order-shipped")).hasToString("{\"order\":7}");
    }
  }

  @Test
  @Tag("all")
  void givenTheProgramInRust_theChannelGetsItsEvent() throws IOException, InterruptedException {
    // Compiled first, which takes longer than a connection may be silent.
    run("pusher-rust", "cargo build --quiet --locked --example page");
    try (WireSubscriber reader = new WireSubscriber(belfry).join("news")) {
      run("pusher-rust", "target/debug/examples/page");

      assertThat(reader.next().get("data").getAsString()).isEqualTo("7");
    }
  }

  private JsonObject authOf(WireSubscriber connection, String user) {
    return PublishingSdkContract.json(
        belfry.backend().authenticateUser(connection.socketId(), UserData.of(user)).toJson());
  }

  private void run(String sdk, String command) throws IOException, InterruptedException {
    SdkFolder folder = SdkFolder.install(sdk);
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    if (words.getFirst().contains("/")) {
      words.set(0, folder.file(words.getFirst()));
    }
    write(sdk, folder);
    ProcessBuilder program =
        new ProcessBuilder(words).directory(folder.path().toFile()).redirectErrorStream(true);
    program.environment().put("APP_SECRET", belfry.account().secret());
    program.environment().put("CARGO_TARGET_DIR", "target");
    Process process = program.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(said).isZero();
  }

  private void write(String sdk, SdkFolder folder) throws IOException {
    Matcher programs = PROGRAM.matcher(Files.readString(GUIDE));
    while (programs.find()) {
      if (programs.group(1).equals(sdk)) {
        Path file = folder.path().resolve(programs.group(2));
        Files.createDirectories(file.getParent());
        Files.writeString(file, programs.group(3).replace("6001", "" + belfry.port()));
        return;
      }
    }
    throw new AssertionError("The guide shows no program for " + sdk + ".");
  }
}
