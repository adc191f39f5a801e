package io.belfry.e2e;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * What an application does with a server SDK. Answers are the JSON objects that the SDK hands over.
 *
 * <p>Thread: thread-safe.
 */
interface ServerSdk {
  void trigger(List<String> channels, String event, Map<String, String> data);

  /** An event that one connection must not get. */
  void triggerExcept(String socketId, String channel, String event, Map<String, String> data);

  void triggerBatch(List<BatchedEvent> batch);

  JsonObject channels(String prefix, String info);

  JsonObject channel(String channel, String info);

  JsonObject users(String channel);

  /** Lets a connection into a private or an encrypted channel. */
  JsonObject authorize(String socketId, String channel);

  /** Lets a member into a presence channel. */
  JsonObject authorizeMember(String socketId, String channel, Member member);

  /** An event of a batch. */
  record BatchedEvent(String channel, String name, Map<String, String> data) {}

  /** Who somebody is: an id, and a name as further information. */
  record Member(String id, String name) {}

  /** An SDK that knows users, too. */
  interface OfUsers extends ServerSdk {
    /** Says who the user of a connection is. */
    JsonObject authenticateUser(String socketId, Member user);

    void sendToUser(String userId, String event, Map<String, String> data);

    void terminate(String userId);
  }

  /** An SDK that asks the API for what it has no call of its own. */
  interface OfAnyPath {
    /** Asks what is at a path below that of the app. */
    JsonObject get(String path, Map<String, String> parameters);

    /** Has something done at such a path. */
    JsonObject post(String path, JsonObject body);
  }

  /** The server refused, and so the SDK said. */
  final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RefusedException(int status, String message) {
      super(status + " " + message);
    }
  }

  /** How an SDK is told where the server is. */
  @FunctionalInterface
  interface Factory<S extends ServerSdk> {
    S open(Account account);
  }

  /** What an SDK has to know of the server and the app. */
  record Account(int port, String appId, String key, String secret) {
    /** Made from 32 known bytes; the server never sees it. */
    static final String MASTER_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    /** The same with another secret. */
    Account withSecret(String otherSecret) {
      return new Account(port, appId, key, otherSecret);
    }
  }
}
