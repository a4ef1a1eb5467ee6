/**
 * Reads a project folder into validated definitions; knows files and YAML, and neither engines nor
 * HTTP.
 */
@NullMarked
package dev.tidemill.definitions;

import org.jspecify.annotations.NullMarked;
