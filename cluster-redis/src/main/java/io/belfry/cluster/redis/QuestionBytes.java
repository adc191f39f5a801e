package io.belfry.cluster.redis;

import io.belfry.protocol.UserId;
import io.belfry.server.cluster.Question;
import io.belfry.server.cluster.Question.OfEachNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A question to each node as it goes through the engine: a byte for the kind, then what it asks.
 * What a later version adds is passed over.
 *
 * <p>Thread: stateless.
 *
 * @see "rule CLU-070"
 */
final class QuestionBytes {
  /** Most bytes of a question. */
  static final int MOST = 1 << 20;

  private static final byte ONLINE_USERS = 'O';
  private static final byte OF_USERS = 'U';
  private static final byte SESSIONS = 'S';

  private QuestionBytes() {}

  static byte[] write(OfEachNode<?> question) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      switch (question) {
        case Question.OnlineUsers page -> write(page, out);
        case Question.OfUsers of -> write(of, out);
        case Question.Sessions of -> write(of, out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(Question.OnlineUsers page, DataOutputStream out) throws IOException {
    UserId after = page.after();
    out.writeByte(ONLINE_USERS);
    out.writeUTF(page.appId());
    out.writeUTF(page.prefix());
    out.writeUTF(after == null ? "" : after.text());
    out.writeInt(page.most());
  }

  private static void write(Question.OfUsers of, DataOutputStream out) throws IOException {
    out.writeByte(OF_USERS);
    out.writeUTF(of.appId());
    out.writeInt(of.users().size());
    for (UserId user : of.users()) {
      out.writeUTF(user.text());
    }
  }

  private static void write(Question.Sessions of, DataOutputStream out) throws IOException {
    out.writeByte(SESSIONS);
    out.writeUTF(of.appId());
    out.writeUTF(of.user().text());
    out.writeBoolean(of.wantsChannels());
    out.writeInt(of.most());
  }

  /** What is asked; empty when it is nothing that is known here. */
  static Optional<OfEachNode<?>> read(byte[] bytes) {
    if (bytes.length > MOST) {
      return Optional.empty();
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return switch (in.readByte()) {
        case ONLINE_USERS -> Optional.of(onlineUsers(in));
        case OF_USERS -> Optional.of(ofUsers(in));
        case SESSIONS -> Optional.of(sessions(in));
        default -> Optional.empty();
      };
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Question.OnlineUsers onlineUsers(DataInputStream in) throws IOException {
    String appId = in.readUTF();
    String prefix = in.readUTF();
    String after = in.readUTF();
    return new Question.OnlineUsers(
        appId, prefix, after.isEmpty() ? null : new UserId(after), atLeastOne(in.readInt()));
  }

  private static Question.OfUsers ofUsers(DataInputStream in) throws IOException {
    String appId = in.readUTF();
    Set<UserId> users = new HashSet<>();
    for (int left = in.readInt(); left > 0; left--) {
      users.add(new UserId(in.readUTF()));
    }
    return new Question.OfUsers(appId, users);
  }

  private static Question.Sessions sessions(DataInputStream in) throws IOException {
    return new Question.Sessions(
        in.readUTF(), new UserId(in.readUTF()), in.readBoolean(), atLeastOne(in.readInt()));
  }

  private static int atLeastOne(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("At most " + most + " is asked for. Expected 1 at least.");
    }
    return most;
  }
}
