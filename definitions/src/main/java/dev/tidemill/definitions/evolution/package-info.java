/** What changed from one contract to another, and whom it breaks; uses contracts and quality. */
@NullMarked
package dev.tidemill.definitions.evolution;

import org.jspecify.annotations.NullMarked;
