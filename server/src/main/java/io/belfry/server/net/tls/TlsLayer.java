package io.belfry.server.net.tls;

import io.belfry.server.certificate.ServerCertificate;
import io.belfry.server.net.SocketLayer;
import io.belfry.server.node.TlsEngineKind;
import io.belfry.server.refusal.Reason;
import io.belfry.server.refusal.Refusal;
import io.belfry.server.refusal.RefusalKind;
import io.belfry.server.refusal.Refusals;
import io.belfry.server.socket.InputBudget;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslContext;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.EventExecutor;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;

/**
 * TLS between the sockets of a port and everything else. The certificate may be replaced at any
 * time: sockets that are there keep theirs, and who comes gets the new one.
 *
 * <p>Thread: thread-safe.
 *
 * @see "rules THR-32, THR-41"
 */
public final class TlsLayer implements SocketLayer, AutoCloseable {
  private final TlsContexts contexts;
  private final HandshakePace pace;
  private final Map<EventExecutor, HandshakeTurns> turns = new ConcurrentHashMap<>();
  private final Refusals refusals;
  private volatile SslContext context;

  /**
   * A layer.
   *
   * @param certificate what the server proves itself with
   * @param engine who speaks
   * @param handshakesASecond how many may begin; 0 for any number
   * @param refusals is told of handshakes that fail
   * @throws SSLException if the engine does not take the certificate
   */
  public TlsLayer(
      ServerCertificate certificate,
      TlsEngineKind engine,
      long handshakesASecond,
      LongSupplier nanoTime,
      Refusals refusals)
      throws SSLException {
    this.contexts = TlsContexts.of(engine);
    this.pace = new HandshakePace(handshakesASecond, nanoTime);
    this.refusals = refusals;
    this.context = contexts.make(certificate);
  }

  /**
   * Puts another certificate in place, for all who come from now on.
   *
   * @throws SSLException if the engine does not take it, and then the earlier one stays
   */
  public synchronized void replace(ServerCertificate certificate) throws SSLException {
    SslContext old = context;
    context = contexts.make(certificate);
    ReferenceCountUtil.release(old);
  }

  /** Name of what speaks, for the log. */
  public String engineName() {
    return contexts.name();
  }

  @Override
  public boolean isEncrypted() {
    return true;
  }

  @Override
  public void addTo(ChannelPipeline pipeline, InputBudget.Part input, FarEnd peer) {
    pipeline.addLast(new FirstFlight(this, input, peer));
  }

  HandshakePace pace() {
    return pace;
  }

  /** The handshakes of an event loop that are due. */
  HandshakeTurns turnsOf(EventExecutor loop) {
    return turns.computeIfAbsent(loop, HandshakeTurns::new);
  }

  /** What encrypts one socket from now on. */
  ChannelHandler encrypted(ByteBufAllocator memory, InputBudget.Part input, FarEnd peer) {
    SslContext taken = take();
    try {
      return new EncryptedSocket(taken.newEngine(memory), this, input, peer);
    } finally {
      // An engine holds on to it by itself.
      ReferenceCountUtil.release(taken);
    }
  }

  // The native one is freed when it was replaced and nobody uses it any more.
  private SslContext take() {
    while (true) {
      SslContext now = context;
      try {
        ReferenceCountUtil.retain(now);
        return now;
      } catch (IllegalReferenceCountException e) {
        // It was replaced between the two lines above.
        Thread.onSpinWait();
      }
    }
  }

  /** A handshake has come to nothing. */
  void failed(FarEnd peer, Throwable failure) {
    refused(peer, reason(failure));
  }

  // Both engines name the alert that they got within their message.
  private static Reason reason(Throwable failure) {
    String message = String.valueOf(failure.getMessage()).toUpperCase(Locale.ROOT);
    if (failure instanceof ClosedChannelException || !(failure instanceof SSLException)) {
      return Reason.TLS_UNFINISHED;
    }
    boolean isAboutCertificate =
        message.contains("ALERT") && (message.contains("CERTIFICATE") || message.contains("CA"));
    return isAboutCertificate ? Reason.TLS_CERTIFICATE_REFUSED : Reason.TLS_NOT_AGREED;
  }

  /** A client did not come to speak. */
  void refused(FarEnd peer, Reason reason) {
    Refusal.Who who = new Refusal.Who(null, null, null, peer.address());
    refusals.note(Refusal.of(RefusalKind.CONNECTION, reason, null, who));
  }

  /** Sockets that are there go on; nobody else may come. */
  @Override
  public void close() {
    ReferenceCountUtil.release(context);
  }
}
