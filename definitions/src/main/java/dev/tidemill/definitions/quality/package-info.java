/**
 * What contracts promise of whole tables, checked as long as the tables live; uses contracts,
 * problems, words and YAML.
 */
@NullMarked
package dev.tidemill.definitions.quality;

import org.jspecify.annotations.NullMarked;
