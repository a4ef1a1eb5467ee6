package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever may send definitions does not read the environment of the server with them. */
@Timeout(60)
class SentVariablesTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("AWS_SECRET_ACCESS_KEY", "hush", "HOOKS", "hooks.example.com");

    @TempDir @Nullable Path folder;

    private static Shop telling(String url) {
        return new Shop()
                .with(
                        "actions/tell.yaml",
                        """
                        name: tell
                        on: rich
                        key: [customer]
                        when: [entered]
                        webhook:
                          url: %s
                        """
                                .formatted(url));
    }

    private Tidemill open(Shop shop, String... allowed) throws Exception {
        Path project = shop.write(requireNonNull(folder).resolve("shop"));
        return Tidemill.open(
                project,
                TidemillOptions.defaults()
                        .withWatching(false)
                        .withEnvironment(ENVIRONMENT, Set.of(allowed)));
    }

    private static DefinitionPlan plan(Tidemill mill, Shop shop) {
        return mill.definitionDesk().plan(shop.files(), false);
    }

    @Test
    void aVariableThatNobodyAllowedIsNotFilledIn() throws Exception {
        Shop reading = telling("https://x.example/${env:AWS_SECRET_ACCESS_KEY}");
        try (Tidemill mill = open(new Shop())) {
            DefinitionPlan plan = plan(mill, reading);
            PlanRefusal refusal = plan.refusals().getFirst();
            assertEquals(ErrorCode.INVALID_PROJECT, refusal.code());
            assertTrue(
                    refusal.message().contains("AWS_SECRET_ACCESS_KEY may not be read"),
                    refusal.message());
            assertFalse(plan.toString().contains("hush"), plan.toString());
            assertEquals(
                    refusal.message().replace("AWS_SECRET_ACCESS_KEY", "NOT_SET"),
                    plan(mill, telling("https://x.example/${env:NOT_SET:-}"))
                            .refusals()
                            .getFirst()
                            .message(),
                    "nobody learns which are set");
            TidemillException refused =
                    assertThrows(
                            TidemillException.class,
                            () -> mill.definitionDesk().apply(reading.files(), ApplyTerms.DEFAULT));
            assertEquals(ErrorCode.INVALID_PROJECT, refused.errorCode());
        }
    }

    @Test
    void aPlanShowsAUrlAsItIsWritten() throws Exception {
        try (Tidemill mill = open(new Shop(), "HOOKS")) {
            DefinitionPlan plan = plan(mill, telling("https://${env:HOOKS}/tell"));
            assertTrue(plan.applicable(), plan.refusals().toString());
            PlannedChange action =
                    plan.changes().stream()
                            .filter(change -> change.kind() == DefinitionKind.ACTION)
                            .findFirst()
                            .orElseThrow();
            assertEquals("https://${env:HOOKS}/tell", requireNonNull(action.after()).get("url"));
            assertFalse(plan.toString().contains("hooks.example.com"), plan.toString());
        }
    }

    @Test
    void whatTheProjectsFolderNamesMayBeRead() throws Exception {
        Shop owned = new Shop().with("tidemill.yaml", "name: shop # ${env:HOOKS:-none}\n");
        try (Tidemill mill = open(owned)) {
            assertTrue(plan(mill, telling("https://${env:HOOKS}/tell")).applicable());
            assertFalse(plan(mill, telling("https://${env:PATH}/tell")).applicable());
        }
    }
}
