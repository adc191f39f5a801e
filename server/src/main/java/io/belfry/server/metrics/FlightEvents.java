package io.belfry.server.metrics;

import io.belfry.protocol.SocketId;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/**
 * Events for recordings of the Java Flight Recorder. Recordings are files that travel, so an event
 * has ids of apps, connections and endpoints, fixed words and numbers, and never the name of a
 * channel or a user, an address, a payload or a token.
 *
 * <p>Until somebody records for the first time, each costs a field read, and none of the event
 * classes is loaded.
 *
 * <p>Thread: thread-safe.
 */
public final class FlightEvents {
  private static final String BELFRY = "Belfry";

  private FlightEvents() {}

  /** Whether somebody has recorded in this process, and may do so now. */
  public static boolean areAsked() {
    return FlightRecorder.isInitialized();
  }

  /** A connection was opened. */
  public static void opened(String app, SocketId socketId) {
    if (areAsked()) {
      ConnectionOpened event = new ConnectionOpened();
      if (event.shouldCommit()) {
        event.app = app;
        event.socket = socketId.text();
        event.commit();
      }
    }
  }

  /**
   * A connection ended.
   *
   * @param side who ended it
   * @param code with which it was closed
   */
  public static void closed(String app, SocketId socketId, String side, int code) {
    if (areAsked()) {
      ConnectionClosed event = new ConnectionClosed();
      if (event.shouldCommit()) {
        event.app = app;
        event.socket = socketId.text();
        event.side = side;
        event.code = code;
        event.commit();
      }
    }
  }

  /** A sign-in was accepted or refused, for that reason. */
  public static void signIn(String app, SocketId socketId, String outcome, String reason) {
    if (areAsked()) {
      SignInJudged event = new SignInJudged();
      if (event.shouldCommit()) {
        event.app = app;
        event.socket = socketId.text();
        event.outcome = outcome;
        event.reason = reason;
        event.commit();
      }
    }
  }

  /**
   * A call of the HTTP API was published.
   *
   * @param publications one for each event and channel
   * @param characters of the data of its events
   */
  public static void published(String app, int publications, long characters) {
    CallPublished event = new CallPublished();
    if (event.shouldCommit()) {
      event.app = app;
      event.publications = publications;
      event.characters = characters;
      event.commit();
    }
  }

  /** A request to an endpoint begins; null when nobody records. */
  public static @Nullable RecordedRequest delivery(String app, String endpoint, int attempt) {
    if (!areAsked()) {
      return null;
    }
    RequestPosted event = new RequestPosted();
    event.app = app;
    event.endpoint = endpoint;
    event.attempt = attempt;
    event.begin();
    return outcome -> {
      event.end();
      if (event.shouldCommit()) {
        event.outcome = outcome;
        event.commit();
      }
    };
  }

  /** A request that is under way. */
  public interface RecordedRequest {
    /** It has ended. */
    void ended(String outcome);
  }

  @Name("belfry.ConnectionOpened")
  @Label("Connection Opened")
  @Category(BELFRY)
  @StackTrace(false)
  private static final class ConnectionOpened extends Event {
    @Label("App")
    @Nullable String app;

    @Label("Socket Id")
    @Nullable String socket;
  }

  @Name("belfry.ConnectionClosed")
  @Label("Connection Closed")
  @Category(BELFRY)
  @StackTrace(false)
  private static final class ConnectionClosed extends Event {
    @Label("App")
    @Nullable String app;

    @Label("Socket Id")
    @Nullable String socket;

    @Label("Closed By")
    @Description("server or client")
    @Nullable String side;

    @Label("Close Code")
    int code;
  }

  @Name("belfry.SignIn")
  @Label("Sign-in")
  @Category(BELFRY)
  @StackTrace(false)
  private static final class SignInJudged extends Event {
    @Label("App")
    @Nullable String app;

    @Label("Socket Id")
    @Nullable String socket;

    @Label("Outcome")
    @Description("accepted or refused")
    @Nullable String outcome;

    @Label("Reason")
    @Nullable String reason;
  }

  @Name("belfry.Publish")
  @Label("Publish")
  @Description("A call of the HTTP API whose events have their place")
  @Category(BELFRY)
  @StackTrace(false)
  private static final class CallPublished extends Event {
    @Label("App")
    @Nullable String app;

    @Label("Publications")
    @Description("One for each event and channel")
    int publications;

    @Label("Data")
    @DataAmount
    long characters;
  }

  @Name("belfry.WebhookDelivery")
  @Label("Webhook Delivery")
  @Description("A request to an endpoint, from its begin to its answer")
  @Category(BELFRY)
  @StackTrace(false)
  private static final class RequestPosted extends Event {
    @Label("App")
    @Nullable String app;

    @Label("Endpoint")
    @Nullable String endpoint;

    @Label("Attempt")
    int attempt;

    @Label("Outcome")
    @Nullable String outcome;
  }
}
