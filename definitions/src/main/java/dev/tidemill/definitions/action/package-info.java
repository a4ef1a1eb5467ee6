/**
 * What a project does when rows enter, change or leave, as declared; uses problems, words and YAML.
 */
@NullMarked
package dev.tidemill.definitions.action;

import org.jspecify.annotations.NullMarked;
