package dev.tidemill.node.feature;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.definitions.ProjectLoader;
import dev.tidemill.definitions.problem.Problem;
import dev.tidemill.node.definition.ProjectCheck;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only plans can tell of feature views, as {@code tidemill validate} says it. */
class FeatureRulesTest {
    @TempDir @Nullable Path temporary;

    private List<Problem> problems(String old, String replacement) throws Exception {
        Path folder = requireNonNull(temporary);
        assertTrue(FeatureFolder.VIEW.contains(old), old);
        FeatureFolder project =
                new FeatureFolder(folder)
                        .put("features/account.yaml", FeatureFolder.VIEW.replace(old, replacement));
        return ProjectCheck.problems(
                new ProjectLoader(Map.of()).read(project.folder()), folder.resolve("jars"));
    }

    private void refuses(String old, String replacement, String message, int line)
            throws Exception {
        List<Problem> problems = problems(old, replacement);
        assertTrue(
                problems.stream()
                        .anyMatch(
                                problem ->
                                        problem.message().contains(message)
                                                && problem.file().equals("features/account.yaml")
                                                && problem.line() == line),
                problems::toString);
    }

    @Test
    void aViewThatFitsItsTablesIsFine() throws Exception {
        assertEquals(List.of(), problems("version: 1", "version: 2"));
    }

    @Test
    void saysWhatDoesNotFitThePlans() throws Exception {
        refuses("column: n,", "column: m,", "by_account has no column m", 10);
        refuses(
                "total: {type: BIGINT}",
                "total: {type: INTEGER}",
                "is BIGINT, and not INTEGER",
                11);
        refuses("key: {account: account}", "key: {n: account}", "is BIGINT, and not TEXT", 7);
        refuses("default: -1", "default: none", "'none' is no BIGINT", 15);
        refuses("amount * 100 / total", "amont * 100", "amont", 18);
        refuses("amount * 100 / total", "amount", "share is INTEGER, and not BIGINT", 18);
        refuses("amount * 100 / total", "sum(amount)", "no expression over one row", 18);
        refuses(
                "key: {branch: branch}",
                "key: {n: branch}",
                "the column n of by_branch is BIGINT",
                12);
    }
}
