/**
 * What may be said of a value that was written, and what names of apps have to look like, in one
 * voice for the file, the builders and the command line. Not exported to embedders.
 */
@NullMarked
package io.belfry.server.setting.wording;

import org.jspecify.annotations.NullMarked;
