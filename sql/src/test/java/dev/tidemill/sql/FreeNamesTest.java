package dev.tidemill.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Words that SQL dialects reserve and people use as names of columns. */
class FreeNamesTest {
    private static final String WORDS =
            "action at avg call catalog category class close comment condition content contains count"
                    + " current data date datetime day decade default_value depth description document"
                    + " domain duration element end_date error event every exclude external filter first"
                    + " flag float format forward function global groups header hold hour id identity"
                    + " index initial input key label language large last latitude length level local"
                    + " location lower match max message method min minute mode model module month name"
                    + " names next no none number object of old one open operation option order_id"
                    + " ordinal output parameter password path pattern percent period plan point"
                    + " portion position power precision prepare price prior public quarter range rank"
                    + " rate read real ref region relative release replace reset_at result return role"
                    + " rows schema score search second section sequence server session size source"
                    + " speed sql start state statement static status string subset sum symbol system"
                    + " target temperature text time timestamp timezone title token transaction"
                    + " trigger trim type unit upper uuid value version view volume week weight work"
                    + " year zone";

    private static final List<String> QUERIES =
            List.of(
                    "SELECT %s FROM t",
                    "SELECT t.%s, other FROM t WHERE %s > 1 AND t.%s < 5",
                    "SELECT %s, count(*) AS n, max(%s) AS m FROM t GROUP BY %s",
                    "SELECT other AS %s FROM t",
                    "SELECT (%s) + 1 AS x, %s * 2 AS y FROM t ORDER BY %s LIMIT 3");

    @Test
    void nameColumnsWithoutQuotes() {
        List<String> refused = new ArrayList<>();
        for (String word : WORDS.split(" ", -1)) {
            Schema schema =
                    Schema.of(Field.of(word, Type.INTEGER), Field.of("other", Type.INTEGER));
            Planner planner = new Planner(Catalog.of(CatalogTable.keyed("t", schema, List.of())));
            for (String query : QUERIES) {
                String sql = query.replace("%s", word);
                try {
                    planner.plan(sql);
                } catch (TidemillException e) {
                    refused.add(sql + ": " + e.message());
                }
            }
        }
        assertEquals(List.of(), refused);
    }
}
