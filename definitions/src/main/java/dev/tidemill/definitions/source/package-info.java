/** Where a project's rows come from, as declared; uses problems, words and YAML. */
@NullMarked
package dev.tidemill.definitions.source;

import org.jspecify.annotations.NullMarked;
