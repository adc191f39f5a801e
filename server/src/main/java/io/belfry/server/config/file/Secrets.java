package io.belfry.server.config.file;

import io.belfry.protocol.sign.Secret;
import io.belfry.server.setting.wording.AppNames;
import io.belfry.server.setting.wording.Shown;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds the secret of a key, and judges it. None of its sentences repeats a secret.
 *
 * <p>Thread: confined to the reader.
 *
 * @see "rules LIM-045, LIM-048, LIM-061, LIM-062"
 */
final class Secrets {
  private static final int SHORT_BYTES = 16;

  private final Values values;

  Secrets(Values values) {
    this.values = values;
  }

  /**
   * A secret as it was written.
   *
   * @param path of the setting that has it or names its file
   * @param where that setting stands
   */
  record Written(String path, String where, String text) {
    @Override
    public String toString() {
      return path;
    }
  }

  /** The secret of the key in that entry; empty if there is none that can be used. */
  Optional<Secret> of(String entry, String key) {
    String inPlace = AppEntry.SECRET.at(entry);
    String inFile = AppEntry.SECRET_FILE.at(entry);
    if (!isGiven(inPlace) && !isGiven(inFile)) {
      values.wrong(
          AppEntry.KEY.at(entry),
          inPlace
              + " is missing. Give it as secret"
              + values.remedy("", ", as secret_file or as the variable " + VariableName.of(inPlace))
              + ".");
    }
    return find(inPlace, inFile).flatMap(found -> judged(found, key));
  }

  private boolean isGiven(String path) {
    return values.isBroken(path) || values.find(path).isPresent();
  }

  /**
   * The secret of two settings, one that has it and one that names its file; empty if there is none
   * that can be used.
   */
  Optional<Written> find(String inPlace, String inFile) {
    if (values.isBroken(inPlace) || values.isBroken(inFile)) {
      return Optional.empty();
    }
    Optional<Values.Value> text = values.find(inPlace);
    Optional<Values.Value> file = values.find(inFile);
    if (text.isPresent() && file.isPresent()) {
      int later = text.get().source().compareTo(file.get().source());
      if (later == 0) {
        values.problem(
            file.get().where(),
            inPlace + " and " + inFile + " are both given. Leave one of them out.");
        return Optional.empty();
      }
      text = later > 0 ? text : Optional.empty();
    }
    if (text.isPresent()) {
      return Optional.of(new Written(inPlace, text.get().where(), text.get().text()));
    }
    return file.flatMap(
        value ->
            line(inFile, value.where(), value.text())
                .map(line -> new Written(inFile, value.where(), line)));
  }

  /**
   * The line that a file holds; empty if there is none.
   *
   * @param path of the setting that names the file
   * @param where that setting stands
   */
  Optional<String> line(String path, String where, String name) {
    Path file;
    try {
      file = Path.of(name);
    } catch (InvalidPathException e) {
      values.problem(where, path + " is no name of a file.");
      return Optional.empty();
    }
    values.noteFile(file);
    return switch (SecretFile.read(file)) {
      case SecretFile.SecretReading.Secret secret -> Optional.of(secret.text());
      case SecretFile.SecretReading.Unusable unusable -> {
        refuse(new Named(path, where, name), file, unusable);
        yield Optional.empty();
      }
    };
  }

  // A name of a file, with the setting that has it.
  private record Named(String path, String where, String name) {}

  private void refuse(Named named, Path file, SecretFile.SecretReading.Unusable why) {
    boolean isName = Shown.place(named.name()).startsWith("\"");
    values.unread(why.isUnread());
    values.problem(
        named.where(),
        named.path()
            + (isName ? ": " + file.toAbsolutePath().normalize() : " names a file that")
            + " "
            + why.why());
  }

  private Optional<Secret> judged(Written found, String key) {
    String secret = found.text();
    String wrong =
        AppNames.mistakeOfSecret(secret, key).orElseGet(() -> unfit(found.path(), secret));
    if (!wrong.isEmpty()) {
      values.problem(found.where(), found.path() + wrong);
      return Optional.empty();
    }
    Secret made = Secret.of(secret);
    if (made.length() < SHORT_BYTES) {
      values.note(found.path() + " is shorter than " + SHORT_BYTES + " bytes. Use a longer one.");
    }
    return Optional.of(made);
  }

  private String unfit(String path, String secret) {
    if (Placeholder.isIn(secret) || Placeholder.isReference(secret)) {
      return " is a reference to a secret, which is taken for the secret itself. "
          + values.remedy(
              "Write the secret itself.",
              "Let secret_file name a file, or set the variable "
                  + VariableName.of(path.replaceFirst("secret_file$", "secret"))
                  + " to the secret.");
    }
    return Placeholder.isKnown(secret)
        ? " is one that stands in examples, so that everybody knows it. Make one with: openssl rand"
            + " -hex 32"
        : "";
  }
}
