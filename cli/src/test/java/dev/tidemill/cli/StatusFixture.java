package dev.tidemill.cli;

/** An answer of {@code GET /v1/status}. */
final class StatusFixture {
    static final String RUNNING =
            """
            {"project":"flights","tick":1234,"now":"2001-01-08T03:12:00",
             "clock":{"kind":"replay","speed":3600,"paused":false},
             "rows_total":123456,"rows_per_second":5123.0,"ticks_per_second":40.1,"lag_ms":1.8,"tick_p99_ms":3.1,
             "memory":{"state_bytes":12000000,"state_budget_bytes":1000000000,"state_pinned_bytes":0,"queries_max_bytes":2000000000,"process_max_bytes":null,"full":null,"heap_bytes":300000000,"heap_max_bytes":2000000000},
             "journal":{"bytes":14000000,"segments":2},"checkpoint":{"tick":1200,"age_s":12.0},
             "uptime_s":12.1,"state":"running",
             "problem":null,"definition_problem":null,"suspended":[{"name":"torn","code":"TM4007","message":"too much","since_tick":7,"sql":"SELECT 1"}],
             "sources":[{"name":"replay","kind":"replay","state":"running","tables":["departures","arrivals"],
               "rows":123456,"rows_per_second":5123.0,"position":"row 123456","detail":null}],
             "tables":[{"name":"departures","kind":"event","schema":"public","rows":100,"rows_per_second":2.5,
               "changes_total":100,"version":1233,"errors":0,"quarantined":2,"state_bytes":1500,"owned_bytes":2500,"history_rows":40,"inputs":[],
               "key":[],"columns":[{"name":"origin","type":"TEXT"}],"description":"Flights that left"}],
             "actions":[{"name":"late-airports","on":"airport_alerts","delivered":3,"pending":0,"failed":0,"dead":0}],
             "readers":{"subscriptions":2,"queries_total":17,"queries_running":0,"lookups_total":3}}
            """;

    private StatusFixture() {}
}
