package io.belfry.e2e;

import java.util.ArrayList;
import java.util.List;

/**
 * A server, an application and the tabs of its users; the tabs reach the server over a wire that
 * can be cut. Closing it fails when a page had an error.
 *
 * <p>Thread: confined to the test's thread.
 */
final class Scene implements AutoCloseable {
  private final Chromium chromium;
  private final Belfry belfry;
  private final TestApp app;
  private final CuttableProxy proxy;
  private final List<Tab> tabs = new ArrayList<>();

  /** Tabs in that browser around that server, which closes with the scene. */
  Scene(Chromium chromium, Belfry belfry) {
    this(chromium, belfry, PageScript.pusherJs());
  }

  /** The same with pages of these scripts. */
  Scene(Chromium chromium, Belfry belfry, List<PageScript> scripts) {
    this.chromium = chromium;
    this.belfry = belfry;
    this.app = new TestApp(belfry.backend(), scripts);
    this.proxy = CuttableProxy.to(belfry.port());
  }

  Belfry belfry() {
    return belfry;
  }

  TestApp app() {
    return app;
  }

  CuttableProxy proxy() {
    return proxy;
  }

  /** A tab whose session is that user's; its client is not made yet. */
  Tab tab(String user) {
    return tab(user, Belfry.KEY);
  }

  /** The same with another app key. */
  Tab tab(String user, String key) {
    Tab tab = Tab.open(chromium, app.url("/" + user), key, proxy.port());
    tabs.add(tab);
    return tab;
  }

  /** A tab of that user that is signed in. */
  Tab signedIn(String user) {
    return tab(user).connect().signin();
  }

  @Override
  public void close() {
    try {
      tabs.forEach(Tab::close);
    } finally {
      proxy.close();
      app.close();
      belfry.close();
    }
    List<String> problems = tabs.stream().flatMap(tab -> tab.problems().stream()).toList();
    if (!problems.isEmpty()) {
      throw new AssertionError("A page had errors: " + problems);
    }
  }
}
