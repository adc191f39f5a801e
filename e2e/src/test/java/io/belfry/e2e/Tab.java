package io.belfry.e2e;

import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One page with pusher-js in a browser context of its own, which notes what pusher-js tells an
 * application (see {@code tab.js}), and errors of its own.
 *
 * <p>Thread: confined to the test's thread.
 */
final class Tab implements AutoCloseable {
  private static final double DEADLINE_MILLIS = 20_000;
  private static final double POLLING_MILLIS = 5;
  // What the browser itself writes about an answer or a socket that failed, which tests provoke.
  private static final Set<String> ABOUT_THE_NETWORK =
      Set.of("Failed to load resource", "WebSocket connection to");

  private final Chromium chromium;
  private final Page page;
  private final String key;
  private final int port;
  private final Map<String, Integer> taken = new HashMap<>();
  private final List<String> problems = new ArrayList<>();
  private final Consumer<String> onError = problems::add;
  private final Consumer<ConsoleMessage> onMessage = this::note;
  private boolean isClockHeld;

  private Tab(Chromium chromium, String key, int port) {
    this.chromium = chromium;
    this.page = chromium.takePage();
    this.key = key;
    this.port = port;
    page.setDefaultTimeout(DEADLINE_MILLIS);
    page.onPageError(onError);
    page.onConsoleMessage(onMessage);
  }

  /** A page with pusher-js that has not connected yet, and will connect to that port. */
  static Tab open(Chromium chromium, String url, String key, int port) {
    Tab tab = new Tab(chromium, key, port);
    tab.page.navigate(url);
    return tab;
  }

  /**
   * Makes the client, which connects.
   *
   * @param options members of its options as JavaScript, such as {@code userAuthentication: {…}}
   */
  Tab start(String... options) {
    page.evaluate(startScript(options));
    return this;
  }

  /** Makes the client and runs JavaScript before anything can come of it. */
  void startAnd(String script) {
    page.evaluate("() => {" + startScript() + ";" + script + "}");
  }

  /** Makes the client and waits until it is connected. */
  Tab connect(String... options) {
    start(options).next("state:connected");
    return this;
  }

  /** Signs in and waits until the server has accepted it. */
  Tab signin() {
    evaluate("pusher.signin()");
    next("pusher:signin_success");
    return this;
  }

  /** Subscribes and waits until the server has accepted it. */
  Tab join(String channel) {
    evaluate("join('" + channel + "')");
    next(channel + ":pusher:subscription_succeeded");
    return this;
  }

  /** Runs JavaScript; its value comes back. */
  Object evaluate(String script) {
    return page.evaluate(script);
  }

  /** Runs JavaScript with a value of the test's. */
  Object evaluate(String function, Object argument) {
    return page.evaluate(function, argument);
  }

  /** Waits for the next entry of that name that was not asked for yet; its data as JSON. */
  String next(String what) {
    int index = taken.merge(what, 1, Integer::sum) - 1;
    try {
      return String.valueOf(
          page.waitForFunction(
                  "([what, index]) => seen.filter((entry) => entry.what === what)[index]?.data",
                  List.of(what, index),
                  new Page.WaitForFunctionOptions().setPollingInterval(POLLING_MILLIS))
              .jsonValue());
    } catch (TimeoutError e) {
      throw new AssertionError("Expected " + what + ", seen is only " + seen(""), e);
    }
  }

  /** The names of all entries so far that begin so, in order. */
  List<String> seen(String prefix) {
    Object names = page.evaluate("seen.map((entry) => entry.what)");
    return names instanceof List<?> list
        ? list.stream().map(String::valueOf).filter(name -> name.startsWith(prefix)).toList()
        : List.of();
  }

  /** Returns when the page has seen all that the server had written to it before. */
  void settle() {
    evaluate("ping()");
    next("pusher:pong");
  }

  String state() {
    return String.valueOf(evaluate("pusher.connection.state"));
  }

  String socketId() {
    return String.valueOf(evaluate("pusher.connection.socket_id"));
  }

  /** Takes the page's clock into the test's hands; it goes on until it is moved. */
  Tab holdClock() {
    page.clock().install();
    isClockHeld = true;
    return this;
  }

  /** Moves the page's clock; what is due on the way happens. */
  void letPass(Duration time) {
    page.clock().runFor(time.toMillis());
  }

  /** Errors of the page: what it did not catch, and what a script wrote as one. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  @Override
  public void close() {
    // A call that changes nothing brings the notes of the browser that are still on their way.
    page.title();
    page.offPageError(onError);
    page.offConsoleMessage(onMessage);
    if (isClockHeld) {
      page.context().close();
    } else {
      chromium.giveBack(page);
    }
  }

  private String startScript(String... options) {
    return """
        start("%s", {cluster: "", forceTLS: false, enabledTransports: ["ws"],
            wsHost: "127.0.0.1", wsPort: %d, %s})"""
        .formatted(key, port, String.join(", ", options));
  }

  private void note(ConsoleMessage message) {
    if (message.type().equals("error")
        && ABOUT_THE_NETWORK.stream().noneMatch(message.text()::startsWith)) {
      problems.add(message.text());
    }
  }
}
