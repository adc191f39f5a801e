package io.belfry.mapping;

import com.google.gson.Gson;
import io.belfry.rest.ApiException;
import io.belfry.rest.PresenceData;
import io.belfry.rest.Pusher;
import io.belfry.rest.RestOptions;
import io.belfry.rest.UserData;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * A program whose libraries are on the module path; prints the members that mappers write, and that
 * nobody listens where it asks.
 */
final class ModulePathProgram {
  private ModulePathProgram() {}

  /** Needs no arguments. */
  public static void main(String[] arguments) {
    Pusher belfry = new Pusher(RestOptions.of("http://127.0.0.1:1", "1", "key", "secret"));
    List<Object> answers =
        List.of(
            belfry.authenticateUser("1.2", UserData.of("ada")),
            belfry.authorizeChannel("1.2", "private-a"),
            belfry.authorizeChannel("1.2", "presence-a", PresenceData.of("ada")));
    System.out.println(Pusher.class.getModule().getName());
    for (Object answer : answers) {
      System.out.println(
          new Gson().fromJson(new Gson().toJson(answer), java.util.Map.class).keySet());
      System.out.println(
          JsonMapper.shared()
              .readValue(JsonMapper.shared().writeValueAsString(answer), java.util.Map.class)
              .keySet());
    }
    try {
      belfry.get("/channels");
    } catch (ApiException e) {
      System.out.println(e.getMessage());
    }
  }
}
