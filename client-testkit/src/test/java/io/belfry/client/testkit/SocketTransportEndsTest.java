package io.belfry.client.testkit;

import io.belfry.client.internal.SocketTransport;
import io.belfry.client.internal.Transport;
import org.junit.jupiter.api.Tag;

@Tag("CL-029")
class SocketTransportEndsTest extends AbruptEndsContract {
  @Override
  protected Transport transport() {
    return new SocketTransport();
  }
}
