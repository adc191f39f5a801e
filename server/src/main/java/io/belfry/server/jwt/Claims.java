package io.belfry.server.jwt;

import io.belfry.protocol.json.Json;
import io.belfry.protocol.json.MalformedJson;
import io.belfry.protocol.json.ObjectCursor;
import io.belfry.protocol.json.ObjectCursor.Strictness;
import io.belfry.server.refusal.Reason;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonToken;

/**
 * What a token says: the members of its payload, each as the text of its value.
 *
 * <p>Thread: immutable.
 *
 * @param members by name
 * @see "rules USR-051, USR-052"
 */
record Claims(Map<String, Member> members) {
  // Thousands of years ahead; so that milliseconds of it are a number.
  private static final BigDecimal LATEST_SECONDS = BigDecimal.valueOf(99_999_999_999L);
  // Beyond it a number is written with an exponent, and would be as long when it is written out.
  private static final int MOST_DIGITS = 20;

  /**
   * A value.
   *
   * @param kind its first token
   * @param text of a string; empty for anything else
   * @param source its JSON; empty for a string
   */
  record Member(JsonToken kind, String text, String source) {
    void write(JsonGenerator json, String name) {
      if (kind == JsonToken.VALUE_STRING) {
        json.writeStringProperty(name, text);
      } else {
        json.writeName(name);
        json.writeRawValue(source);
      }
    }
  }

  /**
   * Reads the payload.
   *
   * @throws MalformedJson if it is no JSON object, has a name twice, or is deeper than allowed
   */
  static Claims parse(byte[] json) {
    Map<String, Member> members = new LinkedHashMap<>();
    try (ObjectCursor cursor = ObjectCursor.over(json, Strictness.SIGNED)) {
      for (String name = cursor.next(); name != null; name = cursor.next()) {
        JsonToken kind = cursor.kind();
        String text = cursor.string();
        members.put(
            name,
            text == null ? new Member(kind, "", cursor.source()) : new Member(kind, text, ""));
      }
    }
    return new Claims(members);
  }

  /** Whether there is a claim of that name. */
  boolean has(String name) {
    return members.containsKey(name);
  }

  /** The claim if it is a text, else null. */
  @Nullable String text(String name) {
    Member member = members.get(name);
    return member == null || member.kind != JsonToken.VALUE_STRING ? null : member.text;
  }

  /** The claim, a text that is not empty. */
  String neededText(String name) throws JwtObjection {
    String text = text(name);
    if (text == null || text.isEmpty()) {
      throw new JwtObjection(
          Reason.TOKEN_CLAIM,
          has(name)
              ? "Its " + name + " is no text, or an empty one."
              : "It has no " + name + ", which is needed.");
    }
    return text;
  }

  /** The claim if it is there; a text that is not empty then. */
  @Nullable String textIfAny(String name) throws JwtObjection {
    return has(name) ? neededText(name) : null;
  }

  /** The texts of a claim that is a list; a text alone is a list of one. */
  List<String> texts(String name) {
    Member member = members.get(name);
    if (member == null) {
      return List.of();
    }
    if (member.kind == JsonToken.VALUE_STRING) {
      return List.of(member.text);
    }
    if (member.kind != JsonToken.START_ARRAY) {
      return List.of();
    }
    try (ObjectCursor cursor =
        ObjectCursor.over("{\"\":" + member.source + "}", Strictness.SIGNED)) {
      return cursor.next() == null ? List.of() : cursor.strings();
    } catch (MalformedJson e) {
      // One level deeper than it was: such a list has no texts that anybody meant.
      return List.of();
    }
  }

  /** The claim, a time in Unix seconds; a part of a second is cut. */
  long neededSeconds(String name) throws JwtObjection {
    Member member = members.get(name);
    if (member == null) {
      throw new JwtObjection(Reason.TOKEN_CLAIM, "It has no " + name + ", which is needed.");
    }
    BigDecimal number = number(member);
    if (number == null || number.signum() < 0 || number.compareTo(LATEST_SECONDS) > 0) {
      throw new JwtObjection(Reason.TOKEN_CLAIM, "Its " + name + " is no time in Unix seconds.");
    }
    return number.setScale(0, RoundingMode.FLOOR).longValueExact();
  }

  private static @Nullable BigDecimal number(Member member) {
    boolean isNumber =
        member.kind == JsonToken.VALUE_NUMBER_INT || member.kind == JsonToken.VALUE_NUMBER_FLOAT;
    if (!isNumber || member.source.length() > MOST_DIGITS) {
      return null;
    }
    try {
      BigDecimal number = new BigDecimal(member.source);
      boolean isLong =
          number.precision() - (long) number.scale() > MOST_DIGITS || number.scale() > MOST_DIGITS;
      return isLong ? null : number;
    } catch (NumberFormatException e) {
      return null; // its exponent alone is no number any more
    }
  }

  /** {@code {"id":…,"user_info":{…}}}, the second only if one of these claims is there. */
  String userData(String id, List<String> infoClaims) {
    List<String> present = infoClaims.stream().filter(this::has).distinct().toList();
    return Json.objectText(
        json -> {
          json.writeStringProperty("id", id);
          if (!present.isEmpty()) {
            json.writeObjectPropertyStart("user_info");
            present.forEach(name -> member(name).write(json, name));
            json.writeEndObject();
          }
        });
  }

  private Member member(String name) {
    Member member = members.get(name);
    if (member == null) {
      throw new IllegalStateException(name);
    }
    return member;
  }
}
