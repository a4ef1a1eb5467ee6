/** Policies: who may read and change which tables, which of their rows, and how columns look. */
@NullMarked
package dev.tidemill.definitions.policy;

import org.jspecify.annotations.NullMarked;
