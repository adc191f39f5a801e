package io.belfry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belfry.client.util.ConnectionFactory;
import io.belfry.client.util.HttpChannelAuthorizer;
import io.belfry.client.util.HttpUserAuthenticator;
import io.belfry.client.util.UrlEncodedConnectionFactory;
import io.belfry.testkit.HttpEndpoint;
import io.belfry.testkit.HttpEndpoint.Answer;
import io.belfry.testkit.HttpEndpoint.Request;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAuthTest {
  private static HttpEndpoint answering(int status, String body) {
    return HttpEndpoint.start(request -> new Answer(status, body));
  }

  @Test
  @Tag("CL-008")
  void givenStaticValues_theRequestHasThem() {
    try (HttpEndpoint endpoint = answering(200, "{}")) {
      HttpUserAuthenticator authenticator = new HttpUserAuthenticator(endpoint.url());
      authenticator.setHeaders(Map.of("X-CSRF-Token", "t"));
      authenticator.setParams(Map.of("a b", "c&d"));
      authenticator.authenticate("12.34");

      Request request = endpoint.next();
      assertThat(request.method()).isEqualTo("POST");
      assertThat(request.body()).isEqualTo("socket_id=12.34&a+b=c%26d");
      assertThat(request.header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
      assertThat(request.header("X-CSRF-Token")).isEqualTo("t");
    }
  }

  @Test
  @Tag("CL-008")
  void givenProviders_theyAreAskedForEachRequestAndWin() {
    AtomicInteger count = new AtomicInteger();
    try (HttpEndpoint endpoint = answering(201, "{}")) {
      HttpChannelAuthorizer authorizer =
          new HttpChannelAuthorizer(
              endpoint.url(), new UrlEncodedConnectionFactory(Map.of("f", "1")));
      authorizer.setHeaders(Map.of("X-A", "static", "X-B", "static"));
      authorizer.setHeadersProvider(() -> Map.of("X-A", "n" + count.incrementAndGet()));
      authorizer.setAsyncParamsProvider(
          () -> CompletableFuture.supplyAsync(() -> Map.of("later", "yes")));
      authorizer.authorize("private-a", "12.34");
      authorizer.authorize("private-a", "12.34");

      assertThat(endpoint.next().header("X-A")).isEqualTo("n1");
      Request second = endpoint.next();
      assertThat(second.header("X-A")).isEqualTo("n2");
      assertThat(second.header("X-B")).isEqualTo("static");
      assertThat(second.body()).isEqualTo("socket_id=12.34&channel_name=private-a&f=1&later=yes");
    }
  }

  @Test
  @Tag("CL-008")
  void givenAFactoryOfOnesOwn_itMakesTheBody() {
    ConnectionFactory json =
        new ConnectionFactory() {
          @Override
          public String getBody() {
            return "{\"socket\":\"" + getSocketId() + "\"}";
          }

          @Override
          public String getCharset() {
            return "UTF-8";
          }

          @Override
          public String getContentType() {
            return "application/json";
          }
        };
    try (HttpEndpoint endpoint = answering(200, "{\"auth\":\"x\"}")) {
      String answer = new HttpUserAuthenticator(endpoint.url(), json).authenticate("1.1");

      Request request = endpoint.next();
      assertThat(answer).isEqualTo("{\"auth\":\"x\"}");
      assertThat(request.body()).isEqualTo("{\"socket\":\"1.1\"}");
      assertThat(request.header("Content-Type")).isEqualTo("application/json");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 302, 400, 403, 500})
  @Tag("CL-009")
  void givenAnotherStatus_itIsATypedRefusal(int status) {
    try (HttpEndpoint endpoint = answering(status, "")) {
      assertThatThrownBy(() -> new HttpUserAuthenticator(endpoint.url()).authenticate("1.1"))
          .isInstanceOfSatisfying(
              AuthenticationFailureException.class, e -> assertThat(e.status()).hasValue(status));
      assertThatThrownBy(() -> new HttpChannelAuthorizer(endpoint.url()).authorize("a", "1.1"))
          .isInstanceOfSatisfying(
              AuthorizationFailureException.class, e -> assertThat(e.status()).hasValue(status));
    }
  }

  @Test
  @Tag("CL-019")
  void givenAnEndpointThatHangs_theRequestTimesOut() {
    CompletableFuture<Answer> never = new CompletableFuture<>();
    try (HttpEndpoint endpoint = HttpEndpoint.start(request -> never.join())) {
      HttpUserAuthenticator authenticator = new HttpUserAuthenticator(endpoint.url());
      authenticator.setTimeout(Duration.ofMillis(200));

      assertThatThrownBy(() -> authenticator.authenticate("1.1"))
          .isInstanceOf(AuthenticationFailureException.class)
          .hasMessageContaining("could not be asked");
      never.complete(new Answer(200, ""));
    }
  }

  @Test
  @Tag("CL-009")
  void givenNobodyThere_itIsATypedFailureWithoutStatus() {
    HttpEndpoint endpoint = answering(200, "");
    String url = endpoint.url();
    endpoint.close();

    assertThatThrownBy(() -> new HttpUserAuthenticator(url).authenticate("1.1"))
        .isInstanceOfSatisfying(
            AuthenticationFailureException.class, e -> assertThat(e.status()).isEmpty());
  }

  @Test
  void givenAnAddressThatIsNoUrl_itIsRefusedAtOnce() {
    assertThatThrownBy(() -> new HttpUserAuthenticator("/pusher/user-auth"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https://");
  }

  @Test
  @Tag("CL-009")
  void givenARefusingEndpoint_theClientStaysConnected() {
    try (HttpEndpoint endpoint = answering(403, "no");
        Scene scene =
            Scene.open(o -> o.setUserAuthenticator(new HttpUserAuthenticator(endpoint.url())))) {
      scene.pusher().user().bindSignin(scene.recorder());
      var side = scene.connect("1.1");
      scene.pusher().signin();
      scene.recorder().await("refused AuthenticationFailureException");

      side.send("{\"event\":\"pusher:ping\",\"data\":\"{}\"}");
      assertThat(side.next()).contains("pusher:pong");
    }
  }
}
