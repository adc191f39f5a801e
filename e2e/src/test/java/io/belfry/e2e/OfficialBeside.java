package io.belfry.e2e;

import com.pusher.client.Pusher;
import com.pusher.client.PusherOptions;
import com.pusher.client.channel.ChannelEventListener;
import com.pusher.client.channel.PusherEvent;
import com.pusher.client.connection.ConnectionEventListener;
import com.pusher.client.connection.ConnectionState;
import com.pusher.client.connection.ConnectionStateChange;
import com.pusher.client.util.HttpUserAuthenticator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The official Java client in the same trouble as ours. What becomes of it is written down in
 * {@code target/official-java-client.txt} and asserted by nobody: it is another project's.
 *
 * <p>Thread: thread-safe.
 */
final class OfficialBeside implements AutoCloseable, ConnectionEventListener, ChannelEventListener {
  private static final Path RECORD = Path.of("target", "official-java-client.txt");

  private final Pusher pusher;
  private final List<String> all = new CopyOnWriteArrayList<>();
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final List<Thread> callers = new CopyOnWriteArrayList<>();

  private OfficialBeside(Pusher pusher) {
    this.pusher = pusher;
  }

  /** One that connects to that port. */
  static OfficialBeside connect(int port, String authEndpoint) {
    PusherOptions options =
        new PusherOptions()
            .setHost("127.0.0.1")
            .setWsPort(port)
            .setUseTLS(false)
            .setActivityTimeout(1_000)
            .setPongTimeout(1_000)
            .setMaxReconnectGapInSeconds(1)
            .setUserAuthenticator(new HttpUserAuthenticator(authEndpoint));
    OfficialBeside beside = new OfficialBeside(new Pusher(JavaClientScene.KEY, options));
    beside.pusher.connect(beside, ConnectionState.ALL);
    return beside;
  }

  Pusher pusher() {
    return pusher;
  }

  /** Signs in, as it does on the caller's thread, which may come to no end. */
  void signIn() {
    callers.add(
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try {
                    pusher.signin();
                  } catch (Throwable e) {
                    tell("threw at its caller " + e);
                  }
                }));
  }

  /** Waits for a line that begins so; whether it came. */
  boolean hears(String beginning, long seconds) {
    try {
      String line = lines.poll(seconds, TimeUnit.SECONDS);
      while (line != null && !line.startsWith(beginning)) {
        line = lines.poll(seconds, TimeUnit.SECONDS);
      }
      return line != null;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Writes down what became of it. */
  void record(String trouble) {
    boolean held = callers.stream().anyMatch(Thread::isAlive);
    note(trouble, all + (held ? ", and holds the thread that signs in" : ""));
  }

  static void note(String trouble, String what) {
    try {
      Files.createDirectories(RECORD.getParent());
      Files.writeString(
          RECORD,
          trouble + ": " + what + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void tell(String line) {
    all.add(line);
    lines.add(line);
  }

  @Override
  public void onConnectionStateChange(ConnectionStateChange change) {
    tell(change.getCurrentState().name());
  }

  @Override
  public void onError(@Nullable String message, @Nullable String code, @Nullable Exception e) {
    tell("error " + code + " " + message + (e == null ? "" : " " + e));
  }

  @Override
  public void onSubscriptionSucceeded(String channelName) {
    tell("subscribed " + channelName);
  }

  @Override
  public void onEvent(PusherEvent event) {
    tell("event " + event.getData());
  }

  @Override
  public void close() {
    callers.forEach(Thread::interrupt);
    pusher.disconnect();
  }
}
