package io.belfry.cluster.redis;

import io.belfry.protocol.SocketId;
import io.belfry.protocol.UserId;
import io.belfry.server.cluster.Question;
import io.belfry.server.cluster.Question.Answer;
import io.belfry.server.cluster.Question.Answer.Coverage;
import io.belfry.server.cluster.Question.OfEachNode;
import io.belfry.server.cluster.SessionFacts;
import io.belfry.server.cluster.UserFacts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a node answers as it goes through the engine: a byte that says whether all of it is there,
 * how many entries follow, and each entry after its length, so that what a later version adds to
 * one is passed over. Beyond a bound entries are left out, and the answer says so. One that cannot
 * be understood is none.
 *
 * <p>Thread: stateless.
 *
 * @see "rules CLU-070, CLU-073, USR-017"
 */
final class AnswerBytes {
  /** Most bytes of an answer; a thousand sessions with all that is told of them are far below. */
  static final int MOST = 1 << 22;

  /** Says that a node does not answer. */
  static final byte[] NONE = {};

  private static final byte WHOLE = 0;
  private static final byte CUT = 1;

  private AnswerBytes() {}

  private interface Writer<T> {
    void write(T entry, DataOutputStream out) throws IOException;
  }

  private interface Reader<T> {
    T read(DataInputStream in) throws IOException;
  }

  static byte[] write(OfEachNode<?> question, Object answer) {
    return switch (question) {
      case Question.OnlineUsers unused -> users((Collection<?>) answer);
      case Question.OfUsers unused -> users(((Map<?, ?>) answer).values());
      case Question.Sessions unused ->
          entries((Collection<?>) answer, (it, out) -> write((SessionFacts) it, out));
    };
  }

  private static byte[] users(Collection<?> users) {
    return entries(users, (it, out) -> write((UserFacts) it, out));
  }

  /** How many there were. */
  static byte[] write(long count) {
    return ByteBuffer.allocate(Long.BYTES).putLong(count).array();
  }

  private static byte[] entries(Collection<?> entries, Writer<Object> writer) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteArrayOutputStream one = new ByteArrayOutputStream();
    int count = 0;
    try (DataOutputStream out = new DataOutputStream(all);
        DataOutputStream entry = new DataOutputStream(one)) {
      for (Object each : entries) {
        one.reset();
        writer.write(each, entry);
        if (all.size() + one.size() + 3 * Integer.BYTES > MOST) {
          break;
        }
        out.writeInt(one.size());
        one.writeTo(out);
        count++;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ByteBuffer.allocate(1 + Integer.BYTES + all.size())
        .put(count == entries.size() ? WHOLE : CUT)
        .putInt(count)
        .put(all.toByteArray())
        .array();
  }

  private static void write(UserFacts user, DataOutputStream out) throws IOException {
    out.writeUTF(user.id().text());
    out.writeInt(user.connections());
    out.writeLong(user.onlineSinceMillis());
  }

  private static void write(SessionFacts it, DataOutputStream out) throws IOException {
    Long expires = it.expiresAtMillis();
    out.writeUTF(it.socketId().text());
    maybe(it.session(), out);
    maybe(it.device(), out);
    out.writeLong(it.connectedAtMillis());
    out.writeLong(it.signedInAtMillis());
    out.writeLong(it.lastActiveMillis());
    out.writeBoolean(expires != null);
    out.writeLong(expires == null ? 0 : expires);
    maybe(it.address(), out);
    maybe(it.userAgent(), out);
    maybe(it.client(), out);
    out.writeUTF(it.transport());
    out.writeUTF(it.node());
    out.writeInt(it.channelCount());
    out.writeInt(it.channels().size());
    for (String channel : it.channels()) {
      out.writeUTF(channel);
    }
  }

  private static void maybe(@Nullable String text, DataOutputStream out) throws IOException {
    out.writeBoolean(text != null);
    out.writeUTF(text == null ? "" : text);
  }

  /** What a node has answered; empty when it has not, or it cannot be understood. */
  @SuppressWarnings("unchecked") // each question is answered with its own kind of value
  static <A> Optional<Answer<A>> read(OfEachNode<A> question, byte[] bytes) {
    Optional<? extends Answer<?>> answer =
        switch (question) {
          case Question.OnlineUsers page -> entries(bytes, page.most(), AnswerBytes::user);
          case Question.OfUsers of ->
              entries(bytes, of.users().size(), AnswerBytes::user).map(AnswerBytes::byId);
          case Question.Sessions of -> entries(bytes, of.most(), AnswerBytes::session);
        };
    return (Optional<Answer<A>>) answer;
  }

  /** How many a node says there were; empty when it has not said so. */
  static Optional<Answer<Long>> readCount(byte[] bytes) {
    if (bytes.length < Long.BYTES) {
      return Optional.empty();
    }
    long count = ByteBuffer.wrap(bytes).getLong();
    return count < 0 ? Optional.empty() : Optional.of(Answer.complete(count));
  }

  private static <T> Optional<Answer<List<T>>> entries(byte[] bytes, int most, Reader<T> reader) {
    if (bytes.length > MOST) {
      return Optional.empty();
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      byte wholeness = in.readByte();
      int count = in.readInt();
      if (count < 0 || count > most || (wholeness != WHOLE && wholeness != CUT)) {
        return Optional.empty();
      }
      List<T> entries = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        entries.add(entry(in, reader));
      }
      return Optional.of(
          new Answer<>(entries, wholeness == WHOLE ? Coverage.COMPLETE : Coverage.PARTIAL));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static <T> T entry(DataInputStream in, Reader<T> reader) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("An entry of " + length + " bytes is not there.");
    }
    try (DataInputStream entry =
        new DataInputStream(new ByteArrayInputStream(in.readNBytes(length)))) {
      return reader.read(entry);
    }
  }

  private static UserFacts user(DataInputStream in) throws IOException {
    return new UserFacts(new UserId(in.readUTF()), in.readInt(), in.readLong());
  }

  private static Map<UserId, UserFacts> byId(List<UserFacts> users) {
    Map<UserId, UserFacts> byId = new HashMap<>();
    users.forEach(user -> byId.put(user.id(), user));
    return byId;
  }

  private static Answer<?> byId(Answer<List<UserFacts>> users) {
    return new Answer<>(byId(users.value()), users.coverage());
  }

  private static SessionFacts session(DataInputStream in) throws IOException {
    SocketId socketId =
        SocketId.parse(in.readUTF()).orElseThrow(() -> new IOException("No socket id."));
    String session = maybe(in);
    String device = maybe(in);
    long connectedAt = in.readLong();
    long signedInAt = in.readLong();
    long lastActive = in.readLong();
    boolean expires = in.readBoolean();
    long expiresAt = in.readLong();
    String address = maybe(in);
    String userAgent = maybe(in);
    String client = maybe(in);
    String transport = in.readUTF();
    String node = in.readUTF();
    int channelCount = in.readInt();
    List<String> channels = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      channels.add(in.readUTF());
    }
    return new SessionFacts(
        socketId,
        session,
        device,
        connectedAt,
        signedInAt,
        lastActive,
        expires ? expiresAt : null,
        address,
        userAgent,
        client,
        transport,
        node,
        channels,
        channelCount);
  }

  private static @Nullable String maybe(DataInputStream in) throws IOException {
    boolean isThere = in.readBoolean();
    String text = in.readUTF();
    return isThere ? text : null;
  }
}
