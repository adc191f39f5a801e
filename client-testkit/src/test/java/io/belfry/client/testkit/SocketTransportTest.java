package io.belfry.client.testkit;

import io.belfry.client.internal.SocketTransport;
import io.belfry.client.internal.Transport;
import org.junit.jupiter.api.Tag;

@Tag("CL-031")
class SocketTransportTest extends TransportContract {
  @Override
  protected Transport transport() {
    return new SocketTransport();
  }
}
