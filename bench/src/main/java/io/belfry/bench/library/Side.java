package io.belfry.bench.library;

import com.google.gson.Gson;
import io.belfry.rest.RestOptions;
import io.belfry.rest.UserData;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Whose libraries are measured. Both get the same to do, and sign in with the same token.
 *
 * <p>Thread: immutable.
 */
enum Side {
  /** Ours. */
  BELFRY {
    @Override
    Client client(int port) {
      io.belfry.client.Pusher pusher =
          new io.belfry.client.Pusher(
              LibraryServer.KEY,
              new io.belfry.client.PusherOptions()
                  .setHost("127.0.0.1")
                  .setWsPort(port)
                  .setUseTLS(false)
                  .setUserAuthenticator(Side::token));
      return new BelfryClient(pusher);
    }

    @Override
    Publishing publishing(int port) {
      io.belfry.rest.Pusher pusher = signer("http://127.0.0.1:" + port);
      return data -> pusher.trigger("news", "event", data);
    }
  },

  /** The official ones. */
  OFFICIAL {
    @Override
    Client client(int port) {
      com.pusher.client.Pusher pusher =
          new com.pusher.client.Pusher(
              LibraryServer.KEY,
              new com.pusher.client.PusherOptions()
                  .setHost("127.0.0.1")
                  .setWsPort(port)
                  .setUseTLS(false)
                  .setUserAuthenticator(Side::token));
      return new OfficialClient(pusher);
    }

    @Override
    Publishing publishing(int port) {
      com.pusher.rest.Pusher pusher =
          new com.pusher.rest.Pusher(LibraryServer.APP, LibraryServer.KEY, LibraryServer.SECRET);
      pusher.setHost("127.0.0.1:" + port);
      pusher.setEncrypted(false);
      return data -> {
        com.pusher.rest.data.Result result = pusher.trigger("news", "event", data);
        if (result.getStatus() != com.pusher.rest.data.Result.Status.SUCCESS) {
          throw new IllegalStateException("The official library says " + result.getMessage());
        }
      };
    }
  };

  /** One client of the server. Listeners are told on threads of the library. */
  interface Client extends AutoCloseable {
    /** Connects; tells once it is connected. */
    void connect(Runnable connected);

    /** Signs in. */
    void signin();

    /** Whether the server has accepted that. */
    boolean isSignedIn();

    /** Subscribes to a public channel and hears its events of that name. */
    void subscribe(String channel, String event, Consumer<String> data);

    @Override
    void close();
  }

  /** Publishes an event and waits for the answer. */
  @FunctionalInterface
  interface Publishing {
    void publish(Map<String, String> data);
  }

  /** A client that has not connected yet. */
  abstract Client client(int port);

  abstract Publishing publishing(int port);

  private static io.belfry.rest.Pusher signer(String url) {
    return new io.belfry.rest.Pusher(
        RestOptions.of(url, LibraryServer.APP, LibraryServer.KEY, LibraryServer.SECRET)
            .withEventMapper(new Gson()::toJson));
  }

  private static final class Signer {
    static final io.belfry.rest.Pusher SIGNER = signer("http://127.0.0.1:1");
  }

  private static String token(String socketId) {
    return Signer.SIGNER.authenticateUser(socketId, UserData.of("user-" + socketId)).toJson();
  }
}
