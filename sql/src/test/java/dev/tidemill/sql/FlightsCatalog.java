package dev.tidemill.sql;

import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.List;

/** The tables that the tests of this room read. */
final class FlightsCatalog {
    static final Catalog CATALOG =
            Catalog.of(
                    CatalogTable.event(
                            "departures",
                            Schema.of(
                                    new Field("flight_id", Type.BIGINT, false),
                                    Field.of("origin", Type.TEXT),
                                    Field.of("destination", Type.TEXT),
                                    Field.of("distance", Type.INTEGER),
                                    Field.of("departed_at", Type.TIMESTAMP)),
                            4),
                    CatalogTable.event(
                            "arrivals",
                            Schema.of(
                                    new Field("flight_id", Type.BIGINT, false),
                                    Field.of("origin", Type.TEXT),
                                    Field.of("destination", Type.TEXT),
                                    Field.of("distance", Type.INTEGER),
                                    Field.of("departed_at", Type.TIMESTAMP),
                                    Field.of("delay", Type.INTEGER),
                                    Field.of("arrived_at", Type.TIMESTAMP)),
                            6),
                    CatalogTable.keyed(
                            "airports",
                            Schema.of(
                                    new Field("iata", Type.TEXT, false),
                                    Field.of("name", Type.TEXT),
                                    Field.of("city", Type.TEXT),
                                    Field.of("state", Type.TEXT),
                                    Field.of("latitude", Type.DOUBLE),
                                    Field.of("longitude", Type.DOUBLE)),
                            List.of(0)),
                    CatalogTable.keyed(
                            "readings",
                            Schema.of(
                                    new Field("id", Type.BIGINT, false),
                                    Field.of("year", Type.INTEGER),
                                    Field.of("hour", Type.INTEGER),
                                    Field.of("value", Type.DOUBLE),
                                    Field.of("date", Type.DATE),
                                    Field.of("price", Type.decimal(12, 2)),
                                    Field.of("ok", Type.BOOLEAN),
                                    Field.of("at", Type.TIMESTAMPTZ)),
                            List.of(0)),
                    CatalogTable.keyed(
                            "tidemill.quarantine",
                            Schema.of(Field.of("id", Type.BIGINT), Field.of("rule", Type.TEXT)),
                            List.of(0)),
                    CatalogTable.keyed(
                            "tidemill.predictions_late",
                            Schema.of(
                                    new Field("flight_id", Type.BIGINT, false),
                                    new Field("prediction", Type.BOOLEAN, false),
                                    Field.of("score", Type.DOUBLE)),
                            List.of(0)),
                    CatalogTable.keyed(
                            "tidemill.predictions_minutes",
                            Schema.of(
                                    new Field("origin", Type.TEXT, false),
                                    new Field("destination", Type.TEXT, false),
                                    new Field("prediction", Type.DOUBLE, false),
                                    Field.of("score", Type.DOUBLE)),
                            List.of(0, 1)));

    private FlightsCatalog() {}
}
