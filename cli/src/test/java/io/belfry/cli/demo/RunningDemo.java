package io.belfry.cli.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * The demo application alone, for what needs no Belfry beside it.
 *
 * <p>Thread: confined to the test's thread.
 *
 * @param app the application
 * @param credentials of the demo app
 */
record RunningDemo(DemoApp app, DemoCredentials credentials) implements AutoCloseable {
  static RunningDemo start(Path dataDir) throws IOException {
    SecureRandom random = new SecureRandom();
    DemoCredentials credentials = DemoCredentials.of(dataDir, random);
    DemoApp.Settings settings =
        new DemoApp.Settings(
            URI.create("http://127.0.0.1:9"), credentials, new DemoApp.Versions("1.2.3", "8.6.0"));
    DemoApp app = DemoApp.listen(0);
    app.serve(settings, random);
    return new RunningDemo(app, credentials);
  }

  DemoClient client() {
    return new DemoClient(app.uri().getPort());
  }

  @Override
  public void close() {
    app.close();
  }
}
