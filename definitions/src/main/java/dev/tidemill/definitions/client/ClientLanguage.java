package dev.tidemill.definitions.client;

import dev.tidemill.definitions.contract.TableContract;
import java.util.List;
import java.util.Map;

/** A language that a client can be generated in. */
public enum ClientLanguage {
    JAVA {
        @Override
        public Map<String, String> files(List<TableContract> tables, String packageName) {
            return new JavaClient(packageName).files(tables);
        }
    },
    TYPESCRIPT {
        @Override
        public Map<String, String> files(List<TableContract> tables, String packageName) {
            return Map.of("tidemill.ts", TypeScriptClient.source(tables));
        }
    },
    PYTHON {
        @Override
        public Map<String, String> files(List<TableContract> tables, String packageName) {
            return Map.of("tidemill_client.py", PythonClient.source(tables));
        }
    };

    /**
     * The files' texts by their paths.
     *
     * @param tables those that rows can be sent to
     * @param packageName where a language has packages
     */
    public abstract Map<String, String> files(List<TableContract> tables, String packageName);
}
