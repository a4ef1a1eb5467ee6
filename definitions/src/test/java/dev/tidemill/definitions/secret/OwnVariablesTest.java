package dev.tidemill.definitions.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.document.ContractFiles;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the environment says to the mill itself is not for definitions. */
class OwnVariablesTest {
    private static final String CONTRACT =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: IDENTITY
            version: 1.0.0
            status: active
            schema:
              - name: t
                customProperties:
                  - {property: tableKind, value: keyed}
                properties:
                  - {name: id, logicalType: integer, physicalType: BIGINT, primaryKey: true}
            """;

    @ParameterizedTest
    @ValueSource(strings = {"TIDEMILL_TOKEN", "TIDEMILL_PASSWORD", "TIDEMILL_SECRETS"})
    void countsAsNotSet(String name) {
        Map<String, String> environment = Map.of(name, "hush", "OTHER", "said");
        TidemillException refused =
                assertThrows(TidemillException.class, () -> id("${env:" + name + "}", environment));
        assertTrue(refused.message().contains(name), refused.message());
        assertEquals("none", id("${env:" + name + ":-none}", environment));
        assertEquals("said", id("${env:OTHER}", environment));
    }

    private static String id(String text, Map<String, String> environment) {
        return ContractFiles.parse("t.yaml", CONTRACT.replace("IDENTITY", text), environment).id();
    }
}
