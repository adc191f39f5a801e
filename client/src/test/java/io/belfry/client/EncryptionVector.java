package io.belfry.client;

import io.belfry.protocol.json.ObjectCursor;
import io.belfry.protocol.json.ObjectCursor.Strictness;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** An event that another library has encrypted. */
record EncryptionVector(Map<String, String> members) {
  static List<EncryptionVector> all() {
    try (InputStream file =
            Objects.requireNonNull(EncryptionVector.class.getResourceAsStream("/vectors.json"));
        ObjectCursor families = ObjectCursor.over(file.readAllBytes(), Strictness.OPAQUE)) {
      for (String name = families.next(); name != null; name = families.next()) {
        if (name.equals("encrypted")) {
          return families.sources().stream().map(EncryptionVector::parse).toList();
        }
      }
      throw new AssertionError("The file has no \"encrypted\".");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static EncryptionVector parse(String json) {
    Map<String, String> members = new LinkedHashMap<>();
    try (ObjectCursor cursor = ObjectCursor.over(json, Strictness.OPAQUE)) {
      for (String name = cursor.next(); name != null; name = cursor.next()) {
        String text = cursor.string();
        members.put(name, text == null ? cursor.source() : text);
      }
    }
    return new EncryptionVector(members);
  }

  private String member(String name) {
    return Objects.requireNonNull(members.get(name), name);
  }

  String channel() {
    return member("channel");
  }

  String auth() {
    return member("auth");
  }

  String data() {
    return member("data");
  }

  String plaintext() {
    return member("plaintext_utf8");
  }

  /** What the auth endpoint answers. */
  String answer() {
    return member("auth_response");
  }

  @Override
  public String toString() {
    return member("name");
  }
}
