package shop;

import io.belfry.client.PusherOptions;
import io.belfry.junit.TestBelfry;
import io.belfry.protocol.BelfryVersion;
import io.belfry.rest.Pusher;
import io.belfry.rest.RestOptions;
import io.belfry.server.BelfryServer;
import io.belfry.server.testkit.ReplyStoreContract;
import io.belfry.spring.BelfryEvent;
import io.belfry.sql.SqliteOutboxProvider;
import io.belfry.testkit.ManualClock;
import java.lang.reflect.Modifier;
import java.time.Instant;

/** Uses each library a little. */
public final class Shop {
  private Shop() {}

  public static void main(String[] arguments) {
    PusherOptions options = new PusherOptions().setHost("127.0.0.1");
    Pusher backend = new Pusher(RestOptions.of("http://127.0.0.1:1", "1", "key", "a secret of the app"));
    BelfryServer.Builder server = BelfryServer.builder();
    ManualClock clock = new ManualClock(Instant.EPOCH);
    if (options == null || backend == null || server == null || new SqliteOutboxProvider() == null) {
      throw new AssertionError("a library is not whole");
    }
    if (BelfryEvent.toUser("ada", "greeting", "{}") == null) {
      throw new AssertionError("the starter is not whole");
    }
    if (!clock.instant().equals(Instant.EPOCH) || !Modifier.isAbstract(ReplyStoreContract.class.getModifiers())) {
      throw new AssertionError("a library for tests is not whole");
    }
    try (TestBelfry belfry = TestBelfry.start()) {
      belfry.signIn("ada");
      belfry.pusher().sendToUser("ada", "order", "{}");
      belfry.assertDelivered("order").to("ada");
    }
    if (BelfryVersion.TEXT.equals("unknown")) {
      throw new AssertionError("the libraries do not know their version");
    }
  }
}
