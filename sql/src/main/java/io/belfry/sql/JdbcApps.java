package io.belfry.sql;

import io.belfry.server.app.App;
import io.belfry.server.app.AppSource;
import io.belfry.server.app.AppSource.ConfiguredApps;
import io.belfry.server.app.Limit;
import io.belfry.server.config.AppDefinitions;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Apps out of table {@code belfry_apps} of a database.
 *
 * <p>One thread has the connection. It is told of changes where the database can, and asks for the
 * last revision after each pause all the same. While the database is away the apps stay as they
 * are, without limit of time, and the thread connects again and again.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules LIM-016, LIM-042, LIM-043, THR-61"
 */
final class JdbcApps implements AppSource {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcApps.class);
  private static final int MOST_LINES = 20;
  private static final long FIRST_PAUSE_MILLIS = 250;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;
  private static final long END_MILLIS = 1_000;
  // Who writes without a pause must not keep a processor busy with reading.
  private static final long BETWEEN_READINGS_MILLIS = 100;
  // A connection that is half open is found within that time.
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);
  // Somebody who has been told of a change by another node waits no longer.
  private static final Duration PIECE = Duration.ofMillis(200);

  private final AppsDatabase database;
  private final Pace pace;
  private final LoadedApps loaded;
  private final ConfiguredApps snapshot = new ConfiguredApps(List.of());
  private final CompletableFuture<Optional<IOException>> first = new CompletableFuture<>();
  private final CountDownLatch isListening = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "belfry-apps");
  private volatile AppsListener listener = () -> {};
  private volatile boolean isRead;
  private volatile boolean isClosed;
  private volatile boolean isAsked;
  private volatile int refused;
  private volatile int unserved;
  private volatile @Nullable AppTable table;
  private List<App> published = List.of();
  private Limit.@Nullable Limits ofNode;
  private long revision = -1;
  private String lastFault = "";

  /**
   * How it takes its time.
   *
   * @param poll how often the database is asked
   * @param patience how long a start waits for it
   * @param rest what waits between two tries
   */
  record Pace(Duration poll, Duration patience, Rest rest) {
    Pace(Duration poll, Duration patience) {
      this(poll, patience, TimeUnit.MILLISECONDS::sleep);
    }
  }

  @FunctionalInterface
  interface Rest {
    void nap(long millis) throws InterruptedException;
  }

  JdbcApps(AppsDatabase database, AppDefinitions definitions, Pace pace) {
    this.database = database;
    this.loaded = new LoadedApps(definitions);
    this.pace = pace;
    thread.setDaemon(true);
  }

  /**
   * Fetches the apps for the first time. Where the database is away it waits a little and then
   * returns without them; they come when it is back. Where waiting would not help, such as with a
   * wrong password, it fails.
   */
  @Override
  public void start(AppsListener changed) throws IOException {
    thread.start();
    Optional<IOException> fault = firstFault();
    if (fault.isPresent()) {
      close();
      throw fault.get();
    }
    listener = changed;
    isListening.countDown();
  }

  private Optional<IOException> firstFault() throws IOException {
    try {
      return first.get(pace.patience().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      LOG.warn(
          "{} is not there. The node is not ready, and goes on trying until its apps can be read",
          database.name());
      first.complete(Optional.empty());
      return Optional.empty();
    } catch (ExecutionException | InterruptedException e) {
      close();
      throw new IOException("Nobody waits for the apps any more.", e);
    }
  }

  private void run() {
    long pause = FIRST_PAUSE_MILLIS;
    while (!isClosed) {
      Optional<Fault> fault = followed();
      pause = isRead ? FIRST_PAUSE_MILLIS : Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
      fault.ifPresent(this::lost);
      rest(pause);
    }
  }

  private record Fault(IOException cause, boolean isPassing) {}

  // Whatever it was: without this thread nobody would look after the apps any more.
  private Optional<Fault> followed() {
    try {
      follow();
      return Optional.empty();
    } catch (SQLException e) {
      return Optional.of(new Fault(AppStore.failed(database, e), database.isPassing(e)));
    } catch (IOException e) {
      return Optional.of(new Fault(e, false));
    } catch (InterruptedException e) {
      isClosed = true;
      return Optional.empty();
    } catch (RuntimeException | Error e) {
      return Optional.of(new Fault(new IOException(database.name() + ": " + e + ".", e), false));
    } finally {
      leave();
    }
  }

  private void lost(Fault fault) {
    if ((!fault.isPassing() && first.complete(Optional.of(fault.cause()))) || isClosed) {
      return;
    }
    isRead = false;
    String sentence = String.valueOf(fault.cause().getMessage());
    if (!sentence.equals(lastFault)) {
      lastFault = sentence;
      LOG.warn("{} Known apps go on, and clients of unknown ones are told to come again", sentence);
    }
  }

  private void follow() throws SQLException, IOException, InterruptedException {
    if (revision >= 0 && !database.isThere()) {
      throw new IOException(database.name() + " is not there any more.");
    }
    AppTable now = AppTable.connect(database);
    table = now;
    if (isClosed) {
      return;
    }
    now.layIfNeeded();
    database.listen(now.connection());
    take(now.read(-1));
    first.complete(Optional.empty());
    isListening.await();
    while (!isClosed && now.isCurrent()) {
      await(now);
      long last = now.revision();
      if (last != revision) {
        // A number that has gone back is that of a database that was restored.
        take(now.read(last < revision ? -1 : revision));
        pace.rest().nap(BETWEEN_READINGS_MILLIS);
      }
    }
  }

  // In pieces, so that it can be asked to look meanwhile.
  private void await(AppTable now) throws SQLException, InterruptedException {
    long end = System.nanoTime() + most().toNanos();
    while (!isClosed && !isAsked) {
      long left = end - System.nanoTime();
      if (left <= 0 || database.await(now.connection(), least(Duration.ofNanos(left), PIECE))) {
        break;
      }
    }
    isAsked = false;
  }

  private Duration most() {
    return least(pace.poll(), LONGEST_SILENCE);
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  @Override
  public void lookNow() {
    isAsked = true;
  }

  // Outside the lock, since many definitions take their time and who closes must not wait for them.
  private void take(AppTable.Reading reading) {
    List<String> said = loaded.take(reading);
    said.stream().limit(MOST_LINES).forEach(LOG::warn);
    if (said.size() > MOST_LINES) {
      LOG.warn("{} more of such sentences are left out", said.size() - MOST_LINES);
    }
    publish(loaded.served(), reading.revision());
  }

  private synchronized void publish(List<App> now, long of) {
    if (isClosed) {
      return;
    }
    // What has not become known to all yet is told again, should this fail half-way.
    boolean isChanged = !isSame(published, now);
    if (isChanged) {
      snapshot.replace(onNode(now));
    }
    refused = loaded.refused();
    unserved = loaded.unserved();
    if (!isRead) {
      tellOf(now.size());
    }
    revision = of;
    isRead = true;
    if (isChanged) {
      listener.changed();
      published = now;
    }
  }

  private List<App> onNode(List<App> apps) {
    Limit.Limits others = ofNode;
    return others == null ? apps : apps.stream().map(app -> app.onNode(others)).toList();
  }

  /** Needs no database: who is served without it gets other limits all the same. */
  @Override
  public synchronized void limitsOfNode(Limit.Limits others) {
    ofNode = others;
    if (!isClosed && !published.isEmpty()) {
      snapshot.replace(onNode(published));
      listener.changed();
    }
  }

  private void tellOf(int apps) {
    if (apps == 0) {
      LOG.warn(
          "{} has been read, and there is no app to serve. Is it the right one?", database.name());
    } else {
      LOG.info("{} has been read, apps: {}", database.name(), apps);
    }
    lastFault = "";
  }

  // What was not read anew is the same object.
  private static boolean isSame(List<App> before, List<App> after) {
    Set<App> known = Collections.newSetFromMap(new IdentityHashMap<>());
    known.addAll(before);
    return before.size() == after.size() && known.containsAll(after);
  }

  private void leave() {
    AppTable now = table;
    table = null;
    if (now != null) {
      now.close();
    }
  }

  // Nodes that lost one database together must not come back together.
  private void rest(long millis) {
    try {
      if (!isClosed) {
        pace.rest().nap(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
      }
    } catch (InterruptedException e) {
      // Only a source that is closed is interrupted.
      isClosed = true;
    }
  }

  @Override
  public boolean isComplete() {
    return isRead && unserved == 0;
  }

  @Override
  public int refusedDefinitions() {
    return refused;
  }

  @Override
  public Optional<App> byId(String id) {
    return snapshot.byId(id);
  }

  @Override
  public Optional<App> byKey(String key) {
    return snapshot.byKey(key);
  }

  @Override
  public Collection<App> all() {
    return snapshot.all();
  }

  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
    }
    thread.interrupt();
    AppTable now = table;
    if (now != null) {
      now.abort();
    }
    try {
      thread.join(END_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
