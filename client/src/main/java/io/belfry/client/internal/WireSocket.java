package io.belfry.client.internal;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Proxy;
import java.net.Socket;

/**
 * A socket whose failed writes are not told. When the other side is gone, a write fails although
 * messages that came before are still unread; TLS would give up the whole connection then, and with
 * it those messages. So only reading finds the end.
 *
 * <p>Thread: as its parent.
 *
 * @see "rule CL-029"
 */
final class WireSocket extends Socket {
  WireSocket(Proxy proxy) {
    super(proxy);
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return new Quiet(super.getOutputStream());
  }

  /** Ends it at once; whoever reads or writes wakes up. */
  void abort() {
    try {
      close();
    } catch (IOException e) {
      Log.debug("A socket could not be closed.", e);
    }
  }

  private static final class Quiet extends FilterOutputStream {
    Quiet(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
      try {
        out.write(bytes, offset, count);
      } catch (IOException e) {
        Log.debug("The other side takes nothing more.", e);
      }
    }
  }
}
