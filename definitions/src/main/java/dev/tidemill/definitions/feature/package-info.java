/**
 * Feature views as declared: what is known of an entity, read online by key and joined with labels
 * as of their time; uses contracts' type names, problems, words and YAML.
 */
@NullMarked
package dev.tidemill.definitions.feature;

import org.jspecify.annotations.NullMarked;
