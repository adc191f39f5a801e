package io.belfry.server.config.file;

/** A certificate that nobody has the key of. */
final class TestCertificate {
  static final String PEM =
      """
      -----BEGIN CERTIFICATE-----
      MIIBgzCCASmgAwIBAgIUFeo9jFNjytwuyOqRcDHy7brxOpYwCgYIKoZIzj0EAwIw
      FjEUMBIGA1UEAwwLYmVsZnJ5IHRlc3QwIBcNMjYxMTI4MjE0MjI2WhgPMjEyNjEx
      MDQyMTQyMjZaMBYxFDASBgNVBAMMC2JlbGZyeSB0ZXN0MFkwEwYHKoZIzj0CAQYI
      KoZIzj0DAQcDQgAELpjcDvXMuxp7Gwa8x/Km74mvRGFkIFt7T1yWWkVu3SzLqhGS
      I5kCNtngst8qG8R2Gmb3CPl8CD1pPvKh4sWO/aNTMFEwHQYDVR0OBBYEFI0GXDSR
      JXapZ4ZjNfgjhyytFlq8MB8GA1UdIwQYMBaAFI0GXDSRJXapZ4ZjNfgjhyytFlq8
      MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgdcZAJivT9b5iD+nW
      L6Toj1z9MevTLlEVTcPNpLY8ecoCIQDAy3ZI6gs5zO2IAx9U2vX8Ad9lrfxKtqrQ
      dZjolkYdQA==
      -----END CERTIFICATE-----
      """;

  private TestCertificate() {}
}
