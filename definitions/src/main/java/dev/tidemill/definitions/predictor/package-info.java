/**
 * What is foretold of rows, from what, and by which label it is learnt. Uses contracts, YAML and
 * problems.
 */
@NullMarked
package dev.tidemill.definitions.predictor;

import org.jspecify.annotations.NullMarked;
