/**
 * Typed events and a small client of a project's contracts, in the languages of applications; uses
 * contracts.
 */
@NullMarked
package dev.tidemill.definitions.client;

import org.jspecify.annotations.NullMarked;
