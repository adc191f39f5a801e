package io.belfry.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import io.belfry.client.AuthenticationFailureException;
import io.belfry.client.Pusher;
import io.belfry.client.PusherOptions;
import io.belfry.client.channel.PrivateChannelEventListener;
import io.belfry.client.channel.PusherEvent;
import io.belfry.client.flow.EventPublisher;
import io.belfry.client.okhttp.OkHttpTransport;
import io.belfry.client.user.SigninEventListener;
import io.belfry.client.util.HttpChannelAuthorizer;
import io.belfry.client.util.HttpUserAuthenticator;
import io.belfry.rest.AuthRequest;
import io.belfry.rest.UserData;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.Disposable;

/** What the guide shows of the Java client, with a real server and a real endpoint. */
class ClientTest {
  private final BlockingQueue<String> shown = new LinkedBlockingQueue<>();
  private TestBelfry server;
  private io.belfry.rest.Pusher belfry;
  private TestApplication application;

  @BeforeEach
  void start() throws IOException {
    server = TestBelfry.start();
    belfry = server.backend();
    application = TestApplication.start(this::sign);
  }

  @AfterEach
  void stop() {
    application.close();
    server.close();
  }

  private String sign(AuthRequest request) {
    return request
        .channelName()
        .map(channel -> belfry.authorizeChannel(request.socketId(), channel).toJson())
        .orElseGet(() -> belfry.authenticateUser(request.socketId(), UserData.of("ada")).toJson());
  }

  private void show(String line) {
    shown.add(line);
  }

  private @Nullable String next() throws InterruptedException {
    return shown.poll(10, TimeUnit.SECONDS);
  }

  private Pusher signingIn() {
    int port = server.port();
    String endpoint = application.uri();
    // snippet: client-signin
    PusherOptions options =
        new PusherOptions()
            .setHost("127.0.0.1")
            .setWsPort(port)
            .setUseTLS(false)
            .setUserAuthenticator(new HttpUserAuthenticator(endpoint + "/pusher/user-auth"));
    Pusher pusher = new Pusher("app-key", options);
    pusher.connect();
    pusher.signin();
    // end
    return pusher;
  }

  private static PusherOptions overOkHttp(OkHttpClient okHttp) {
    // snippet: client-okhttp
    PusherOptions options =
        new PusherOptions().setHost("push.example.com").setTransport(new OkHttpTransport(okHttp));
    // end
    return options;
  }

  @Test
  void givenTheLinesForOkHttp_theOptionsAreThose() {
    assertThat(overOkHttp(new OkHttpClient()).buildUrl("app-key"))
        .startsWith("wss://push.example.com:443/app/app-key?");
  }

  private void hearOfFailures(Pusher pusher) {
    // snippet: client-failures
    pusher
        .user()
        .bindSignin(
            (message, e) -> {
              if (e instanceof AuthenticationFailureException failure) {
                failure.status(); // of your endpoint, or the server's code 4009
                failure.code(); // 4009 where the server refused; empty where your endpoint did
                failure.serverText(); // its sentence, such as "Invalid signature"
                failure.reason().ifPresent(word -> show(word)); // signin_refused
              }
            });
    // end
  }

  private record Order(int order) {}

  @Test
  void givenTheLinesForObjects_theyReadOne() throws InterruptedException {
    PusherOptions options =
        new PusherOptions().setHost("127.0.0.1").setWsPort(server.port()).setUseTLS(false);
    // snippet: client-objects
    options.setPayloadReader(new Gson()::fromJson); // or new ObjectMapper()::readValue of Jackson
    Pusher pusher = new Pusher("app-key", options);
    pusher.subscribe("orders").bind("shipped", event -> show("" + event.getData(Order.class)));
    // end
    try (pusher) {
      pusher.bind("pusher:subscription_succeeded", event -> show("subscribed"));
      pusher.connect();
      assertThat(next()).isEqualTo("subscribed");
      belfry.trigger("orders", "shipped", "{\"order\":7}");
      assertThat(next()).isEqualTo("Order[order=7]");
    }
  }

  @Test
  void givenAWrongToken_theLinesForFailuresHaveItsWord() throws InterruptedException {
    try (Pusher pusher =
        new Pusher(
            "app-key",
            new PusherOptions()
                .setHost("127.0.0.1")
                .setWsPort(server.port())
                .setUseTLS(false)
                .setUserAuthenticator(
                    socketId ->
                        "{\"auth\":\"app-key:00\",\"user_data\":\"{\\\"id\\\":\\\"ada\\\"}\"}"))) {
      hearOfFailures(pusher);
      pusher.connect();
      pusher.signin();
      assertThat(next()).isEqualTo("signin_refused");
    }
  }

  private void hearOfSignins(Pusher pusher) {
    // snippet: client-signin-failures
    pusher
        .user()
        .bindSignin(
            new SigninEventListener() {
              @Override
              public void onSignedIn(String userId) {
                show("signed in as " + userId);
              }

              @Override
              public void onAuthenticationFailure(String message, Exception e) {
                show("not signed in: " + message); // the connection stays open
              }
            });
    // end
  }

  @Test
  void givenASession_theClientSignsInAndHearsItsUsersEvents() throws InterruptedException {
    try (Pusher pusher = signingIn()) {
      hearOfSignins(pusher);
      // snippet: client-user-event
      pusher.user().bind("order-shipped", event -> show(event.getData()));
      // end
      application.ready();

      assertThat(next()).isEqualTo("signed in as ada");
      belfry.sendToUser("ada", "order-shipped", "{\"order\":7}");
      assertThat(next()).isEqualTo("{\"order\":7}");
    }
  }

  @Test
  void givenAPublisher_aStreamHearsTheUsersEvents() throws InterruptedException {
    try (Pusher pusher = signingIn()) {
      hearOfSignins(pusher);
      // snippet: client-flow
      EventPublisher shipped =
          EventPublisher.of(pusher.user()).named("order-shipped").holding(1_000);
      Disposable subscription =
          JdkFlowAdapter.flowPublisherToFlux(shipped)
              .map(PusherEvent::getData)
              .distinctUntilChanged()
              .subscribe(order -> show("shipped " + order));
      // end
      application.ready();

      assertThat(next()).isEqualTo("signed in as ada");
      belfry.sendToUser("ada", "order-shipped", "{\"order\":7}");
      assertThat(next()).isEqualTo("shipped {\"order\":7}");
      subscription.dispose();
    }
  }

  @Test
  void givenNoSession_theClientSaysWhy() throws InterruptedException {
    application.logOut();
    try (Pusher pusher = signingIn()) {
      hearOfSignins(pusher);
      application.ready();

      assertThat(next()).startsWith("not signed in: ");
    }
  }

  @Test
  void givenAPrivateChannel_theClientHearsItsEvents() throws InterruptedException {
    PusherOptions options =
        new PusherOptions().setHost("127.0.0.1").setWsPort(server.port()).setUseTLS(false);
    String endpoint = application.uri();
    // snippet: client-private-channel
    options.setChannelAuthorizer(new HttpChannelAuthorizer(endpoint + "/pusher/auth"));
    Pusher pusher = new Pusher("app-key", options);
    pusher.connect();
    pusher.subscribePrivate(
        "private-orders-ada",
        new PrivateChannelEventListener() {
          @Override
          public void onSubscriptionSucceeded(String channelName) {
            show("subscribed");
          }

          @Override
          public void onEvent(PusherEvent event) {
            show(event.getData());
          }

          @Override
          public void onAuthenticationFailure(String message, Exception e) {
            show("refused: " + message);
          }
        },
        "order-shipped");
    // end
    application.ready();
    try (pusher) {
      assertThat(next()).isEqualTo("subscribed");
      belfry.trigger("private-orders-ada", "order-shipped", "{\"order\":8}");
      assertThat(next()).isEqualTo("{\"order\":8}");
    }
  }
}
