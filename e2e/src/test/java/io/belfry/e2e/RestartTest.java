package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A lone node is restarted under two hundred of pusher-js in Node.js, in each way that there is.
 */
@Tag("sdk")
class RestartTest {
  private static final int CLIENTS = 200;
  // pusher-js tells one refusal by the error frame, by the close and by the lost connection.
  private static final int TOLD = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String CONFIG =
      """
      server: {host: 127.0.0.1, port: %d}
      apps: [{id: "1", keys: [{key: app-key, secret: 0123456789abcdef0123456789abcdef}]}]
      """;

  @TempDir private Path folder = Path.of("");
  private final SdkProgram clients = SdkProgram.node("pusher-js-node");

  @AfterEach
  void end() {
    clients.close();
  }

  private Path config(int port) throws IOException {
    return Files.writeString(folder.resolve("belfry.yaml"), CONFIG.formatted(port));
  }

  private void gather(int port) {
    JsonObject step = new JsonObject();
    step.addProperty("step", "gather");
    step.addProperty("port", port);
    step.addProperty("key", "app-key");
    step.addProperty("count", CLIENTS);
    clients.say(step);
    assertThat(allConnected(1).get("troubles").getAsInt()).isZero();
  }

  /** Waits until all are connected, for the second time or whichever. */
  private JsonObject allConnected(int times) {
    JsonObject census = clients.awaits("all connected", PATIENCE).getAsJsonObject("data");
    while (census.get("times").getAsInt() < times) {
      census = clients.awaits("all connected", PATIENCE).getAsJsonObject("data");
    }
    assertThat(census.get("connected").getAsInt()).isEqualTo(CLIENTS);
    assertThat(census.get("ids").getAsInt()).isEqualTo(CLIENTS);
    return census;
  }

  private static int portIn(String line) {
    return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
  }

  @Test
  @Tag("WS-114")
  void givenASuccessorThatTakesOver_eachComesBackAtOnceAndIsRefusedOnce() throws Exception {
    List<String> command = ServeProcess.command(config(0));
    try (ServeProcess old = ServeProcess.start(command)) {
      int port = portIn(old.awaits("listens on"));
      gather(port);
      try (ServeProcess successor = ServeProcess.start(config(port), "--take-over")) {
        old.terminate();
        JsonObject after = allConnected(2);
        assertThat(after.get("codes").toString()).isEqualTo("[4200]");
        assertThat(after.get("refusals").getAsInt()).isLessThanOrEqualTo(TOLD);
        assertThat(after.get("troubles").getAsInt()).isZero();
        assertThat(old.ended()).isZero();
        successor.terminate();
      }
    }
  }

  @Test
  @Tag("WS-115")
  void givenASupervisorThatHoldsTheSocket_nobodyMeetsAClosedPort() throws Exception {
    Path script = Path.of(System.getProperty("belfry.root", ".."), "e2e/src/test/resources");
    List<String> command =
        new ArrayList<>(List.of("python3", script.resolve("supervisor.py").toString(), "server"));
    command.addAll(ServeProcess.command(config(6001)));
    try (ServeProcess supervisor = ServeProcess.start(command)) {
      int port = Integer.parseInt(supervisor.awaits(""));
      supervisor.say("start");
      long old = pidIn(supervisor.awaits("pid "));
      supervisor.awaits("listens on");
      gather(port);
      ServeProcess.terminate(old);
      assertThat(supervisor.awaits("ended ")).isEqualTo("ended 0");
      supervisor.say("start");
      JsonObject after = allConnected(2);
      assertThat(after.get("codes").toString()).isEqualTo("[4200]");
      assertThat(after.get("refusals").getAsInt()).isLessThanOrEqualTo(TOLD);
      assertThat(after.get("troubles").getAsInt()).isZero();
    }
  }

  private static long pidIn(String line) {
    return Long.parseLong(line.substring("pid ".length()));
  }

  @Test
  @Tag("WS-113")
  void givenALoneNode_eachIsToldToComeBackLaterAndDoes() throws Exception {
    List<String> command = ServeProcess.command(config(0));
    try (ServeProcess old = ServeProcess.start(command)) {
      int port = portIn(old.awaits("listens on"));
      gather(port);
      old.terminate();
      assertThat(old.ended()).isZero();
      try (ServeProcess next = ServeProcess.start(config(port))) {
        JsonObject after = allConnected(2);
        assertThat(after.get("codes").toString()).isEqualTo("[4100]");
        assertThat(after.get("refusals").getAsInt()).isLessThanOrEqualTo(TOLD);
        next.terminate();
      }
    }
  }
}
