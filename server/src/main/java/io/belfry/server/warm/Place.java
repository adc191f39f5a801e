package io.belfry.server.warm;

import io.belfry.protocol.sign.Secret;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A server that is there to be exercised, and an app of it.
 *
 * <p>Thread: immutable.
 *
 * @param address where it listens
 * @param appId id of the app
 * @param key of the app
 * @param secret of the key
 */
public record Place(InetSocketAddress address, String appId, String key, Secret secret) {
  /** A connection to it. */
  Socket connect() throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(address);
      socket.setTcpNoDelay(true);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
