package io.belfry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.belfry.e2e.TestApp.Call;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every way in which pusher-js can be told to ask who the user is. */
@Tag("nodes")
@Tag("browser")
@ExtendWith(ChromiumOfTheRun.class)
class PusherJsSigninTest {
  @AutoClose private final Scene scene;

  PusherJsSigninTest(Chromium chromium) {
    scene = new Scene(chromium, Belfry.start());
  }

  @Test
  @Tag("WS-034")
  void givenNoOptions_itAsksTheDefaultEndpointWithAForm() {
    Tab tab = scene.tab("alice").connect();
    tab.signin();

    Call call = onlyCall(TestApp.USER_AUTH);
    assertThat(call.method()).isEqualTo("POST");
    assertThat(call.header("Content-Type")).hasValue("application/x-www-form-urlencoded");
    assertThat(call.form()).isEqualTo("socket_id=" + tab.socketId());
    assertThat(tab.evaluate("pusher.user.user_data.id")).isEqualTo("alice");
  }

  @Test
  void givenAnEndpointAndTheAjaxTransport_itPostsThere() {
    scene
        .tab("alice")
        .connect("userAuthentication: {endpoint: '/own/user-auth', transport: 'ajax'}")
        .signin();

    assertThat(onlyCall(TestApp.OWN_USER_AUTH).method()).isEqualTo("POST");
    assertThat(scene.app().calls(TestApp.USER_AUTH)).isEmpty();
  }

  @Test
  void givenTheJsonpTransport_itSignsInByAScript() {
    Tab tab =
        scene
            .tab("alice")
            .connect("userAuthentication: {endpoint: '/own/user-auth', transport: 'jsonp'}")
            .signin();

    Call call = onlyCall(TestApp.OWN_USER_AUTH);
    assertThat(call.method()).isEqualTo("GET");
    assertThat(call.request().callback()).hasValue("Pusher.auth_callbacks['1']");
    assertThat(call.request().socketId()).isEqualTo(tab.socketId());
  }

  @Test
  void givenParams_theyComeAfterTheSocketId() {
    Tab tab =
        scene
            .tab("alice")
            .connect("userAuthentication: {params: {tenant: 'blue & green', n: 1}}")
            .signin();

    assertThat(onlyCall(TestApp.USER_AUTH).form())
        .isEqualTo("socket_id=" + tab.socketId() + "&tenant=blue%20%26%20green&n=1");
  }

  @Test
  void givenParamsAndHeadersFromBothSources_thoseOfTheProvidersComeLast() {
    Tab tab =
        scene
            .tab("alice")
            .connect(
                """
                userAuthentication: {
                  params: {a: 1}, paramsProvider: () => ({b: 2}),
                  headers: {"X-One": "fixed", "X-Two": "fixed"},
                  headersProvider: () => ({"X-Two": "provided"})
                }
                """)
            .signin();

    Call call = onlyCall(TestApp.USER_AUTH);
    assertThat(call.form()).isEqualTo("socket_id=" + tab.socketId() + "&a=1&b=2");
    assertThat(call.header("X-One")).hasValue("fixed");
    assertThat(call.header("X-Two")).hasValue("fixed, provided");
  }

  @Test
  void givenAParamsProvider_itIsAskedAtSignin() {
    Tab tab =
        scene
            .tab("alice")
            .connect("userAuthentication: {paramsProvider: () => ({token: window.token})}");
    tab.evaluate("token = 'fresh'");
    tab.signin();

    assertThat(onlyCall(TestApp.USER_AUTH).request().parameter("token")).hasValue("fresh");
  }

  @Test
  void givenHeaders_theyAreSent() {
    scene
        .tab("alice")
        .connect("userAuthentication: {headers: {'X-CSRF-Token': 'from the page'}}")
        .signin();

    assertThat(onlyCall(TestApp.USER_AUTH).header("X-CSRF-Token")).hasValue("from the page");
  }

  @Test
  void givenAHeadersProvider_itIsAskedAtSignin() {
    Tab tab =
        scene
            .tab("alice")
            .connect(
                "userAuthentication: {headersProvider: () => ({Authorization: window.bearer})}");
    tab.evaluate("bearer = 'Bearer fresh'");
    tab.signin();

    assertThat(onlyCall(TestApp.USER_AUTH).header("Authorization")).hasValue("Bearer fresh");
  }

  @Test
  void givenACustomHandler_itBringsTheToken() {
    Tab tab =
        scene
            .tab("alice")
            .connect(
                """
                userAuthentication: {customHandler: async (params, callback) => {
                  see("asked", params);
                  const body = new URLSearchParams({socket_id: params.socketId});
                  const answer = await fetch("/own/user-auth", {method: "POST", body});
                  callback(null, await answer.json());
                }}
                """)
            .signin();

    assertThat(tab.next("asked")).isEqualTo("{\"socketId\":\"" + tab.socketId() + "\"}");
    assertThat(scene.app().calls(TestApp.USER_AUTH)).isEmpty();
    assertThat(tab.evaluate("pusher.user.user_data.id")).isEqualTo("alice");
  }

  @Test
  void givenACustomHandlerThatFails_theUserObjectTellsIt() {
    Tab tab =
        scene
            .tab("alice")
            .connect(
                "userAuthentication: {customHandler: (params, callback) =>"
                    + " callback(new Error('no session'), null)}");
    tab.evaluate("pusher.signin()");

    assertThat(tab.next("user:pusher:signin_error"))
        .isEqualTo("{\"type\":\"AuthError\",\"error\":\"no session\"}");
    assertThat(tab.state()).isEqualTo("connected");
  }

  @Test
  void givenSigninBeforeConnecting_itHappensOnceConnected() {
    Tab tab = scene.tab("alice");
    tab.startAnd("pusher.signin(); see('signin while ' + pusher.connection.state)");
    tab.next("pusher:signin_success");

    assertThat(tab.seen("")).startsWith("signin while connecting", "state:connected");
    assertThat(onlyCall(TestApp.USER_AUTH).request().socketId()).isEqualTo(tab.socketId());
  }

  @Test
  void givenASignin_bindingsOfTheClientSeeTheUserDataAsItWasSigned() {
    Tab tab = scene.tab("alice").connect();
    tab.evaluate("pusher.bind('pusher:signin_success', (data) => see('bound', data))");
    tab.evaluate(
        "pusher.connection.bind('message', ({event, data}) => see('message:' + event, data))");
    tab.signin();

    String expected = "{\"user_data\":\"{\\\"id\\\":\\\"alice\\\"}\"}";
    assertThat(tab.next("bound")).isEqualTo(expected);
    assertThat(tab.next("message:pusher:signin_success")).isEqualTo(expected);
  }

  @Test
  void givenASignin_thePromiseOfTheUserObjectIsKept() {
    Tab tab = scene.tab("alice").connect();
    tab.evaluate("pusher.signin()");

    assertThat(
            tab.evaluate(
                "pusher.user.signinDonePromise.then(() => JSON.stringify(pusher.user.user_data))"))
        .isEqualTo("{\"id\":\"alice\"}");
  }

  private Call onlyCall(String path) {
    List<Call> calls = scene.app().calls(path);
    assertThat(calls).hasSize(1);
    return calls.getFirst();
  }
}
