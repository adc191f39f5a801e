package io.belfry.server.config.file;

import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.ParserException;
import org.snakeyaml.engine.v2.parser.Parser;

/**
 * The events of a file that is not nested deeper than a configuration can be: whoever makes nodes
 * of them calls itself for each level.
 *
 * <p>Thread: confined to the reader.
 */
final class ShallowEvents implements Parser {
  // What YamlMistake knows such a file by.
  private static final String TOO_DEEP = "too deep";
  private static final int MAX_DEPTH = 32;

  private final Parser all;
  private int depth;

  ShallowEvents(Parser all) {
    this.all = all;
  }

  @Override
  public boolean checkEvent(Event.ID choice) {
    return all.checkEvent(choice);
  }

  @Override
  public Event peekEvent() {
    return all.peekEvent();
  }

  @Override
  public boolean hasNext() {
    return all.hasNext();
  }

  @Override
  public Event next() {
    Event event = all.next();
    switch (event.getEventId()) {
      case MappingStart, SequenceStart -> depth++;
      case MappingEnd, SequenceEnd -> depth--;
      default -> {
        // A scalar or a document, which leaves the depth as it is.
      }
    }
    if (depth > MAX_DEPTH) {
      throw new ParserException(TOO_DEEP, event.getStartMark());
    }
    return event;
  }
}
