package io.belfry.cli.migrate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * Reads JSON, with the comments that people put into configuration files.
 *
 * <p>Thread: stateless.
 */
final class JsonText {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Bounds.DEPTH)
                  .maxNumberLength(64)
                  .maxStringLength(Bounds.BYTES)
                  .maxNameLength(Bounds.BYTES)
                  .build())
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final JsonParser json;
  private final Bounds bounds = new Bounds();

  private JsonText(JsonParser json) {
    this.json = json;
  }

  static Tree read(String text) throws NotReadable {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
      JsonText reader = new JsonText(json);
      JsonToken first = json.nextToken();
      if (first == null) {
        throw new NotReadable("The file is empty.");
      }
      Tree tree = reader.tree(first);
      if (json.nextToken() != null) {
        throw new NotReadable("Something follows behind the end of the JSON document.");
      }
      return tree;
    } catch (JacksonException e) {
      // Its own sentence would repeat what stands there.
      String line = e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
      throw new NotReadable("The file is no JSON, or nested too deeply" + line + ".");
    }
  }

  private Tree tree(JsonToken token) throws NotReadable {
    bounds.count();
    return switch (token) {
      case START_OBJECT -> group();
      case START_ARRAY -> items();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE ->
          new Tree.Word(json.getString());
      case VALUE_STRING -> new Tree.Text(json.getString());
      default -> new Tree.Nothing();
    };
  }

  private Tree group() throws NotReadable {
    Map<String, Tree> members = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      members.put(name, tree(json.nextToken()));
    }
    return new Tree.Group(members);
  }

  private Tree items() throws NotReadable {
    List<Tree> items = new ArrayList<>();
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      items.add(tree(token));
    }
    return new Tree.Items(items);
  }
}
