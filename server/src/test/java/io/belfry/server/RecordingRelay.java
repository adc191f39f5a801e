package io.belfry.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands between a client and a server, passes bytes on and keeps all of them. */
final class RecordingRelay implements AutoCloseable {
  private final ServerSocket listening;
  private final int target;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream toServer = new ByteArrayOutputStream();
  private final ByteArrayOutputStream toClient = new ByteArrayOutputStream();

  private volatile boolean isCut;

  private RecordingRelay(ServerSocket listening, int target) {
    this.listening = listening;
    this.target = target;
  }

  static RecordingRelay to(int port) throws IOException {
    RecordingRelay relay =
        new RecordingRelay(new ServerSocket(0, 8, InetAddress.getLoopbackAddress()), port);
    Thread.ofVirtual().start(relay::accept);
    return relay;
  }

  int port() {
    return listening.getLocalPort();
  }

  /** From now on nothing passes, and neither side is told. */
  void cut() {
    isCut = true;
  }

  /** Everything that passed in both directions, a character a byte. */
  String seen() {
    return toServer.toString(StandardCharsets.ISO_8859_1)
        + toClient.toString(StandardCharsets.ISO_8859_1);
  }

  /** What the server said. */
  byte[] toClient() {
    return toClient.toByteArray();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(client);
        sockets.add(server);
        Thread.ofVirtual().start(() -> pass(client, server, toServer));
        Thread.ofVirtual().start(() -> pass(server, client, toClient));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void pass(Socket from, Socket to, ByteArrayOutputStream copy) {
    byte[] bytes = new byte[16 << 10];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        copy.write(bytes, 0, read);
        if (!isCut) {
          out.write(bytes, 0, read);
        }
      }
      if (!isCut) {
        to.shutdownOutput();
      }
    } catch (IOException e) {
      // One of them is gone.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
