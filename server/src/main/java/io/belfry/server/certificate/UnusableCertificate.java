package io.belfry.server.certificate;

/**
 * A certificate or its key cannot be used, and why.
 *
 * <p>Thread: immutable.
 */
public final class UnusableCertificate extends Exception {
  private static final long serialVersionUID = 1L;

  private final CertificatePart part;
  private final boolean isUnread;

  /** Which of the two files is to blame. */
  public enum CertificatePart {
    /** The one with the certificates. */
    CERTIFICATE,
    /** The one with the private key. */
    KEY
  }

  private UnusableCertificate(CertificatePart part, String why, boolean isUnread) {
    super(why);
    this.part = part;
    this.isUnread = isUnread;
  }

  /**
   * What the file holds cannot be used.
   *
   * @param why what is wrong and what to do, behind the name of the file
   */
  static UnusableCertificate wrong(CertificatePart part, String why) {
    return new UnusableCertificate(part, why, false);
  }

  /** The file itself cannot be read, which may change by itself. */
  static UnusableCertificate unread(CertificatePart part, String why) {
    return new UnusableCertificate(part, why, true);
  }

  /** Which of the two files is to blame. */
  public CertificatePart part() {
    return part;
  }

  /** Whether the file itself could not be read, which may change by itself. */
  public boolean isUnread() {
    return isUnread;
  }

  /** What is wrong and what to do, to be read behind the name of the file. */
  public String why() {
    return String.valueOf(getMessage());
  }
}
