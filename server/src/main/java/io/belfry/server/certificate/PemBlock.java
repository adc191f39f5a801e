package io.belfry.server.certificate;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One block of a PEM file (RFC 7468): what stands between BEGIN and END.
 *
 * <p>Thread: immutable.
 *
 * @param label what it is, such as {@code CERTIFICATE}
 * @param isEncrypted whether it needs a password
 * @param der its content; empty where it is encrypted
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record PemBlock(String label, boolean isEncrypted, byte[] der) {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----(.*?)-----END \\1-----", Pattern.DOTALL);
  // The older form of OpenSSL has header fields in front, such as DEK-Info.
  private static final String OLD_ENCRYPTION = "Proc-Type: 4,ENCRYPTED";
  private static final String NEW_ENCRYPTION = "ENCRYPTED PRIVATE KEY";

  /** All blocks of a text, in its order; what stands between them is no part of it. */
  static List<PemBlock> of(String text) {
    List<PemBlock> blocks = new ArrayList<>();
    Matcher found = BLOCK.matcher(text);
    while (found.find()) {
      String label = found.group(1);
      String content = found.group(2);
      boolean isEncrypted = label.equals(NEW_ENCRYPTION) || content.contains(OLD_ENCRYPTION);
      blocks.add(new PemBlock(label, isEncrypted, isEncrypted ? new byte[0] : decoded(content)));
    }
    return blocks;
  }

  // What is no Base64 is no DER either, which is told where it is taken for some.
  private static byte[] decoded(String content) {
    try {
      return Base64.getDecoder().decode(content.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  @Override
  public String toString() {
    return label;
  }
}
