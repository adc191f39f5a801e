package io.belfry.cli.apps;

import io.belfry.cli.migrate.Tree;
import io.belfry.cli.migrate.Written;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * A YAML text with the places of its parts, so that a part can be changed and every other character
 * stays. What is put in follows the style of what is around it: lines, or braces as JSON has them.
 *
 * <p>A text can be written in ways that no rule here foresees; so whoever changes one compares what
 * it means before and after, see {@link AppsText}.
 *
 * <p>Thread: immutable.
 */
final class YamlText {
  private static final String NOT_PLAIN =
      "The file is written in a way that this command cannot change safely. Change it by hand.";

  private static final int MOST_DEPTH = 100;
  private static final int MOST_NODES = 2_000_000;

  private final String text;
  private final Optional<Node> root;

  YamlText(String text) throws NotChanged {
    this.text = text;
    LoadSettings settings = LoadSettings.builder().setAllowRecursiveKeys(false).build();
    try {
      root =
          new Composer(settings, new ParserImpl(settings, new StreamReader(settings, text)))
              .getSingleNode();
    } catch (YamlEngineException e) {
      throw new NotChanged("The file is no YAML: belfry config check says where.");
    }
  }

  static NotChanged notPlain() {
    return new NotChanged(NOT_PLAIN);
  }

  String text() {
    return text;
  }

  /** The group at the top; empty for a text without anything. */
  Optional<MappingNode> root() throws NotChanged {
    if (root.isEmpty() || isNothing(root.get())) {
      return Optional.empty();
    }
    if (root.get() instanceof MappingNode mapping) {
      return Optional.of(mapping);
    }
    throw notPlain();
  }

  /** The entries of a list in a group; none where it is not there. */
  static List<Node> entries(MappingNode owner, String name) {
    return member(owner, name)
                .map(NodeTuple::getValueNode)
                .filter(SequenceNode.class::isInstance)
                .orElse(null)
            instanceof SequenceNode list
        ? list.getValue()
        : List.of();
  }

  private static Optional<NodeTuple> member(MappingNode owner, String name) {
    return owner.getValue().stream()
        .filter(
            tuple -> tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(name))
        .findFirst();
  }

  /** The text with a list of its own at the top. */
  String withList(String name, List<? extends Tree> entries) {
    return text
        + (text.isEmpty() || text.endsWith("\n") ? "" : lineEnd())
        + lines(name + ":\n" + Written.entries(entries, 2));
  }

  /** The text with further entries in a list of a group, which may have none so far. */
  String withEntries(MappingNode owner, String name, List<? extends Tree> entries)
      throws NotChanged {
    Optional<NodeTuple> member = member(owner, name);
    if (member.isEmpty() && owner.getValue().isEmpty()) {
      Tree.Items items = new Tree.Items(List.copyOf(entries));
      return insert(end(owner) - 1, "\"" + name + "\": " + Written.line(items));
    }
    if (member.isEmpty()) {
      return withMember(owner, name, new Tree.Items(List.copyOf(entries)), last(owner));
    }
    Node list = member.get().getValueNode();
    if (isNothing(list)) {
      int at = afterLine(end(member.get().getKeyNode()));
      int indent = column(member.get().getKeyNode()) + 2;
      return isFlow(owner) ? refused() : insertLines(at, Written.entries(entries, indent));
    }
    if (!(list instanceof SequenceNode sequence)) {
      throw notPlain();
    }
    if (isFlow(sequence)) {
      return withFlowEntries(sequence, entries);
    }
    int indent = columnOf(dash(sequence.getValue().get(0)));
    return insertLines(afterLine(contentEnd(sequence)), Written.entries(entries, indent));
  }

  private static String refused() throws NotChanged {
    throw notPlain();
  }

  private String withFlowEntries(SequenceNode sequence, List<? extends Tree> entries) {
    List<String> lines = entries.stream().map(Written::line).toList();
    String joined = String.join(", ", lines);
    List<Node> there = sequence.getValue();
    return there.isEmpty()
        ? insert(end(sequence) - 1, joined)
        : insert(contentEnd(there.get(there.size() - 1)), ", " + joined);
  }

  /** The text with another value of a member, which may not be there so far. */
  String with(MappingNode owner, String name, Tree value) throws NotChanged {
    Optional<NodeTuple> member = member(owner, name);
    if (member.isEmpty()) {
      return withMember(owner, name, value, owner.getValue().get(0));
    }
    Node old = member.get().getValueNode();
    if (!(old instanceof ScalarNode) || isNothing(old)) {
      throw notPlain();
    }
    return text.substring(0, start(old)) + Written.line(value) + text.substring(end(old));
  }

  private static NodeTuple last(MappingNode owner) {
    return owner.getValue().get(owner.getValue().size() - 1);
  }

  private String withMember(MappingNode owner, String name, Tree value, NodeTuple behind)
      throws NotChanged {
    Node key = behind.getKeyNode();
    if (!isFlow(owner)) {
      String lines = Written.member(name, value, column(key));
      return insertLines(afterLine(contentEnd(behind.getValueNode())), lines);
    }
    boolean isQuoted = text.charAt(start(key)) == '"';
    String written = isQuoted ? "\"" + name + "\"" : name;
    int at = contentEnd(behind.getValueNode());
    return insert(at, ", " + written + ": " + Written.line(value));
  }

  /** The text without an entry of a list. */
  String without(MappingNode owner, String name, int index) throws NotChanged {
    Node list = member(owner, name).map(NodeTuple::getValueNode).orElseThrow(YamlText::notPlain);
    if (!(list instanceof SequenceNode sequence)) {
      throw notPlain();
    }
    List<Node> entries = sequence.getValue();
    Node entry = entries.get(index);
    if (!isFlow(sequence)) {
      int dash = dash(entry);
      return cut(dash - columnOf(dash), afterLine(contentEnd(entry)));
    }
    return withoutFlowEntry(entries, index);
  }

  // A comment above the next entry, or behind the one before, is none of this one.
  private String withoutFlowEntry(List<Node> entries, int index) throws NotChanged {
    Node entry = entries.get(index);
    int from = start(entry);
    if (entries.size() == 1) {
      return cut(from, contentEnd(entry));
    }
    boolean beginsLine = text.substring(from - columnOf(from), from).isBlank();
    if (index + 1 < entries.size()) {
      int to = afterBlanks(comma(entry) + 1);
      boolean endsLine = to == text.length() || "#\r\n".indexOf(text.charAt(to)) >= 0;
      return beginsLine && endsLine ? cut(from - columnOf(from), afterLine(to)) : cut(from, to);
    }
    Node before = entries.get(index - 1);
    if (!beginsLine) {
      return cut(contentEnd(before), contentEnd(entry));
    }
    int comma = comma(before);
    int to = afterBlanks(contentEnd(entry));
    boolean endsLine = to < text.length() && "#\r\n".indexOf(text.charAt(to)) >= 0;
    int cutFrom = endsLine ? from - columnOf(from) : from;
    int cutTo = endsLine ? afterLine(to) : contentEnd(entry);
    return text.substring(0, comma) + text.substring(comma + 1, cutFrom) + text.substring(cutTo);
  }

  // The one behind an entry of a list in brackets.
  private int comma(Node entry) throws NotChanged {
    int at = contentEnd(entry);
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    if (at == text.length() || text.charAt(at) != ',') {
      throw notPlain();
    }
    return at;
  }

  private int afterBlanks(int at) {
    int end = at;
    while (end < text.length() && " \t".indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    return end;
  }

  /** What a node means, for comparing. */
  static Tree tree(Node node) throws NotChanged {
    return tree(node, 0, new int[] {MOST_NODES});
  }

  // What stands once may be meant often, and may be part of itself.
  private static Tree tree(Node node, int depth, int[] left) throws NotChanged {
    left[0]--;
    if (depth > MOST_DEPTH || left[0] < 0) {
      throw notPlain();
    }
    if (node instanceof MappingNode mapping) {
      Map<String, Tree> members = new LinkedHashMap<>();
      for (NodeTuple tuple : mapping.getValue()) {
        if (!(tuple.getKeyNode() instanceof ScalarNode key)
            || members.put(key.getValue(), tree(tuple.getValueNode(), depth + 1, left)) != null) {
          throw notPlain();
        }
      }
      return new Tree.Group(members);
    }
    if (node instanceof SequenceNode sequence) {
      List<Tree> items = new java.util.ArrayList<>();
      for (Node item : sequence.getValue()) {
        items.add(tree(item, depth + 1, left));
      }
      return new Tree.Items(items);
    }
    String value = ((ScalarNode) node).getValue();
    if (isNothing(node)) {
      return new Tree.Nothing();
    }
    boolean isPlain = ((ScalarNode) node).getScalarStyle() == ScalarStyle.PLAIN;
    return isPlain ? new Tree.Word(value) : new Tree.Text(value);
  }

  private static boolean isNothing(Node node) {
    return node instanceof ScalarNode scalar
        && scalar.getScalarStyle() == ScalarStyle.PLAIN
        && List.of("", "~", "null", "Null", "NULL").contains(scalar.getValue());
  }

  private static boolean isFlow(CollectionNode<?> node) {
    return node.getFlowStyle() == FlowStyle.FLOW;
  }

  // The dash before an entry: nothing but blanks may stand between.
  private int dash(Node entry) throws NotChanged {
    int at = start(entry) - 1;
    while (at >= 0 && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at--;
    }
    if (at < 0 || text.charAt(at) != '-' || !text.substring(at - columnOf(at), at).isBlank()) {
      throw notPlain();
    }
    return at;
  }

  private int start(Node node) {
    return offset(node.getStartMark());
  }

  private int end(Node node) {
    return offset(node.getEndMark());
  }

  private int offset(Optional<Mark> mark) {
    return text.offsetByCodePoints(0, mark.map(Mark::getIndex).orElse(0));
  }

  // A block ends where the next one begins, behind comments that are not its own.
  private int contentEnd(Node node) {
    if (node instanceof MappingNode mapping && !isFlow(mapping) && !mapping.getValue().isEmpty()) {
      NodeTuple last = last(mapping);
      return Math.max(end(last.getKeyNode()), contentEnd(last.getValueNode()));
    }
    if (node instanceof SequenceNode list && !isFlow(list) && !list.getValue().isEmpty()) {
      return contentEnd(list.getValue().get(list.getValue().size() - 1));
    }
    return end(node);
  }

  private int column(Node node) {
    return columnOf(start(node));
  }

  private int columnOf(int at) {
    return at - (text.lastIndexOf('\n', at - 1) + 1);
  }

  // Where the next line begins; a block of text ends there already.
  private int afterLine(int at) {
    if (at > 0 && text.charAt(at - 1) == '\n') {
      return at;
    }
    int end = text.indexOf('\n', at);
    return end < 0 ? text.length() : end + 1;
  }

  private String insertLines(int at, String lines) {
    boolean isAtLine = at == 0 || text.charAt(at - 1) == '\n';
    return insert(at, (isAtLine ? "" : lineEnd()) + lines(lines));
  }

  private String insert(int at, String what) {
    return text.substring(0, at) + what + text.substring(at);
  }

  private String cut(int from, int to) {
    return text.substring(0, from) + text.substring(to);
  }

  private String lines(String lines) {
    return lines.replace("\n", lineEnd());
  }

  private String lineEnd() {
    return text.contains("\r\n") ? "\r\n" : "\n";
  }
}
