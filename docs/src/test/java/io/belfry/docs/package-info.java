/**
 * The documents under test: code shown in them runs here, pages made from the code are compared
 * with it, and links lead somewhere.
 */
@NullMarked
package io.belfry.docs;

import org.jspecify.annotations.NullMarked;
