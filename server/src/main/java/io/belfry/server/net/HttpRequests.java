package io.belfry.server.net;

import io.belfry.server.fallback.FallbackCall;
import io.belfry.server.http.AllowedMethods;
import io.belfry.server.http.ApiError;
import io.belfry.server.http.ApiReason;
import io.belfry.server.http.Hearing;
import io.belfry.server.http.Response;
import io.belfry.server.net.Deadlines.Deadline;
import io.belfry.server.net.PendingRequest.Purpose;
import io.belfry.server.socket.Handshake;
import io.belfry.server.socket.InputBudget;
import io.belfry.server.socket.Undecided;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads requests one after the other, bounded in size and time, and writes their answers in the
 * same order. The head of a request decides what becomes of its body: it is kept when the answer
 * needs it and the caller is known, else read past or, if it is long, not waited for. Answers that
 * are there at once are flushed together when all that was read is answered.
 *
 * <p>Thread: confined to its event loop.
 *
 * @see "rules HTTP-001 to HTTP-003, HTTP-183, HTTP-205, THR-34"
 */
final class HttpRequests extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(HttpRequests.class);
  private static final long HEAD_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long IDLE_NANOS = Duration.ofSeconds(65).toNanos();
  private static final String TOO_EARLY = "Ask for an upgrade when all else has been answered.";
  private static final Response NO_ROOM =
      ApiReason.OVERLOADED
          .saying("The server has no room for what is sent to it. Send it again.")
          .toResponse();
  private static final String NO_TARGET = "Expected a path or a URL of http as the request target.";

  private static final Response OF_SERVER = AllowedMethods.of("GET", "POST", "OPTIONS").options();

  private final LoopSide side;
  private final Site site;
  private final ClientAddress address;
  private final AnswerWriter writer;
  private @Nullable WebSocketUpgrade upgrade;
  private RequestPhase phase = RequestPhase.HEAD;
  private @Nullable PendingRequest pending;
  private @Nullable Deadline deadline;
  private @Nullable AwaitedAnswer awaited;
  private @Nullable NettyExchange handedOver;
  private InputBudget.@Nullable Holding held;
  private @Nullable Undecided undecided;
  private boolean isProven;

  private enum RequestPhase {
    HEAD,
    BODY,
    ANSWERING,
    /** The connection ends: what still comes is thrown away. */
    DRAINING
  }

  HttpRequests(LoopSide side, Site site, ClientAddress address) {
    this.side = side;
    this.address = address;
    this.site = site;
    this.writer = new AnswerWriter(side.answers());
    this.upgrade = WebSocketUpgrade.of(side, site);
  }

  /** Opens sockets in another way than the site has it. */
  void upgradeBy(BiFunction<LoopSide, Handshake, WebSocketUpgrade> other) {
    upgrade = other.apply(side, Objects.requireNonNull(site.handshake()));
  }

  /**
   * Whether the next bytes may be read: not while an answer is awaited, and not while a client asks
   * on and reads no answers, which would fill the memory with them (rule THR-35).
   */
  boolean isOpen(Channel socket) {
    return phase != RequestPhase.ANSWERING && (phase != RequestPhase.HEAD || socket.isWritable());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    endIn(context, HEAD_NANOS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (held != null) {
      held.release();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    side.deadlines().forget(context.channel());
    if (undecided != null) {
      undecided.abandon();
    }
    context.fireChannelInactive();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (deadline != null) {
      deadline.heard();
    }
    account(context);
    context.flush();
  }

  /** The client has read what was written to it: requests that waited for that go on. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
    if (context.channel().isWritable()) {
      goOn(context);
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object part) {
    try {
      if (part instanceof HttpRequest request && phase == RequestPhase.HEAD) {
        begin(context, request);
      }
      if (part instanceof HttpContent content) {
        switch (phase) {
          case BODY -> append(context, content);
          case HEAD, ANSWERING, DRAINING -> {}
        }
      }
    } finally {
      ReferenceCountUtil.release(part);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      side.loop().breakdown().tellIfFatal(cause);
      LOG.error("An HTTP connection failed through a fault of the server.", cause);
    }
    context.close();
  }

  /** Tells the common budget what is kept of this client from one read to the next. */
  private void account(ChannelHandlerContext context) {
    StrictRequests decoder = decoder(context);
    if (decoder == null) {
      return;
    }
    long bytes =
        switch (phase) {
          case HEAD -> decoder.heldBytes();
          case BODY, ANSWERING -> decoder.heldBytes() + decoder.headBytes();
          case DRAINING -> 0;
        };
    bytes += pending == null ? 0 : pending.body().heldBytes();
    if (held == null && bytes > 0) {
      held = side.parts().input().holding(() -> giveUp(context));
    }
    if (held != null) {
      if (isProven) {
        held.proven();
      }
      held.set(bytes);
    }
  }

  private void giveUp(ChannelHandlerContext context) {
    if (phase == RequestPhase.ANSWERING || phase == RequestPhase.DRAINING) {
      context.close();
      return;
    }
    Answers.Form form =
        new Answers.Form(
            decoder(context).content(), Answers.Staying.ENDS, Answers.Dialect.HTTP_1_1);
    refuse(context, NO_ROOM, form);
    try {
      goOn(context);
    } catch (Exception e) {
      exceptionCaught(context, e);
    }
  }

  private void begin(ChannelHandlerContext context, HttpRequest request) {
    Optional<ApiError> violation = HeadRules.check(request);
    if (violation.isPresent()) {
      refuse(context, request, violation.get());
      return;
    }
    Optional<RequestTarget> target = RequestTarget.parse(request.method(), request.uri());
    if (target.isEmpty()) {
      refuse(context, request, ApiReason.REQUEST_MALFORMED.saying(NO_TARGET));
      return;
    }
    Asked asked = Asked.of(request, target.get(), address);
    phase = RequestPhase.BODY;
    long now = now();
    deadline(context).set(now + RequestBody.GRACE_NANOS);
    if (upgrade != null && WebSocketUpgrade.isAskedFor(request)) {
      violation =
          decoder(context).isResuming()
              ? Optional.of(ApiReason.REQUEST_MALFORMED.saying(TOO_EARLY))
              : WebSocketUpgrade.check(request);
      if (violation.isPresent()) {
        refuse(context, request, violation.get());
      } else {
        pending = new PendingRequest(asked, new Purpose.Upgrade(request), RequestBody.dropped(now));
      }
      return;
    }
    pending = heard(asked, now);
    expect(context, request, pending);
  }

  /** What the head has come to. */
  private PendingRequest heard(Asked asked, long now) {
    String path = asked.target().path();
    if (path.equals(RequestTarget.SERVER)) {
      return answered(asked, OF_SERVER, now);
    }
    if (upgrade != null && upgrade.isForSockets(path)) {
      return answered(asked, WebSocketUpgrade.instead(asked), now);
    }
    if (site.fallback() != null) {
      Optional<FallbackCall> call = site.fallback().find(asked.head());
      if (call.isPresent()) {
        return PendingRequest.of(asked, call.get(), now);
      }
    }
    Hearing hearing = site.responder().hear(asked.head());
    isProven |= hearing instanceof Hearing.Continued continued && continued.isProven();
    return PendingRequest.of(asked, hearing, now);
  }

  private static PendingRequest answered(Asked asked, Response response, long now) {
    return PendingRequest.of(
        asked, new Hearing.Settled(CompletableFuture.completedFuture(response)), now);
  }

  /** Looks at what is announced: it is too much, or it is waited for, or it may be sent. */
  private void expect(ChannelHandlerContext context, HttpRequest request, PendingRequest begun) {
    long announced = HttpUtil.getContentLength(request, 0L);
    boolean waits =
        HttpUtil.is100ContinueExpected(request)
            && (announced > 0 || HttpUtil.isTransferEncodingChunked(request));
    if (!begun.body().allows(announced)) {
      endWithAnswer(context, begun);
    } else if (waits && begun.body().isKept()) {
      context.writeAndFlush(
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    } else if (waits) {
      endWithAnswer(context, begun);
    }
  }

  private void append(ChannelHandlerContext context, HttpContent content) {
    PendingRequest begun = pending;
    if (begun == null) {
      return;
    }
    if (content.decoderResult().isFailure()) {
      refuse(
          context,
          begun.asked(),
          ApiReason.REQUEST_MALFORMED.saying("The request body is malformed.").toResponse());
      return;
    }
    boolean isLast = content instanceof LastHttpContent;
    if (!begun.body().take(content.content(), isLast)) {
      endWithAnswer(context, begun);
    } else if (isLast) {
      complete(context, begun);
    } else {
      deadline(context).set(begun.body().deadline(now()));
    }
  }

  private void complete(ChannelHandlerContext context, PendingRequest begun) {
    pending = null;
    deadline(context).lift();
    HttpRequest asksForSocket = begun.upgrade();
    if (asksForSocket != null && upgrade != null) {
      complete(context, begun, upgrade.upgrade(context, asksForSocket, begun.asked()));
    } else {
      carryOut(context, begun);
    }
  }

  private void complete(
      ChannelHandlerContext context,
      PendingRequest begun,
      WebSocketUpgrade.UpgradeOutcome outcome) {
    Asked asked = begun.asked();
    switch (outcome) {
      case WebSocketUpgrade.UpgradeOutcome.Waiting waiting ->
          waitFor(context, begun, waiting.admission());
      case WebSocketUpgrade.UpgradeOutcome.Upgraded upgraded -> {}
      case WebSocketUpgrade.UpgradeOutcome.NotUpgraded refused -> {
        phase = RequestPhase.ANSWERING;
        answer(context, asked.ending(), refused.response());
      }
      case WebSocketUpgrade.UpgradeOutcome.NotOurs notOurs ->
          carryOut(context, heard(asked, now()));
    }
  }

  /** Nothing more is read until it is decided whether the socket becomes a connection. */
  private void waitFor(ChannelHandlerContext context, PendingRequest begun, Undecided admission) {
    phase = RequestPhase.ANSWERING;
    undecided = admission;
    admission.then(
        verdict -> {
          undecided = null;
          decoder(context).readAgain(context.channel());
          WebSocketUpgrade upgrades = Objects.requireNonNull(upgrade);
          HttpRequest request = Objects.requireNonNull(begun.upgrade());
          try {
            complete(context, begun, upgrades.settle(context, request, begun.asked(), verdict));
            context.channel().flush();
          } catch (RuntimeException e) {
            exceptionCaught(context, e);
          }
        });
  }

  private void carryOut(ChannelHandlerContext context, PendingRequest whole) {
    // Who uses HTTP is no part of a connection storm.
    side.loop().established(context.channel());
    phase = RequestPhase.ANSWERING;
    Asked asked = whole.asked();
    byte[] body = whole.body().bytes();
    switch (whole.purpose()) {
      case Purpose.ToAnswer(Hearing.Settled answered) ->
          respond(context, asked, answered, answered.answer());
      case Purpose.ToAnswer(Hearing.Continued continued) ->
          respond(context, asked, continued, continued.answer(body));
      case Purpose.Fallback(FallbackCall call) -> {
        endIn(context, AwaitedAnswer.LONGEST_NANOS);
        handedOver = exchange(context, asked, body);
        call.answer(handedOver);
      }
      case Purpose.Upgrade toSocket -> throw new IllegalStateException("No WebSockets here.");
    }
  }

  private NettyExchange exchange(ChannelHandlerContext context, Asked asked, byte[] body) {
    return new NettyExchange(
        context, side, asked.form(), asked.head().withBody(body), stays -> next(context, stays));
  }

  private void respond(
      ChannelHandlerContext context,
      Asked asked,
      Hearing hearing,
      CompletionStage<Response> response) {
    CompletableFuture<Response> answered = response.toCompletableFuture();
    if (answered.isDone() && !answered.isCompletedExceptionally()) {
      answer(context, asked, answered.join());
      return;
    }
    endIn(context, AwaitedAnswer.LONGEST_NANOS);
    awaited = new AwaitedAnswer(hearing, there -> answer(context, asked, there));
    awaited.await(answered, context.executor());
  }

  /** The answer took too long, or else the client. */
  private void timeIsUp(ChannelHandlerContext context) {
    deadline = null;
    if (phase == RequestPhase.ANSWERING && awaited != null) {
      awaited.giveUp();
    } else if (phase == RequestPhase.ANSWERING && handedOver != null) {
      handedOver.giveUp();
    } else {
      context.close();
    }
  }

  private void answer(ChannelHandlerContext context, Asked asked, Response response) {
    Answers.Form form = asked.formOf(response);
    if (form.stays()) {
      writer.write(context, response, form);
    } else {
      writer.end(context, response, form);
    }
    next(context, form.stays());
  }

  /** The answer is given: what has waited goes on, if the connection does. */
  private void next(ChannelHandlerContext context, boolean stays) {
    if (context.isRemoved()) {
      // The socket has gone meanwhile.
      return;
    }
    awaited = null;
    handedOver = null;
    restFor(context, stays ? IDLE_NANOS : RequestBody.GRACE_NANOS);
    phase = stays ? RequestPhase.HEAD : RequestPhase.DRAINING;
    if (!stays) {
      decoder(context).discard();
    }
    try {
      goOn(context);
    } catch (Exception e) {
      exceptionCaught(context, e);
    }
  }

  private void goOn(ChannelHandlerContext context) throws Exception {
    StrictRequests decoder = decoder(context);
    if (!decoder.isReading()) {
      decoder.resume(context.pipeline().context(decoder));
      account(context);
      context.flush();
    }
  }

  /** Answers a request of whose body no more is read, and ends the connection. */
  private void endWithAnswer(ChannelHandlerContext context, PendingRequest begun) {
    pending = null;
    switch (begun.purpose()) {
      case Purpose.ToAnswer(Hearing.Continued continued) ->
          refuse(context, begun.asked(), continued.tooLarge());
      case Purpose.Fallback fallback when begun.body().isKept() ->
          refuse(
              context,
              begun.asked(),
              ApiReason.REQUEST_TOO_LARGE.error(begun.body().maxBytes()).toResponse());
      // Nothing more is read until the answer is there.
      case Purpose.ToAnswer(Hearing.Settled answered) -> carryOut(context, begun.ending());
      case Purpose.Fallback fallback -> carryOut(context, begun.ending());
      case Purpose.Upgrade toSocket -> carryOut(context, begun.ending());
    }
  }

  private void refuse(ChannelHandlerContext context, HttpRequest request, ApiError violation) {
    refuse(context, violation.toResponse(), Answers.Form.of(request).ending());
  }

  private void refuse(ChannelHandlerContext context, Asked asked, Response response) {
    refuse(context, response, asked.form().ending());
  }

  private void refuse(ChannelHandlerContext context, Response response, Answers.Form form) {
    pending = null;
    phase = RequestPhase.DRAINING;
    decoder(context).discard();
    restFor(context, RequestBody.GRACE_NANOS);
    writer.end(context, response, form);
  }

  private static StrictRequests decoder(ChannelHandlerContext context) {
    return context.pipeline().get(StrictRequests.class);
  }

  private void endIn(ChannelHandlerContext context, long nanos) {
    deadline(context).set(now() + nanos);
  }

  private void restFor(ChannelHandlerContext context, long nanos) {
    deadline(context).rest(now() + nanos);
  }

  private long now() {
    return side.parts().nanoTime().getAsLong();
  }

  private Deadline deadline(ChannelHandlerContext context) {
    if (deadline == null) {
      deadline = side.deadlines().of(context.channel(), () -> timeIsUp(context));
    }
    return deadline;
  }
}
