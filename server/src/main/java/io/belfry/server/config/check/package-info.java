/**
 * What settings that are right one by one must not be together: the same judgement of a file and of
 * a configuration in code. Not exported.
 */
@NullMarked
package io.belfry.server.config.check;

import org.jspecify.annotations.NullMarked;
