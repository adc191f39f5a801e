/**
 * What the server says about what it refuses: one line for each kind and app, later ones counted,
 * with who it was and which mistake a wrong signature most likely is. Whoever refuses notes a
 * {@link io.belfry.server.refusal.Refusal}; nothing here decides. Lines are written and signatures
 * looked into on a thread of their own, behind a queue with an end.
 */
@NullMarked
package io.belfry.server.refusal;

import org.jspecify.annotations.NullMarked;
