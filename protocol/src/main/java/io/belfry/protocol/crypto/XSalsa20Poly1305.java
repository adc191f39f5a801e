package io.belfry.protocol.crypto;

import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * The two primitives of a box, joined as NaCl joins them: the first 32 bytes of the key stream are
 * the key of the tag, the message is encrypted with what follows. Both come from Bouncy Castle;
 * only their composition is ours, and vectors of libsodium hold it. It is a class of its own
 * because it cannot even be loaded where Bouncy Castle is missing.
 *
 * <p>Thread: confined to its caller; one message each.
 */
final class XSalsa20Poly1305 {
  static final int TAG_BYTES = 16;

  private static final int TAG_KEY_BYTES = 32;

  private final XSalsa20Engine cipher = new XSalsa20Engine();
  private final Poly1305 poly1305 = new Poly1305();

  XSalsa20Poly1305(byte[] key, byte[] nonce) {
    cipher.init(true, new ParametersWithIV(new KeyParameter(key), nonce));
    byte[] tagKey = new byte[TAG_KEY_BYTES];
    cipher.processBytes(tagKey, 0, TAG_KEY_BYTES, tagKey, 0);
    poly1305.init(new KeyParameter(tagKey));
  }

  /** Encrypts or decrypts, which is the same for a stream cipher. */
  void crypt(byte[] in, int from, byte[] out, int to) {
    cipher.processBytes(in, from, in.length - from, out, to);
  }

  /** The tag of the encrypted bytes behind the place of the tag. */
  byte[] tag(byte[] sealed) {
    byte[] tag = new byte[TAG_BYTES];
    poly1305.update(sealed, TAG_BYTES, sealed.length - TAG_BYTES);
    poly1305.doFinal(tag, 0);
    return tag;
  }
}
