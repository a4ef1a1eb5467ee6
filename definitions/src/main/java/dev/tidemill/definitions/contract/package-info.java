/** Data contracts of tables and the check of batches against them; uses the algebra's columns. */
@NullMarked
package dev.tidemill.definitions.contract;

import org.jspecify.annotations.NullMarked;
