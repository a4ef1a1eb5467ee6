/**
 * Text and JSON for people and scripts: tables, amounts, colours, errors. Uses only algebra's
 * errors and Jackson.
 */
@NullMarked
package dev.tidemill.cli.show;

import org.jspecify.annotations.NullMarked;
