package io.belfry.server;

import io.belfry.testkit.RecordingClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;

/** Clients at other addresses of this machine. */
final class Peers {
  private Peers() {}

  /** A socket from 127.0.0.{@code host} that has sent nothing. */
  static RecordingClient from(int host, int port) {
    try {
      return RecordingClient.over(socket(host, port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same as a plain socket. */
  static Socket socket(int host, int port) throws IOException {
    return new Socket(loopback(1), port, loopback(host), 0);
  }

  private static InetAddress loopback(int host) throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) host});
  }
}
