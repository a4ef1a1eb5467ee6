package dev.tidemill.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.node.access.Scope;
import dev.tidemill.node.account.AccountFile;
import dev.tidemill.node.account.Token;
import dev.tidemill.node.account.TokenText;
import dev.tidemill.node.account.User;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A server with policies, whose secret values all hold the word {@link #SECRET}. {@code root} is an
 * administrator, {@code ann} is restricted in every way that there is.
 */
final class Guarded implements AutoCloseable {
    static final String SECRET = "hush";

    private static final String CONTRACT =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: club.people
            version: 1.0.0
            status: active
            schema:
              - name: people
                customProperties:
                  - {property: tableKind, value: event}
                  - {property: eventTime, value: at}
                properties:
                  - {name: id, logicalType: integer, physicalType: BIGINT, required: true}
                  - {name: email, logicalType: string, physicalType: TEXT, classification: personal}
                  - {name: region, logicalType: string, physicalType: TEXT}
                  - {name: note, logicalType: string, physicalType: TEXT}
                  - {name: code, logicalType: string, physicalType: TEXT}
                  - {name: at, logicalType: timestamp, physicalType: TIMESTAMP, required: true}
              - name: members
                customProperties:
                  - {property: tableKind, value: keyed}
                properties:
                  - name: email
                    logicalType: string
                    physicalType: TEXT
                    primaryKey: true
                    classification: personal
                  - {name: level, logicalType: integer, physicalType: INTEGER}
              - name: regions
                customProperties:
                  - {property: tableKind, value: keyed}
                properties:
                  - {name: name, logicalType: string, physicalType: TEXT, primaryKey: true}
                  - {name: size, logicalType: integer, physicalType: INTEGER}
              - name: vault
                customProperties:
                  - {property: tableKind, value: keyed}
                properties:
                  - {name: name, logicalType: string, physicalType: TEXT, primaryKey: true}
            """;

    private static final String POLICIES =
            """
            roles:
              analyst: [ann]
            tables:
              - table: people
                roles: [analyst]
                privileges: [select, insert]
                filter: region = 'south'
                columns:
                  note: {allow: false}
                  code: {mask: "'***'"}
              - table: members
                roles: [analyst]
                privileges: [select, delete]
              - {table: by_email, roles: [analyst], privileges: [select]}
              - {table: codes, roles: [analyst], privileges: [select]}
              - {table: noted, roles: [analyst], privileges: [select], filter: id <> 2}
              - table: regions
                roles: [analyst]
                privileges: [select, insert]
                filter: name <> 'hushnorth'
              - {table: "mine_*", users: [ann], privileges: [select, insert, delete, define]}
            classifications:
              - {classification: personal, mask: hash}
            """;

    /** The server asks who comes, so that each of its notices is given up. */
    private static final String WARN =
            """
            name: warn
            on: by_email
            key: [email]
            when: [entered]
            webhook: {url: /v1/nothing}
            """;

    private final Served served;
    private final AccountFile accounts;
    private final String root;
    private final String ann;

    private Guarded(Served served, AccountFile accounts) {
        this.served = served;
        this.accounts = accounts;
        this.root = user("root", EnumSet.of(Scope.ADMIN));
        this.ann = user("ann", EnumSet.of(Scope.READ, Scope.WRITE, Scope.DEFINE));
    }

    static Guarded in(Path folder) throws IOException {
        for (String each : List.of("contracts", "tables", "policies", "actions", "features")) {
            Files.createDirectories(folder.resolve(each));
        }
        Files.writeString(folder.resolve("contracts/club.yaml"), CONTRACT);
        Files.writeString(
                folder.resolve("tables/by_email.sql"),
                "SELECT email, max(email) AS last, count(*) AS n FROM people GROUP BY email\n");
        Files.writeString(
                folder.resolve("tables/codes.sql"),
                "SELECT id, CAST(code AS INTEGER) AS n FROM people\n");
        Files.writeString(
                folder.resolve("tables/noted.sql"), "SELECT id, length(note) AS n FROM people\n");
        view(folder, "area", "regions", "name", "size: {type: INTEGER}");
        view(folder, "mail", "by_email", "email", "last: {type: TEXT}");
        view(folder, "safe", "vault", "name", "label: {column: name, type: TEXT}");
        Files.writeString(folder.resolve("policies/club.yaml"), POLICIES);
        Files.writeString(folder.resolve("actions/warn.yaml"), WARN);
        Served served = Served.in(folder, Served.options(null), UnaryOperator.identity());
        return new Guarded(served, new AccountFile(folder.resolve(".tidemill/data/access")));
    }

    private static void view(Path folder, String name, String table, String column, String features)
            throws IOException {
        Files.writeString(
                folder.resolve("features/" + name + ".yaml"),
                """
                name: %1$s
                version: 1
                entity: %1$s
                key: {name: TEXT}
                sources:
                  - table: %2$s
                    key: {%3$s: name}
                    features:
                      %4$s
                """
                        .formatted(name, table, column, features));
    }

    Served served() {
        return served;
    }

    /** Adds a user, and gives a token that may do all that the user may. */
    String user(String name, Set<Scope> scopes) {
        accounts.change(all -> all.adding(new User(name, scopes, null, Instant.now())));
        return token(name, scopes, null);
    }

    String token(
            String user, Set<Scope> scopes, @org.jspecify.annotations.Nullable Instant expires) {
        TokenText text = TokenText.random(new SecureRandom());
        accounts.change(
                all ->
                        all.adding(
                                new Token(
                                        text.id(),
                                        user,
                                        scopes,
                                        text.digest(),
                                        Instant.now(),
                                        expires)));
        return text.text();
    }

    AccountFile accounts() {
        return accounts;
    }

    String root() {
        return root;
    }

    String ann() {
        return ann;
    }

    HttpResponse<String> send(String token, HttpRequest.Builder request) throws Exception {
        return served.client.send(
                request.header("Authorization", "Bearer " + token).build(),
                BodyHandlers.ofString(UTF_8));
    }

    HttpResponse<String> get(String token, String path) throws Exception {
        return send(token, served.request(path));
    }

    HttpResponse<String> sql(String token, String statement) throws Exception {
        return send(
                token, served.request("/v1/sql").POST(BodyPublishers.ofString(statement, UTF_8)));
    }

    /** Posts rows as the administrator and waits until they can be read. */
    void rows(String table, String rows) throws Exception {
        HttpResponse<String> answer =
                send(root, served.posting(table, Served.NDJSON, BodyPublishers.ofString(rows)));
        long tick = Served.json(answer).path("tick").asLong();
        if (tick == 0 || !served.mill().await(tick, 10_000)) {
            throw new AssertionError(answer.body());
        }
    }

    static String person(long id, String email, String region, String note, String code) {
        return """
        {"id":%d,"email":"%s","region":"%s","note":"%s","code":"%s","at":"2001-01-01T00:00:00"}
        """
                .formatted(id, email, region, note, code);
    }

    /** A row of each kind that somebody may not see, and such as they may. */
    void plant() throws Exception {
        rows(
                "people",
                person(1, "hush1", "south", "hush2", "hush3")
                        + person(2, "hush4", "north", "hush5", "hush6")
                        + person(3, "hush7", "south", "hush8", "7")
                        + "{\"id\":4,\"email\":\"hush9\",\"at\":\"never\"}\n");
        rows("members", "{\"email\":\"hush1\",\"level\":3}\n");
        rows(
                "regions",
                "{\"name\":\"south\",\"size\":2}\n{\"name\":\"hushnorth\",\"size\":4711}\n");
        rows("vault", "{\"name\":\"hush10\"}\n");
    }

    @Override
    public void close() {
        served.close();
    }
}
