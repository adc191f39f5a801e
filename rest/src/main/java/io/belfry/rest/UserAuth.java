package io.belfry.rest;

import io.belfry.protocol.json.Json;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a user auth endpoint answers: {@code {"auth":"KEY:SIGNATURE","user_data":"…"}}.
 *
 * <p>It is an unmodifiable map of exactly the members that go over the wire, so a framework that
 * turns a returned object into JSON (Spring, Quarkus, Micronaut, Jakarta REST) makes the right
 * answer of it with every mapper and under every naming rule. Where there is no such framework,
 * {@link #toJson} is the ready text.
 *
 * <p>Thread: immutable.
 *
 * @see "rules HTTP-150, HTTP-153"
 */
public final class UserAuth extends AbstractMap<String, String> {
  private final String auth;

  // The name on the wire, for mappers that look at nothing but fields.
  @SuppressWarnings("MemberName")
  private final String user_data;

  /**
   * An answer of these parts.
   *
   * @param auth token, {@code KEY:SIGNATURE}
   * @param userData signed JSON text, exactly as signed
   */
  public UserAuth(String auth, String userData) {
    this.auth = auth;
    this.user_data = userData;
  }

  /** Token, {@code KEY:SIGNATURE}. */
  public String auth() {
    return auth;
  }

  /** Signed JSON text, exactly as signed. */
  public String userData() {
    return user_data;
  }

  /** The ready answer; send it with status 200 and {@code application/json}. */
  public String toJson() {
    return Json.objectText(json -> forEach(json::writeStringProperty));
  }

  @Override
  public Set<Map.Entry<String, String>> entrySet() {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("auth", auth);
    members.put("user_data", user_data);
    return Collections.unmodifiableMap(members).entrySet();
  }

  @Override
  public String toString() {
    return "UserAuth[***]";
  }
}
