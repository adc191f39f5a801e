package io.belfry.client;

import static io.belfry.client.EncryptedScene.NEW;
import static io.belfry.client.EncryptedScene.OLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.client.channel.Channel;
import io.belfry.testkit.ServerSide;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("CL-025")
class SecretHiddenTest {
  private static final String PLAINTEXT = "the plaintext";

  @Test
  void givenEventsOpenedAndDropped_noLogShowsSecretsOrPlaintexts() {
    try (Logs logs = new Logs();
        EncryptedScene scene = new EncryptedScene()) {
      ServerSide side = scene.subscribed(OLD);
      side.send(EncryptedScene.sealed(PLAINTEXT, OLD));
      side.send(EncryptedScene.sealed("1", NEW));
      scene.recorder().await("event e " + PLAINTEXT);
      scene.answer(OLD);
      assertThat(scene.recorder().next()).startsWith("dropped e: ");
      Channel channel = scene.pusher().subscribe(EncryptedScene.CHANNEL);

      assertThat(logs.texts()).anyMatch(text -> text.contains("was dropped"));
      assertThat(logs.texts()).noneMatch(SecretHiddenTest::tells);
      assertThat(channel.toString()).isEqualTo("Channel[" + EncryptedScene.CHANNEL + "]");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s",
        "\"%s\"",
        "{\"shared_secret\":\"%s\"}",
        "{\"auth\":\"k:s\",\"shared_secret\":\"%s\"",
        "{\"auth\":\"k:s\",\"shared_secret\":\"%s\"}x",
        "{\"auth\":\"k:s\",\"shared_secret\":%s}",
        "{\"auth\":\"k:s\",\"shared_secret\":\"%s=\"}"
      })
  void givenAnAnswerThatIsRefused_theFailureShowsNothingOfIt(String answer) {
    try (Logs logs = new Logs();
        EncryptedScene scene = new EncryptedScene()) {
      scene.connect();
      scene.nextCall().complete(answer.formatted(OLD.toBase64()));
      scene.recorder().await("refused AuthorizationFailureException");

      for (Throwable t = scene.recorder().lastFailure(); t != null; t = t.getCause()) {
        assertThat(tells(t.toString())).as(t.toString()).isFalse();
      }
      assertThat(logs.texts()).noneMatch(SecretHiddenTest::tells);
    }
  }

  private static boolean tells(String text) {
    return text.contains(OLD.toBase64().substring(0, 8))
        || text.contains(NEW.toBase64().substring(0, 8))
        || text.contains(PLAINTEXT);
  }

  /** What the client logs, at every level. */
  private static final class Logs extends Handler implements AutoCloseable {
    private final Logger logger = Logger.getLogger("io.belfry.client");
    private final List<String> texts = new CopyOnWriteArrayList<>();

    Logs() {
      logger.setLevel(Level.ALL);
      logger.setUseParentHandlers(false);
      logger.addHandler(this);
    }

    List<String> texts() {
      return texts;
    }

    @Override
    public void publish(LogRecord record) {
      texts.add(new SimpleFormatter().format(record));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
      logger.setUseParentHandlers(true);
    }
  }
}
