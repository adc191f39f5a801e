package io.belfry.client.internal;

class WebSocketTransportTest extends TransportContract {
  @Override
  Transport transport() {
    return new WebSocketTransport();
  }
}
