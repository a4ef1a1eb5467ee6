/** Tests of Nexmark's events and of its queries as live tables. */
@NullMarked
package dev.tidemill.bench.nexmark;

import org.jspecify.annotations.NullMarked;
